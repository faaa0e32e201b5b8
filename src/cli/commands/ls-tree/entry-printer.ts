/** One entry of a tree, printed in the format that was asked for. */
import { PackmapError } from '../../../base/errors.js'
import type { TreeEntry } from '../../../object/tree.js'
import type { Repository } from '../../../repo/repository.js'
import { abbreviate, type AbbreviationLength } from '../../../repo/abbreviate.js'
import { FatalError } from '../../failure.js'
import type { Output } from '../../io/output.js'
import { quotePath } from '../../../text/quote-path.js'
import { relativePath } from '../../text/relative-path.js'
import { formatMode } from '../../text/tree-line.js'
import { type Field, type FormatPart, parseListFormat } from './list-format.js'

const SIZE_WIDTH = 7

export interface PrintSettings {
  /** One unit a byte. */
  readonly format: string
  /** The format is not one of git's own: then paths are quoted even between NULs, and a lost blob ends the listing. */
  readonly isCustom: boolean
  readonly isNulTerminated: boolean
  /** The folder that paths are shown from; one unit a byte. */
  readonly prefix: string
  readonly abbrev: AbbreviationLength
}

export class EntryPrinter {
  private readonly quoteHigh: boolean
  private readonly quotes: boolean
  private readonly end: string
  private parts: readonly FormatPart[] | undefined

  constructor(
    private readonly repo: Repository,
    private readonly out: Output,
    private readonly settings: PrintSettings,
  ) {
    this.quoteHigh = repo.config.getBool('core.quotepath') ?? true
    this.quotes = settings.isCustom || !settings.isNulTerminated
    this.end = settings.isNulTerminated ? '\0' : '\n'
  }

  /**
   * @param path From the root of the tree; one unit a byte.
   * @throws {FatalError} The format is none; where nothing is printed, git does not notice.
   */
  print(entry: TreeEntry, path: string): void {
    let line = ''
    for (const part of (this.parts ??= parseListFormat(this.settings.format))) {
      line += 'literal' in part ? part.literal : this.field(part.field, entry, path)
    }
    this.out.raw(line + this.end)
  }

  private field(field: Field, entry: TreeEntry, path: string): string {
    switch (field) {
      case 'objectmode':
        return formatMode(entry.mode)
      case 'objecttype':
        return entry.type
      case 'objectname':
        return this.settings.abbrev === 'full'
          ? entry.oid
          : abbreviate(this.repo, entry.oid, this.settings.abbrev)
      case 'objectsize':
        return this.size(entry)
      case 'objectsize:padded':
        return this.size(entry).padStart(SIZE_WIDTH)
      case 'path': {
        const shown = relativePath(path, this.settings.prefix)
        return this.quotes ? quotePath(shown, this.quoteHigh) : shown
      }
    }
  }

  private size(entry: TreeEntry): string {
    if (entry.type !== 'blob') return '-'
    try {
      const header = this.repo.tryReadHeader(entry.oid)
      if (header) return String(header.size)
    } catch (error) {
      if (!(error instanceof PackmapError)) throw error
    }
    if (this.settings.isCustom) throw new FatalError(`could not get object info about '${entry.oid}'`)
    return 'BAD'
  }
}
