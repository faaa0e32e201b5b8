/**
 * A cache of inflated entries, in an arena: a ring of bytes, and a hash table from (pack, offset) to where in the ring.
 *
 * Entries, not objects: chains share their bases and deltas, and an inflated delta is small. First in, first out:
 * the ring then needs no free list, never fragments, and evicts by moving one number. Everything is in typed arrays,
 * so that a hundred thousand cached entries are nothing to the garbage collector.
 *
 * Slots are used in a circle like the bytes are, so the oldest slot is always the one to evict. A slot's number stays
 * good until the slot is evicted; {@link EntryCache.holds} tells.
 */
/* eslint no-bitwise: "off" -- hashes are 32-bit words, and so is a size that fits the ring */
import type { Arena } from './arena.js'

/** An entry above this share of the ring would evict too many others for itself. */
const ENTRY_SHARE_MAX = 1 / 4

export const NO_SLOT = -1

/** No entry begins here: a pack's header does. Zero, so that the tables are usable as the system gives them. */
const NO_OFFSET = 0

export class EntryCache {
  /** Where in the ring each slot's bytes begin. */
  readonly at: Int32Array
  /** Bytes of each slot's content; one byte more is reserved behind it. */
  readonly sizes: Int32Array
  /** The `OBJ_…` number of each slot's entry. */
  readonly types: Int32Array
  /** For a delta, the offset of its base in the same pack. */
  readonly bases: Float64Array
  hits = 0
  misses = 0
  readonly #offsets: Float64Array
  readonly #packs: Int32Array
  readonly #nexts: Int32Array // 1 + the slot that follows in the same bucket; 0: none
  readonly #buckets: Int32Array // 1 + the first slot of each bucket; 0: none
  readonly #shift: number
  readonly #slotCount: number
  readonly #ringSize: number
  #oldest = 0
  #used = 0
  #writeAt = 0

  /** @param arena Its ring is this cache's, and so is what lies behind its scratch areas: zeros, here. */
  constructor(arena: Arena) {
    const { bytes, slotCount, bucketBits } = arena
    let tableAt = bytes.byteOffset + arena.tablesAt
    const floats = (): Float64Array => {
      const table = new Float64Array(bytes.buffer, tableAt, slotCount)
      tableAt += table.byteLength
      return table
    }
    const integers = (length: number): Int32Array => {
      const table = new Int32Array(bytes.buffer, tableAt, length)
      tableAt += table.byteLength
      return table
    }
    this.bases = floats()
    this.#offsets = floats()
    this.at = integers(slotCount)
    this.sizes = integers(slotCount)
    this.types = integers(slotCount)
    this.#packs = integers(slotCount)
    this.#nexts = integers(slotCount)
    this.#buckets = integers(2 ** bucketBits)
    this.#shift = 32 - bucketBits
    this.#slotCount = slotCount
    this.#ringSize = arena.ringSize
  }

  #bucketOf(pack: number, offset: number): number {
    const mixed = Math.imul((offset | 0) ^ Math.imul(pack, 0x9e3779b1), 0x85ebca6b)
    return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> this.#shift
  }

  /**
   * The slot of an entry, or {@link NO_SLOT}.
   *
   * Hot: once per link of each chain.
   */
  find(pack: number, offset: number): number {
    let slot = this.#buckets[this.#bucketOf(pack, offset)]! - 1
    while (slot !== NO_SLOT && (this.#offsets[slot] !== offset || this.#packs[slot] !== pack)) {
      slot = this.#nexts[slot]! - 1
    }
    if (slot === NO_SLOT) this.misses++
    else this.hits++
    return slot
  }

  /** Whether a slot that {@link EntryCache.find} or {@link EntryCache.reserve} gave still holds that entry. */
  holds(slot: number, pack: number, offset: number): boolean {
    return slot !== NO_SLOT && this.#offsets[slot] === offset && this.#packs[slot] === pack
  }

  /**
   * Makes room for an entry, evicting the oldest; the caller fills `at[slot]…` at once, or calls {@link drop}.
   *
   * @param pinnedAt The bytes from here to `pinnedEnd` stay as they are: the caller is still reading them. Their
   *   slot may be evicted all the same.
   * @returns {@link NO_SLOT}: the entry is too large to be cached beside what is pinned.
   */
  reserve(
    pack: number,
    offset: number,
    type: number,
    size: number,
    base: number,
    pinnedAt = 0,
    pinnedEnd = 0,
  ): number {
    if (size >= this.#ringSize * ENTRY_SHARE_MAX) return NO_SLOT
    // Entries begin at multiples of 8: V8 copies out of shared memory by words only between such addresses.
    const needed = (size + 8) & ~7
    let start = this.#startFor(this.#writeAt, needed)
    if (start < pinnedEnd && start + needed > pinnedAt) {
      this.#evictBetween(start, pinnedEnd)
      start = this.#startFor((pinnedEnd + 7) & ~7, needed)
      if (start < pinnedEnd && start + needed > pinnedAt) return NO_SLOT
    }
    this.#evictBetween(start, start + needed)
    if (this.#used === this.#slotCount) this.#evictOldest()

    const slot = (this.#oldest + this.#used) % this.#slotCount
    this.#used++
    this.#writeAt = start + needed
    this.at[slot] = start
    this.sizes[slot] = size
    this.types[slot] = type
    this.bases[slot] = base
    this.#packs[slot] = pack
    this.#offsets[slot] = offset
    const bucket = this.#bucketOf(pack, offset)
    this.#nexts[slot] = this.#buckets[bucket]!
    this.#buckets[bucket] = slot + 1
    return slot
  }

  /** `from`, or the ring's beginning if `needed` bytes do not fit before its end. */
  #startFor(from: number, needed: number): number {
    if (from + needed <= this.#ringSize) return from
    this.#evictBetween(from, this.#ringSize)
    return 0
  }

  /** The oldest slots lie just ahead of where the ring is written, so eviction ends at the first beyond `end`. */
  #evictBetween(start: number, end: number): void {
    while (this.#used > 0) {
      const at = this.at[this.#oldest]!
      if (at < start || at >= end) return
      this.#evictOldest()
    }
  }

  #evictOldest(): void {
    this.drop(this.#oldest)
    this.#oldest = (this.#oldest + 1) % this.#slotCount
    this.#used--
  }

  /** Forgets what a slot holds; its bytes are used again when their turn comes. */
  drop(slot: number): void {
    const offset = this.#offsets[slot]!
    if (offset === NO_OFFSET) return
    const bucket = this.#bucketOf(this.#packs[slot]!, offset)
    let previous = NO_SLOT
    let current = this.#buckets[bucket]! - 1
    while (current !== slot) {
      previous = current
      current = this.#nexts[current]! - 1
    }
    if (previous === NO_SLOT) this.#buckets[bucket] = this.#nexts[slot]!
    else this.#nexts[previous] = this.#nexts[slot]!
    this.#offsets[slot] = NO_OFFSET
  }

  get isEmpty(): boolean {
    return this.#used === 0
  }

  /** Forgets everything. */
  clear(): void {
    while (this.#used > 0) this.#evictOldest()
    this.#writeAt = 0
  }
}
