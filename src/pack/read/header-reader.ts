/**
 * From (pack, offset) to type and size of an object, without making the object.
 *
 * The type is that of the base at the end of the chain, so the headers of the chain are read and nothing is inflated
 * for it. The size of a delta's result stands in the first bytes of its instructions: those alone are inflated.
 */
import type { ObjectType } from '../../object/object-type.js'
import { NO_SLOT } from '../cache/entry-cache.js'
import { EntryHeader, OBJ_OFS_DELTA, OBJ_REF_DELTA, TYPE_NAMES } from '../data/entry-header.js'
import { DELTA_SIZES_MAX, DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import { CorruptPackError } from '../errors.js'
import { inflateHead } from '../inflate/stream-head.js'
import type { Pack } from '../pack.js'
import { baseOf, checkDepth, CIRCLE, CircleGuard } from './delta-chain.js'
import { checkDeclaredSize, EntryReader } from './entry-reader.js'
import type { ReadCore } from './read-core.js'

/** Bytes of the two sizes of a delta, where neither is beyond 256 MiB. */
const USUAL_SIZES_MAX = 8

/** Type and size of one object. */
export interface PackedHeader {
  readonly type: ObjectType
  /** Bytes of content. */
  readonly size: number
}

export class HeaderReader {
  readonly #core: ReadCore
  readonly #entries: EntryReader
  readonly #header = new EntryHeader()
  readonly #guard = new CircleGuard()
  readonly #sizes = new DeltaSizes()
  readonly #head = new Uint8Array(DELTA_SIZES_MAX)
  /** The first bases of the chain that is being walked. */
  readonly #bases = new Float64Array(64)

  constructor(core: ReadCore) {
    this.#core = core
    this.#entries = new EntryReader(core)
  }

  /**
   * Type and size of the object whose entry begins at `offset`.
   *
   * @throws {CorruptPackError | CorruptIndexError} A header of the chain, or the beginning of the delta, is broken.
   */
  read(pack: Pack, offset: number): PackedHeader {
    const header = this.#header
    pack.data.readHeader(offset, header)
    checkDeclaredSize(pack, offset, header.size)
    if (!isDelta(header.type)) return { type: TYPE_NAMES[header.type]!, size: header.size }
    const base = baseOf(pack, offset, header)
    const size = this.#resultSize(pack, offset, header)
    return { type: TYPE_NAMES[this.#typeOf(pack, offset, base)]!, size }
  }

  /** The `OBJ_…` number at the end of the chain of the delta at `offset`, whose base is known already. */
  #typeOf(pack: Pack, offset: number, base: number): number {
    const { typeMemo } = this.#core
    const header = this.#header
    let type = typeMemo.get(pack.id, offset)
    if (type !== 0) return type
    let at = base
    let links = 0
    const guard = this.#guard
    guard.begin(offset)
    for (;;) {
      type = typeMemo.get(pack.id, at)
      if (type !== 0) break
      if (links < this.#bases.length) this.#bases[links] = at
      links++
      pack.data.readHeader(at, header)
      type = header.type
      if (!isDelta(type)) break
      checkDepth(pack, offset, links + 1, this.#core.maxDeltaDepth)
      at = baseOf(pack, at, header)
      if (guard.closes(at, links)) throw new CorruptPackError(pack.path, offset, CIRCLE)
    }
    // Bases are met again, on the way from other objects, and the object itself hardly ever.
    for (let link = Math.min(links, this.#bases.length) - 1; link >= 0; link--) {
      typeMemo.set(pack.id, this.#bases[link]!, type)
    }
    return type
  }

  #resultSize(pack: Pack, offset: number, header: EntryHeader): number {
    const { cache, arena, chain } = this.#core
    const sizes = this.#sizes
    const slot = cache.find(pack.id, offset)
    if (slot !== NO_SLOT) {
      if (!isDelta(cache.types[slot]!)) return cache.sizes[slot]! // what the delta makes, made before
      const at = cache.at[slot]!
      if (readDeltaSizes(arena.bytes, at, at + cache.sizes[slot]!, sizes)) return sizes.result
    } else if (this.#readHead(pack, offset, header)) {
      return sizes.result
    } else {
      chain.offsets[0] = offset
      chain.sizes[0] = header.size
      chain.streams[0] = offset + header.length
      this.#entries.select(pack, 0)
      const length = this.#entries.inflateHeadTo(pack, this.#head, 0, Math.min(header.size, DELTA_SIZES_MAX))
      if (readDeltaSizes(this.#head, 0, length, sizes)) return sizes.result
    }
    throw new CorruptPackError(pack.path, offset, 'delta is cut short')
  }

  /** Reads the sizes without the inflater. False: they are larger than usual, or the window ends before them. */
  #readHead(pack: Pack, offset: number, header: EntryHeader): boolean {
    const { file, entriesEnd } = pack.data
    const streamAt = offset + header.length
    const end = Math.min(file.end, entriesEnd)
    if (streamAt < file.begin || streamAt >= end) return false
    const room = Math.min(header.size, USUAL_SIZES_MAX)
    const length = inflateHead(file.bytes, streamAt - file.begin, end - file.begin, this.#head, room)
    return length === room && readDeltaSizes(this.#head, 0, length, this.#sizes)
  }
}

function isDelta(type: number): boolean {
  return type === OBJ_OFS_DELTA || type === OBJ_REF_DELTA
}
