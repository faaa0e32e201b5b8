/** What commits changed, below their messages: `log -p`, `--stat`, `--raw` and their like, and `show`. */
import type { Pathspec } from '../../repo/pathspec/pathspec.js'
import { combinedChanges } from '../../repo/diff/combined-changes.js'
import type { TreeChange } from '../../repo/diff/tree-diff.js'
import type { Repository } from '../../repo/repository.js'
import { ChangePrinter } from '../diff/change-printer.js'
import { CombinedPrinter } from '../diff/combined-printer.js'
import { ALL_OR_NONE, DIFF_OPTIONS, type DiffRequest, diffRequest, filterOf } from '../diff/diff-options.js'
import { MemorySink } from '../io/byte-sink.js'
import { Output } from '../io/output.js'
import type { OptionSpec } from '../options/option-spec.js'
import { parseOptions } from '../options/parse-options.js'
import type { LogEntry, LogPrinter } from './log-printer.js'

/** How merges are shown: not at all, against each parent, against all at once, or against the first. */
export type MergeDiffs = 'none' | 'each' | 'combined' | 'dense' | 'first'

/** Options that commands which show commits have a meaning of their own for. */
const OWN = new Set(['abbrev', 'color', 'quiet', 'exit-code'])

/** Of a terminal, where nothing else is known. */
const COLUMNS = 80

/** How many arguments an option for diffs takes; 0: it is none. */
export function diffArguments(arg: string): number {
  const spec = arg.startsWith('--') ? longOption(arg.slice(2)) : shortOption(arg)
  if (!spec || OWN.has(spec.long ?? '')) return 0
  const hasValue = arg.startsWith('--') ? arg.includes('=') : arg.length > 2
  return spec.value === 'required' && !hasValue ? 2 : 1
}

function longOption(text: string): OptionSpec | undefined {
  const [name = ''] = text.split('=', 1)
  const exact = DIFF_OPTIONS.find(({ long }) => long === name)
  if (exact || !name.startsWith('no-')) return exact
  return DIFF_OPTIONS.find(({ long, negatable }) => long === name.slice(3) && negatable !== false)
}

function shortOption(arg: string): OptionSpec | undefined {
  const spec = DIFF_OPTIONS.find(({ short }) => short === arg[1])
  return spec && (arg.length === 2 || spec.value !== undefined) ? spec : undefined
}

export class LogDiff {
  private readonly request: DiffRequest
  private readonly filter: string

  /** @param args Options for diffs. @param whenNone Whether a patch is shown where no format is asked for. */
  constructor(
    private readonly repo: Repository,
    args: readonly string[],
    whenNone: boolean,
    private readonly merges: MergeDiffs,
    private readonly pathspec: Pathspec,
  ) {
    const options = parseOptions(DIFF_OPTIONS, args)
    const settings = { forPeople: true, prefix: repo.prefix } as const
    const request = diffRequest(options, repo.config, { ...settings, whenNone: 'patch' })
    const isPatch = request.formats.size === 1 && request.formats.has('patch')
    const isAsked = args.some((arg) => /^-(?:p|u|U.*|-patch|-unified.*|-binary)$/.test(arg))
    this.request = isPatch && !isAsked && !whenNone ? { ...request, formats: new Set() } : request
    this.filter = filterOf(options)
  }

  /** Whether anything is shown of changes, or chosen by them. */
  /** Whether commits without changes that are shown are left out. */
  get chooses(): boolean {
    return this.filter !== ''
  }

  get isAsked(): boolean {
    return this.request.formats.size > 0 || this.filter !== ''
  }

  /** A commit with what it changed. @returns Whether anything was shown. */
  print(entry: LogEntry, printer: LogPrinter): boolean {
    const links = this.repo.commits.tryRead(entry.commit.oid)
    const parents = links?.parents ?? []
    const tree = links?.tree
    const isMerge = parents.length > 1
    let hasShown = false
    if (tree !== undefined && isMerge && (this.merges === 'combined' || this.merges === 'dense')) {
      hasShown = this.printCombined(parents, tree, entry, printer)
    } else if (tree !== undefined && !(isMerge && this.merges === 'none')) {
      const befores =
        parents.length === 0 ? [undefined] : isMerge && this.merges === 'each' ? parents : [parents[0]]
      for (const before of befores) {
        if (before === undefined && this.repo.config.getBool('log.showRoot') === false) continue
        const changes = this.changes(before, tree)
        if (changes.length === 0) continue
        hasShown = true
        printer.print(isMerge && this.merges === 'each' ? { ...entry, from: before } : entry)
        printer.printBelow(
          this.separator,
          this.shown((out) => {
            new ChangePrinter(this.repo, out, this.requestBeside(printer)).print(changes)
          }),
          false,
        )
      }
    }
    if (hasShown || this.chooses) return hasShown
    printer.print(entry)
    return true
  }

  private printCombined(
    parents: readonly string[],
    tree: string,
    entry: LogEntry,
    printer: LogPrinter,
  ): boolean {
    const { pathspec } = this
    const request = this.requestBeside(printer)
    const changes = combinedChanges(this.repo, parents, tree, { pathspec, renames: request.renames })
    if (changes.length === 0 && this.chooses) return false
    printer.print(entry)
    printer.printBelow(
      '\n',
      this.shown((out) => {
        const combined = new CombinedPrinter(this.repo, out, request, this.merges === 'dense')
        combined.print(changes, this.changes(parents[0], tree))
      }),
      true,
    )
    return true
  }

  /** The bars of `--stat` have less room beside a graph. */
  private requestBeside({ graphWidth }: LogPrinter): DiffRequest {
    const { stat } = this.request
    if (graphWidth === 0 || stat.width !== undefined) return this.request
    return { ...this.request, stat: { ...stat, width: COLUMNS - graphWidth } }
  }

  private get separator(): string {
    const { formats } = this.request
    if (formats.size === 0) return ''
    const hasStat = formats.has('stat')
    return hasStat && formats.has('patch') ? '---\n' : '\n'
  }

  /** What is written to an output. */
  private shown(write: (out: Output) => void): string {
    const sink = new MemorySink()
    const out = new Output(sink)
    write(out)
    out.flush()
    return sink.bytes().toString('latin1')
  }

  private changes(before: string | undefined, tree: string): TreeChange[] {
    const from = before === undefined ? undefined : this.repo.commits.tryRead(before)?.tree
    const { relative } = this.request.patch
    const all = [
      ...this.repo.diff(from, tree, {
        recursive: true,
        pathspec: this.pathspec,
        renames: this.request.renames,
        ...(relative !== undefined && { folder: relative }),
      }),
    ]
    if (this.filter === '') return all
    const chosen = all.filter(({ status }) => this.filter.includes(status))
    return this.filter.includes(ALL_OR_NONE) && chosen.length > 0 ? all : chosen
  }
}
