/** Changes as git prints them, in all formats that are asked for, one after the other. */
import { bytesToRaw } from '../../object/raw-text.js'
import { abbreviate } from '../../repo/abbreviate.js'
import { type LineCounts, LineCounter } from '../../repo/diff/line-counts.js'
import { PatchWriter } from '../../repo/diff/patch-writer.js'
import type { TreeChange } from '../../repo/diff/tree-diff.js'
import type { Repository } from '../../repo/repository.js'
import { renameName } from '../../text/patch/rename-name.js'
import { type StatEntry, statLines, sumLine } from '../../text/patch/stat-graph.js'
import { quotePath } from '../../text/quote-path.js'
import type { Output } from '../io/output.js'
import { displayWidth } from '../text/display-width.js'
import { formatMode } from '../text/tree-line.js'
import { changeSummary, compactSummary } from './change-summary.js'
import type { DiffRequest } from './diff-options.js'

export class ChangePrinter {
  private readonly quoteHigh: boolean
  private patchWriter: PatchWriter | undefined
  private lineCounter: LineCounter | undefined

  constructor(
    private readonly repo: Repository,
    private readonly out: Output,
    private readonly request: DiffRequest,
  ) {
    this.quoteHigh = repo.config.getBool('core.quotepath') ?? true
  }

  /** Prints the changes of one commit or of one pair of trees. */
  print(changes: readonly TreeChange[]): void {
    const { formats, isNulTerminated } = this.request
    if (formats.has('raw') || formats.has('name-only') || formats.has('name-status')) {
      for (const change of changes) this.printLine(change)
    }
    if (formats.has('numstat') || formats.has('stat') || formats.has('shortstat')) this.printStats(changes)
    const summary = formats.has('summary') ? this.summaryOf(changes) : ''
    this.out.raw(summary)
    if (!formats.has('patch')) return
    const isAfterOthers = formats.size - (formats.has('summary') ? 1 : 0) > 1 || summary !== ''
    if (isAfterOthers) this.out.byte(isNulTerminated ? 0 : 0x0a)
    this.patchWriter ??= new PatchWriter(this.repo, this.out, this.request.patch)
    for (const change of changes) this.patchWriter.write(change)
  }

  /** One line for a change: `--raw`, `--name-status` or `--name-only`. */
  private printLine(change: TreeChange): void {
    const end = this.request.isNulTerminated ? '\0' : '\n'
    const tab = this.request.isNulTerminated ? '\0' : '\t'
    const paths =
      change.origin && !this.request.formats.has('name-only') ? [change.oldPath, change.path] : [change.path]
    this.out.raw(this.fields(change, tab) + paths.map((path) => this.shown(path)).join(tab) + end)
  }

  /** A path as it is shown. */
  private shown(path: Uint8Array): string {
    const raw = this.relative(path)
    return this.request.isNulTerminated ? raw : quotePath(raw, this.quoteHigh)
  }

  private relative(path: Uint8Array): string {
    return bytesToRaw(path).slice(this.request.patch.relative?.length ?? 0)
  }

  /** What stands before the path. */
  private fields(change: TreeChange, tab: string): string {
    const { formats, abbrev } = this.request
    if (formats.has('name-only')) return ''
    const { oldMode, newMode, oldOid, newOid } = change
    const status = statusOf(change)
    if (formats.has('name-status')) return status + tab
    const oids = [oldOid, newOid].map((oid) => abbreviate(this.repo, oid, abbrev)).join(' ')
    return `:${formatMode(oldMode)} ${formatMode(newMode)} ${oids} ${status}${tab}`
  }

  private printStats(changes: readonly TreeChange[]): void {
    const { formats } = this.request
    this.lineCounter ??= new LineCounter(this.repo, this.request.patch)
    const counted: { change: TreeChange; counts: LineCounts }[] = []
    for (const change of changes) {
      const counts = this.lineCounter.count(change)
      const { oldMode, newMode, status } = change
      const isNothing = counts.added === 0 && counts.removed === 0 && !counts.isBinary
      if (status === 'M' && oldMode === newMode && isNothing) continue
      counted.push({ change, counts })
    }
    if (formats.has('numstat')) for (const { change, counts } of counted) this.printNumbers(change, counts)
    if (counted.length === 0) return
    const entries = counted.map(({ change, counts }) => ({ ...counts, name: this.statName(change) }))
    if (formats.has('stat'))
      this.out.raw(statLines(entries, { ...this.request.stat, columnsOf: displayWidth }))
    if (formats.has('shortstat')) this.out.raw(sumLine(entries))
  }

  private printNumbers(change: TreeChange, { added, removed, isBinary }: LineCounts): void {
    const numbers = isBinary ? '-\t-\t' : `${added}\t${removed}\t`
    if (!this.request.isNulTerminated) this.out.raw(`${numbers}${this.bothNames(change)}\n`)
    else if (change.origin) {
      this.out.raw(`${numbers}\0${this.relative(change.oldPath)}\0${this.relative(change.path)}\0`)
    } else this.out.raw(`${numbers}${this.relative(change.path)}\0`)
  }

  private statName(change: TreeChange): StatEntry['name'] {
    const name = this.bothNames(change)
    const comment = this.request.isCompactSummary ? compactSummary(change) : ''
    return comment === '' ? name : `${name} (${comment})`
  }

  /** The path; of a rename or copy both. */
  private bothNames(change: TreeChange): string {
    const to = this.relative(change.path)
    if (!change.origin) return quotePath(to, this.quoteHigh)
    const from = this.relative(change.oldPath)
    const quoted = [from, to].map((path) => quotePath(path, this.quoteHigh)) as [string, string]
    return quoted[0] === from && quoted[1] === to ? renameName(from, to) : quoted.join(' => ')
  }

  private summaryOf(changes: readonly TreeChange[]): string {
    return changes
      .map((change) =>
        changeSummary(change, this.bothNames(change), quotePath(this.relative(change.path), this.quoteHigh)),
      )
      .join('')
  }
}

/** A letter, and for renames, copies and rewrites how much is the same, or is not. */
function statusOf({ status, origin, dissimilarity }: TreeChange): string {
  const percent = origin?.similarity ?? dissimilarity
  return percent === undefined ? status : `${status}${`${percent}`.padStart(3, '0')}`
}
