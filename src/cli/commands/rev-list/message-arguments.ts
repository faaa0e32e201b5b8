/** What a command line of `rev-list` says of messages and graphs. */
import { CommitFormatter } from '../../../repo/format/commit-formatter.js'
import { HistoryGraph } from '../../../repo/format/history-graph.js'
import { logOutputEncoding } from '../../../repo/format/log-encoding.js'
import { parsePrettyFormat, type PrettyFormat } from '../../../repo/format/pretty-format.js'
import type { WalkOptions } from '../../../repo/walk/walk-options.js'
import type { CommandContext } from '../../context.js'
import { FatalError, UsageError } from '../../failure.js'
import { graphSettings } from '../../log/graph-settings.js'
import { PrettyArguments } from '../../log/pretty-arguments.js'
import type { MoreOptions, RevListArguments } from './arguments.js'
import type { MessageSettings } from './commit-printer.js'

export class RevListMessages implements MoreOptions {
  readonly pretty
  private hasRawHeader = false
  private hasCommitHeader = true

  constructor(private readonly context: CommandContext) {
    this.pretty = new PrettyArguments(context)
  }

  take(arg: string, next: string | undefined): number {
    if (arg === '--header') this.hasRawHeader = true
    else if (arg === '--commit-header') this.hasCommitHeader = true
    else if (arg === '--no-commit-header') this.hasCommitHeader = false
    else return this.pretty.take(arg, next)
    return 1
  }

  unknown(arg: string): Error {
    return new UsageError(`unknown option \`${arg}'`)
  }

  /** Whether more than a line with the oid is shown of a commit. */
  get isAsked(): boolean {
    return this.showsMore || (this.pretty.abbreviatesCommits ?? false)
  }

  /** Whether messages or a graph are shown, which do not go with `-z`. */
  get showsMore(): boolean {
    return this.pretty.isGiven || this.pretty.hasGraph || this.hasRawHeader
  }

  get walkOptions(): Partial<WalkOptions> {
    return this.pretty.hasGraph ? { rewriteParents: true } : {}
  }

  /** @throws {FatalError} Options exclude each other. */
  check(args: RevListArguments): void {
    const { pretty } = this
    if (pretty.showsNotes) throw new FatalError('rev-list does not support display of notes')
    checkGraph(pretty, args)
  }

  settings(args: RevListArguments): MessageSettings {
    const { pretty, context } = this
    const { config } = context.repository()
    const format = this.format()
    const { isColored, lanesMax } = pretty
    const warn = (message: string): void => {
      context.complain(`warning: ${message}`)
    }
    return {
      formatter:
        format &&
        new CommitFormatter(context.repository(), format, {
          ...(pretty.dateMode && { dateMode: pretty.dateMode }),
          tabWidth: 0, // git's rev-list leaves tabs and headers of mails alone, whatever the options say
          encodesMailHeaders: false,
          encoding: pretty.encoding ?? logOutputEncoding(config),
          isColored,
          abbrev: args.abbrev,
          env: context.env,
        }),
      graph: pretty.hasGraph ? new HistoryGraph(graphSettings(config, isColored, lanesMax, warn)) : undefined,
      hasHeader: this.hasCommitHeader || format?.kind !== 'user',
      isForPeople: pretty.isGiven,
    }
  }

  private format(): PrettyFormat | undefined {
    const { pretty } = this
    if (pretty.isGiven) return pretty.format
    return this.hasRawHeader ? parsePrettyFormat('raw', this.context.repository().config) : undefined
  }
}

/** @throws {FatalError} A graph is asked for together with what it cannot be drawn of. */
export function checkGraph({ hasGraph, lanesMax }: PrettyArguments, args: RevListArguments): void {
  if (!hasGraph) {
    if (lanesMax !== Infinity) throw new FatalError("the option '--graph-lane-limit' requires '--graph'")
    return
  }
  const refuse = (other: string, first = '--graph', second = other): never => {
    throw new FatalError(`options '${first}' and '${second}' cannot be used together`)
  }
  if (args.isReverse) refuse('--reverse')
  if (args.noWalk) refuse('--no-walk', '--no-walk', '--graph')
  if (args.flags.has('--children')) refuse('--children', '--parents', '--children')
  if (args.order === 'default') args.order = 'topo'
}
