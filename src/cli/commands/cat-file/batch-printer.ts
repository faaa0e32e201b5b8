/**
 * The answers of a batch: a line about an object, its content behind it where that was asked for, or the line that
 * says why there is none.
 */
import { PackmapError } from '../../../base/errors.js'
import { ObjectTooLargeError } from '../../../object/errors.js'
import type { GitObject, ObjectHeader } from '../../../object/git-object.js'
import type { ObjectStorage } from '../../../odb/object-storage.js'
import type { ScannedObject } from '../../../odb/scan/scanned-object.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'
import type { Output } from '../../io/output.js'
import type { ObjectSource } from '../../object-source.js'
import type { Atom, BatchFormat } from './batch-format.js'
import type { ObjectFilter } from './object-filter.js'
import { type Resolution } from './resolve-name.js'
import { complainOf } from './unreadable.js'

const SPACE = 0x20
const MODE_SUBMODULE = 0o160000
/** For content that is printed before the next object is read. */
const BRIEFLY = { isBrief: true } as const

export interface PrinterSettings {
  readonly format: BatchFormat
  readonly filter: ObjectFilter | undefined
  /** Whether an object that the filter leaves out gets a line: somebody waits for an answer about it. */
  readonly reportsExcluded: boolean
  /** How an object is stored, by its oid. */
  readonly storage: (oid: string) => ObjectStorage
  /** Ends every line and every content: 0x0a, or 0 for `-Z`. */
  readonly delimiter: number
  /** Puts the names and addresses of the mailmap into commits and tags. */
  readonly rewriteIdents: ((object: GitObject) => GitObject) | undefined
}

/** One object of a batch, as its input line speaks of it. */
export interface BatchRequest {
  readonly oid: string
  /** What to call it when it is missing; one unit a byte. */
  readonly name: string
  /** Of the tree entry that the name leads to. */
  readonly mode?: number | undefined
  /** What followed the name, for `%(rest)`. */
  readonly rest?: string | undefined
}

export class BatchPrinter {
  private readonly out: Output
  private readonly delimiterText: string
  /** The default format and nothing else asked for: the header line can be put together at once. */
  private readonly isPlain: boolean
  private readonly needsStorage: boolean
  /** Neither type nor size is wanted: that the object exists is enough. */
  private readonly needsHeader: boolean

  constructor(
    private readonly context: CommandContext,
    private readonly objects: ObjectSource,
    private readonly settings: PrinterSettings,
  ) {
    const { format, filter, delimiter, rewriteIdents } = settings
    this.out = context.out
    this.delimiterText = String.fromCharCode(delimiter)
    this.isPlain = format.isDefault && !filter && !rewriteIdents
    this.needsStorage = format.atoms.has('objectsize:disk') || format.atoms.has('deltabase')
    this.needsHeader =
      format.atoms.has('objecttype') || format.atoms.has('objectsize') || filter !== undefined
  }

  /** Hot: once per object of `--batch`. Line and content of an object; `name` is for when it is missing. */
  contentsOf(oid: string, name: string): void {
    if (!this.isPlain) {
      this.contents({ oid, name })
      return
    }
    const object = this.read(oid, name, BRIEFLY)
    if (object === undefined) return
    this.out.raw(`${oid} ${object.type} ${object.size}${this.delimiterText}`)
    this.out.bytes(object.data)
    this.out.byte(this.settings.delimiter)
  }

  /** Whether line and content of an object are all that is needed to print it; see {@link BatchPrinter.scanned}. */
  get printsContentsOnly(): boolean {
    return this.isPlain
  }

  /** Hot: once per object of `--batch-all-objects --unordered`. Line and content of an object that is at hand. */
  scanned(object: ScannedObject): void {
    const { out } = this
    const { delimiter } = this.settings
    // Neither a string nor an array is made: there may be a million of these.
    out.hex(object.rawOid)
    out.byte(SPACE)
    out.raw(object.type)
    out.byte(SPACE)
    out.decimal(object.size)
    out.byte(delimiter)
    out.bytes(object.data)
    out.byte(delimiter)
  }

  /** Hot: once per object of `--batch-check`. The line about an object. */
  infoOf(oid: string, name: string): void {
    if (!this.isPlain) {
      this.info({ oid, name })
      return
    }
    const header = this.header(oid)
    if (header) this.out.raw(`${oid} ${header.type} ${header.size}${this.delimiterText}`)
    else this.status(name, 'missing')
  }

  /** Line and content of an object. */
  contents(request: BatchRequest): void {
    const read = this.read(request.oid, request.name, { mode: request.mode })
    if (!read) return
    const object = this.settings.rewriteIdents?.(read) ?? read
    if (!this.passesFilter(request, object)) return
    this.line(request, object)
    this.out.bytes(object.data)
    this.out.byte(this.settings.delimiter)
  }

  /** The line about an object. */
  info(request: BatchRequest): void {
    const header = this.header(request.oid)
    if (!header) {
      this.missing(request)
      return
    }
    if (this.passesFilter(request, header)) this.line(request, header)
  }

