/**
 * The entries from an object down to the whole object that its deltas build on.
 *
 * Found in a loop, into arrays that grow: a chain may have as many links as the pack has entries, and recursion
 * would end in a stack overflow long before.
 */
import { OBJ_OFS_DELTA, OBJ_REF_DELTA, EntryHeader } from '../data/entry-header.js'
import { CorruptPackError } from '../errors.js'
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

  /** The `OBJ_…` number of the object: the type of its base. */
  get type(): number {
    return this.types[this.depth]!
  }

  /**
   * Follows the chain of the entry at `offset`.
   *
   * Hot: once per object. What the cache holds is not looked up in the pack.
   *
   * @throws {CorruptPackError} An entry's header is broken, a base is missing, or the bases form a circle.
   * @throws {CorruptIndexError} The index has no usable offset for the base of a ref-delta.
   */
  follow(pack: Pack, offset: number, cache: EntryCache): void {
    const header = this.#header
    let link = 0
    for (;;) {
      if (link === this.offsets.length) this.#grow()
      this.offsets[link] = offset
      const slot = cache.find(pack.id, offset)
      this.slots[link] = slot
      let type: number
      let base: number
      if (slot !== NO_SLOT) {
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
      // Ofs-deltas only ever point back; ref-deltas may point anywhere, so a circle shows by its length.
      if (++link > pack.index.objectCount) {
        throw new CorruptPackError(pack.path, this.offsets[0]!, 'delta chain is a circle')
      }
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
