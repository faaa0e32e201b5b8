/** Walks history and prints the commits that come up. */
import { textToRaw } from '../../object/raw-text.js'
import { HistoryGraph } from '../../repo/format/history-graph.js'
import type { RangeTip } from '../../repo/revision/revision-range.js'
import type { CommitWalk } from '../../repo/walk/commit-walk.js'
import type { WalkCommit } from '../../repo/walk/walk-commit.js'
import type { WalkOptions } from '../../repo/walk/walk-options.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import { pathspecOf, walkRequest } from '../commands/rev-list/walk-request.js'
import type { RevListArguments } from '../commands/rev-list/arguments.js'
import { graphSettings } from './graph-settings.js'
import { graphCommit, shownMark, toShow } from './history-lines.js'
import type { LogArguments } from './log-arguments.js'
import { commitAbbreviator, type LogEntry, LogPrinter } from './log-printer.js'

/** @throws {FatalError} There is nothing to begin from. */
export function walkLog(args: RevListArguments, options: LogArguments, context: CommandContext): void {
  const printer = logPrinter(args, options, context)
  printHistory(args.tips.hasInput ? args.tips.tips : [headTip(context)], args, options, printer, context)
}

export function logPrinter(
  args: RevListArguments,
  options: LogArguments,
  context: CommandContext,
): LogPrinter {
  const repo = context.repository()
  const { pretty, isColored } = options
  const graph = pretty.hasGraph
    ? new HistoryGraph(
        graphSettings(repo.config, isColored, pretty.lanesMax, (message) => {
          context.complain(`warning: ${message}`)
        }),
      )
    : undefined
  const settings = {
    abbreviator: commitAbbreviator(repo, options.abbreviatesCommits, args.abbrev),
    showsDecorations: options.decorationStyle !== 'none',
    graph,
    isNulTerminated: options.isNulTerminated,
    showsLogSize: pretty.showsLogSize,
  }
  return new LogPrinter(options.formatter(args), settings, context.out)
}

/** Prints what is reached from `tips`. */
export function printHistory(
  tips: readonly RangeTip[],
  args: RevListArguments,
  options: LogArguments,
  printer: LogPrinter,
  context: CommandContext,
  showsPatches = false,
): void {
  const pathspec = pathspecOf(args, context.repository(), context.env)
  const diff = options.diff(pathspec, args, showsPatches)
  const { hasGraph } = options.pretty
  if (options.mapsPeople) args.mailmap = printer.formatter.mailmap()
  const request: { -readonly [name in keyof WalkOptions]?: WalkOptions[name] } = {
    ...(hasGraph && { rewriteParents: true }),
    // Only refs that would be shown count.
    ...(args.flags.has('--simplify-by-decoration') && {
      simplifyByDecoration: new Set(printer.formatter.decorated),
    }),
  }
  // Commits that are not shown for what they changed do not count.
  const most = diff?.chooses ? args.maxCount : Infinity
  if (most !== Infinity) request.limit = Infinity
  let shown = 0
  walkTips(tips, args, context, request, (commit, walk) => {
    const entry = entryOf(commit, walk, args, options)
    printer.advance(entry)
    if (!diff) printer.print(entry)
    else if (diff.print(entry, printer)) shown++
    return shown < most
  })
}

/**
 * Walks from `tips` as the command line says.
 *
 * @param more What else is asked of the walk.
 * @param visit Gives false where the walk is to end.
 */
export function walkTips(
  tips: readonly RangeTip[],
  args: RevListArguments,
  context: CommandContext,
  more: Partial<WalkOptions>,
  visit: (commit: WalkCommit, walk: CommitWalk) => boolean,
): void {
  const repo = context.repository()
  const { commits } = repo.walks.partTips(tips, (oid) => {
    if (!args.tips.ignoresMissing) throw new FatalError(`bad object ${oid}`)
  })
  if (commits.length === 0) return
  const hasExcluded = commits.some(({ isExcluded }) => isExcluded)
  const request = walkRequest(args, repo, pathspecOf(args, repo, context.env), hasExcluded, more)
  const walk = repo.walks.ofCommits(request, commits)
  for (const commit of walk.walk()) if (!visit(commit, walk)) return
}

function entryOf(
  commit: WalkCommit,
  walk: CommitWalk,
  { flags }: RevListArguments,
  { pretty, showsSources }: LogArguments,
): LogEntry {
  const { hasGraph } = pretty
  const children = flags.has('--children') ? (walk.children.get(commit) ?? []).map(({ oid }) => oid) : []
  return {
    commit: { ...toShow(commit, walk), ...(showsSources && { source: sourceOf(commit) }) },
    graphCommit: hasGraph ? graphCommit(commit, walk, flags) : undefined,
    mark: shownMark(commit, flags),
    relatives: [...(flags.has('--parents') ? walk.parentsOf(commit) : []), ...children],
  }
}

function sourceOf({ source }: WalkCommit): string | undefined {
  return source === undefined ? undefined : textToRaw(source)
}

export function headTip(context: CommandContext): RangeTip {
  const { oid, ref } = context.repository().head()
  if (oid !== undefined) return { oid, isExcluded: false, name: 'HEAD' }
  if (ref?.startsWith('refs/heads/')) {
    const branch = ref.slice('refs/heads/'.length)
    throw new FatalError(`your current branch '${branch}' does not have any commits yet`)
  }
  throw new FatalError("bad default revision 'HEAD'")
}