  /** An object whose name alone is printed, without asking whether it can be read. */
  nameOnly(oid: string): void {
    this.line({ oid, name: oid }, undefined)
  }

  /** The answer for a name that leads to no object. */
  unresolved(name: string, resolution: Exclude<Resolution, { kind: 'found' }>): void {
    const end = this.delimiterText
    switch (resolution.kind) {
      case 'missing':
      case 'ambiguous':
        this.status(name, resolution.kind)
        break
      case 'symlink':
        this.out.raw(`symlink ${resolution.path.length}${end}${resolution.path}${end}`)
        break
      case 'dangling':
      case 'loop':
      case 'notdir':
        this.out.raw(`${resolution.kind} ${name.length}${end}${name}${end}`)
        break
    }
  }

  /** The commit of a submodule lies in another repository, and is told by its oid. */
  private missing({ oid, name, mode }: BatchRequest): void {
    if (mode === MODE_SUBMODULE) this.status(oid, 'submodule')
    else this.status(name, 'missing')
  }

  private status(name: string, status: 'missing' | 'ambiguous' | 'excluded' | 'submodule'): void {
    this.out.raw(`${name} ${status}${this.delimiterText}`)
  }

  /** Prints `missing` for an object that is not there. */
  private read(
    oid: string,
    name: string,
    how: { readonly isBrief?: boolean; readonly mode?: number | undefined },
  ): GitObject | undefined {
    let object: GitObject | undefined
    try {
      object = how.isBrief ? this.objects.peek(oid) : this.objects.tryRead(oid)
    } catch (error) {
      this.unreadable(oid, name, error)
      return undefined
    }
    if (object === undefined) this.missing({ oid, name, mode: how.mode })
    return object
  }

  /**
   * Ends the batch as git's ends at a corrupt object: its line is printed if so much can be read, and if not even
   * that, it counts as missing.
   */
  private unreadable(oid: string, name: string, error: unknown): void {
    if (!(error instanceof PackmapError)) throw error
    const header = this.header(oid)
    if (!header) {
      this.status(name, 'missing')
      return
    }
    if (error instanceof ObjectTooLargeError && this.printPieces(header, name)) return
    complainOf(oid, error, this.context)
    this.line({ oid, name }, header)
    throw new FatalError(`object ${oid} cannot be read`)
  }

  /** Line and content of an object that is too large to be in memory; false: it is stored so that it has to be. */
  private printPieces(header: ObjectHeader, name: string): boolean {
    if (header.type !== 'blob') return false
    const pieces = this.objects.pieces(header.oid)[Symbol.iterator]()
    let piece: IteratorResult<Uint8Array>
    try {
      piece = pieces.next()
    } catch (error) {
      if (error instanceof ObjectTooLargeError) return false
      throw error
    }
    this.line({ oid: header.oid, name }, header)
    for (; piece.done !== true; piece = pieces.next()) this.out.bytes(piece.value)
    this.out.byte(this.settings.delimiter)
    return true
  }

  private header(oid: string): ObjectHeader | undefined {
    try {
      if (this.needsHeader || this.settings.rewriteIdents) return this.headerAsShown(oid)
      return this.objects.has(oid) ? { oid, type: 'blob', size: 0 } : undefined // nobody asks for type and size
    } catch (error) {
      if (!(error instanceof PackmapError)) throw error
      complainOf(oid, error, this.context)
      return undefined
    }
  }

  private headerAsShown(oid: string): ObjectHeader | undefined {
    const header = this.objects.tryReadHeader(oid)
    const rewriteIdents = this.settings.rewriteIdents
    if (!rewriteIdents || !header || (header.type !== 'commit' && header.type !== 'tag')) return header
    const object = this.objects.tryRead(oid)
    return object && rewriteIdents(object)
  }

  private passesFilter(request: BatchRequest, header: ObjectHeader): boolean {
    const { filter } = this.settings
    if (!filter || filter(header)) return true
    if (this.settings.reportsExcluded) this.status(request.name, 'excluded')
    return false
  }

  private line(request: BatchRequest, header: ObjectHeader | undefined): void {
    const storage = this.needsStorage ? this.settings.storage(request.oid) : undefined
    let text = ''
    for (const part of this.settings.format.parts) {
      text += 'literal' in part ? part.literal : expandAtom(part.atom, request, header, storage)
    }
    this.out.raw(text + this.delimiterText)
  }
}

function expandAtom(
  atom: Atom,
  request: BatchRequest,
  header: ObjectHeader | undefined,
  storage: ObjectStorage | undefined,
): string {
  switch (atom) {
    case 'objectname':
      return request.oid
    case 'objecttype':
      return header?.type ?? ''
    case 'objectsize':
      return String(header?.size ?? '')
    case 'objectsize:disk':
      return String(storage?.diskSize ?? '')
    case 'deltabase':
      return storage?.deltaBase ?? ''
    case 'objectmode':
      return request.mode === undefined ? '' : request.mode.toString(8).padStart(6, '0')
    case 'rest':
      return request.rest ?? ''
  }
}
