/**
 * The entries from an object down to the whole object that its deltas build on.
 *
 * Found in a loop, into arrays that grow: a chain may have as many links as the pack has entries, and recursion
 * would end in a stack overflow long before.
 */
import { OBJ_OFS_DELTA, OBJ_REF_DELTA, EntryHeader } from '../data/entry-header.js'
import { CorruptPackError, DeltaLimitError } from '../errors.js'
import { type EntryCache, NO_SLOT } from '../cache/entry-cache.js'
import { NOT_FOUND } from '../oid-table/oid-table.js'
import type { Pack } from '../pack.js'

const FIRST_CAPACITY = 64

export class DeltaChain {
  /** Deltas between the object, link 0, and its base, link `depth`. */
  depth = 0
  /** The `OBJ_…` number of each link's entry. */
  types = new Uint8Array(FIRST_CAPACITY)
  /** Where each link's entry begins: bytes from the start of the packfile. */
  offsets = new Float64Array(FIRST_CAPACITY)
  /** Where each link's zlib stream begins; 0 where the entry was found in the cache. */
  streams = new Float64Array(FIRST_CAPACITY)
  /** Bytes that each link inflates to. */
  sizes = new Float64Array(FIRST_CAPACITY)
  /** The slot of each link in the cache when it was looked up, or {@link NO_SLOT}. */
  slots = new Int32Array(FIRST_CAPACITY)
  readonly #header = new EntryHeader()
  readonly #guard = new CircleGuard()
  readonly #depthMax: number

  /** @param depthMax Deltas that a chain may have. */
  constructor(depthMax = Infinity) {
    this.#depthMax = depthMax
  }

  /** The `OBJ_…` number of the object: the type of its base. */
  get type(): number {
    return this.types[this.depth]!
  }

  /**
   * Follows the chain of the entry at `offset`.
   *
   * Hot: once per object. What the cache holds is not looked up in the pack, and where it holds what a delta makes, the
   * chain ends.
   *
   * @param cache Default: none.
   * @throws {CorruptPackError} An entry's header is broken, a base is missing, or the bases form a circle.
   * @throws {CorruptIndexError} The index has no usable offset for the base of a ref-delta.
   * @throws {DeltaLimitError} There are more than `depthMax` deltas.
   */
  follow(pack: Pack, offset: number, cache?: EntryCache): void {
    const header = this.#header
    let link = 0
    const guard = this.#guard
    guard.begin(offset)
    for (;;) {
      if (link === this.offsets.length) this.#grow()
      this.offsets[link] = offset
      const slot = cache === undefined ? NO_SLOT : cache.find(pack.id, offset)
      this.slots[link] = slot
      let type: number
      let base: number
      if (cache !== undefined && slot !== NO_SLOT) {
        type = cache.types[slot]!
        this.streams[link] = 0
        this.sizes[link] = cache.sizes[slot]!
        base = cache.bases[slot]!
      } else {
        pack.data.readHeader(offset, header)
        type = header.type
        this.streams[link] = offset + header.length
        this.sizes[link] = header.size
        base = baseOf(pack, offset, header)
      }
      this.types[link] = type
      if (type !== OBJ_OFS_DELTA && type !== OBJ_REF_DELTA) break
      checkDepth(pack, this.offsets[0]!, ++link, this.#depthMax)
      if (guard.closes(base, link)) throw new CorruptPackError(pack.path, this.offsets[0]!, CIRCLE)
      offset = base
    }
    this.depth = link
  }

  /** The base of a link, by its offset; of the last link there is none. */
  baseOffset(link: number): number {
    return this.offsets[link + 1]!
  }

  #grow(): void {
    const capacity = this.offsets.length * 2
    const grown = <A extends Uint8Array | Float64Array | Int32Array>(to: A, from: A): A => {
      to.set(from)
      return to
    }
    this.types = grown(new Uint8Array(capacity), this.types)
    this.offsets = grown(new Float64Array(capacity), this.offsets)
    this.streams = grown(new Float64Array(capacity), this.streams)
    this.sizes = grown(new Float64Array(capacity), this.sizes)
    this.slots = grown(new Int32Array(capacity), this.slots)
  }
}

export const CIRCLE = 'delta chain is a circle'

/** @throws {DeltaLimitError} `depth` deltas are more than `depthMax`. */
export function checkDepth(pack: Pack, offset: number, depth: number, depthMax: number): void {
  if (depth <= depthMax) return
  const detail = `the object builds on more than ${depthMax} deltas, which is maxDeltaDepth`
  throw new DeltaLimitError(pack.path, offset, 'maxDeltaDepth', detail)
}

/**
 * Finds out that a chain comes back to where it was: ofs-deltas only point back, but ref-deltas may point anywhere.
 *
 * As Brent's algorithm has it: every link is compared with one earlier link, which is moved up at powers of two. A
 * circle is found before it has been gone round four times, however many objects the pack has.
 */
export class CircleGuard {
  #markedAt = 0
  #marked = 0

  /** @param offset Where the chain begins: the entry of link 0. */
  begin(offset: number): void {
    this.#marked = offset
    this.#markedAt = FIRST_CAPACITY
  }

  /** Whether the link number `link`, whose entry begins at `offset`, closes a circle. */
  closes(offset: number, link: number): boolean {
    if (offset === this.#marked) return true
    if (link === this.#markedAt) {
      this.#marked = offset
      this.#markedAt *= 2
    }
    return false
  }
}

/**
 * Offset of the base of the delta whose header was read last; 0 for an entry that is no delta.
 *
 * @throws {CorruptPackError} The base is not in the pack.
 */
export function baseOf(pack: Pack, offset: number, header: EntryHeader): number {
  if (header.type === OBJ_OFS_DELTA) {
    const base = offset - header.baseDistance
    if (base <= 0) throw new CorruptPackError(pack.path, offset, 'delta base lies before the pack')
    return base
  }
  if (header.type !== OBJ_REF_DELTA) return 0
  const position = pack.index.find(pack.data.baseOid)
  if (position === NOT_FOUND) throw new CorruptPackError(pack.path, offset, 'delta base is not in the pack')
  return pack.index.offsetAt(position)
}
