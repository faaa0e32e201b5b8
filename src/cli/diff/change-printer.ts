/** Changes as git prints them: `--raw`, `--name-only` and `--name-status`. */
import type { TreeChange } from '../../repo/diff/tree-diff.js'
import type { Repository } from '../../repo/repository.js'
import { abbreviate, type AbbreviationLength } from '../../repo/abbreviate.js'
import type { Output } from '../io/output.js'
import { bytesToRaw } from '../../object/raw-text.js'
import { quotePath } from '../text/quote.js'
import { formatMode } from '../text/tree-line.js'

export type ChangeFormat = 'raw' | 'name-only' | 'name-status' | 'none'

export class ChangePrinter {
  private readonly quoteHigh: boolean

  constructor(
    private readonly repo: Repository,
    private readonly out: Output,
    private readonly format: ChangeFormat,
    private readonly abbrev: AbbreviationLength,
    private readonly isNulTerminated: boolean,
  ) {
    this.quoteHigh = repo.config.getBool('core.quotepath') ?? true
  }

  print(change: TreeChange): void {
    if (this.format === 'none') return
    const raw = bytesToRaw(change.path)
    const path = this.isNulTerminated ? `${raw}\0` : `${quotePath(raw, this.quoteHigh)}\n`
    this.out.raw(this.fields(change) + path)
  }

  /** What stands before the path. */
  private fields({ status, oldMode, newMode, oldOid, newOid }: TreeChange): string {
    if (this.format === 'name-only') return ''
    const end = this.isNulTerminated ? '\0' : '\t'
    if (this.format === 'name-status') return status + end
    const oids = [oldOid, newOid].map((oid) => abbreviate(this.repo, oid, this.abbrev)).join(' ')
    return `:${formatMode(oldMode)} ${formatMode(newMode)} ${oids} ${status}${end}`
  }
}
