/** Changes of merges as git prints them with `-c` and `--cc`: counts against the first parent, the rest against all. */
import { bytesToRaw } from '../../object/raw-text.js'
import { abbreviate } from '../../repo/abbreviate.js'
import type { CombinedChange } from '../../repo/diff/combined-changes.js'
import { CombinedWriter } from '../../repo/diff/combined-writer.js'
import type { TreeChange } from '../../repo/diff/tree-diff.js'
import type { Repository } from '../../repo/repository.js'
import { quotePath } from '../../text/quote-path.js'
import type { Output } from '../io/output.js'
import { formatMode } from '../text/tree-line.js'
import { ChangePrinter } from './change-printer.js'
import type { ChangeFormat, DiffRequest } from './diff-options.js'

const COUNTS: readonly ChangeFormat[] = ['numstat', 'stat', 'shortstat', 'summary']
const LINES: readonly ChangeFormat[] = ['raw', 'name-only', 'name-status']

export class CombinedPrinter {
  private readonly counts: ChangePrinter | undefined
  private readonly quoteHigh: boolean
  private readonly writer: CombinedWriter

  constructor(
    private readonly repo: Repository,
    private readonly out: Output,
    private readonly request: DiffRequest,
    isDense: boolean,
  ) {
    this.quoteHigh = repo.config.getBool('core.quotepath') ?? true
    this.writer = new CombinedWriter(repo, out, request.patch, isDense)
    const formats = new Set(COUNTS.filter((format) => request.formats.has(format)))
    if (formats.size > 0) this.counts = new ChangePrinter(repo, out, { ...request, formats })
  }

  /** @param first What the merge changes against its first parent. */
  print(changes: readonly CombinedChange[], first: readonly TreeChange[]): void {
    const { formats, isNulTerminated } = this.request
    this.counts?.print(first)
    if (changes.length === 0) return
    const hasLines = LINES.some((format) => formats.has(format))
    if (hasLines) for (const change of changes) this.printLine(change)
    if (!formats.has('patch')) return
    if (hasLines || this.counts) this.out.byte(isNulTerminated ? 0 : 0x0a)
    for (const change of changes) this.writer.write(change)
  }

  private printLine(change: CombinedChange): void {
    const { formats, isNulTerminated, abbrev } = this.request
    const raw = bytesToRaw(change.path)
    const path = isNulTerminated ? `${raw}\0` : `${quotePath(raw, this.quoteHigh)}\n`
    let fields = ''
    if (formats.has('raw')) {
      const { parents, mode, oid } = change
      const modes = [...parents, { mode }].map((side) => formatMode(side.mode)).join(' ')
      const oids = [...parents, { oid }].map((side) => abbreviate(this.repo, side.oid, abbrev)).join(' ')
      fields = `${':'.repeat(parents.length)}${modes} ${oids} `
    }
    if (!formats.has('name-only')) {
      fields += change.parents.map(({ status }) => status).join('') + (isNulTerminated ? '\0' : '\t')
    }
    this.out.raw(fields + path)
  }
}
