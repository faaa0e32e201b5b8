/**
 * A cache of inflated entries, in an arena: two rings of bytes, and a hash table from (pack, offset) to where in them.
 *
 * Entries, not objects: chains share their bases and deltas, and an inflated delta is small. Everything is in typed
 * arrays, so that a hundred thousand cached entries are nothing to the garbage collector.
 *
 * Most entries are never asked for again, and the bases of a few large families again and again. So what is new goes
 * to a small ring first. When its turn comes to go from there, it moves to the large one if it was found meanwhile,
 * and is only remembered by name if not; an entry so remembered goes to the large ring at once when it comes again.
 * The large ring lets the oldest go, too, but gives another lap to what was found since the last. (This is the S3-FIFO
 * of Yang and others, SOSP 2023. Random reads of git.git inflate 2.8 entries each with it, and 3.5 with one plain ring.)
 *
 * Of a few links that many chains pass, what the delta makes is kept in its place: they cost a hundred times the room of
 * a delta, and so they have to be found more often to be given another lap.
 *
 * A slot's number stays good until the slot is evicted or the entry moves; {@link EntryCache.holds} tells.
 */
/* eslint no-bitwise: "off" -- hashes are 32-bit words, and so is a size that fits the ring */
import type { Arena } from './arena.js'
import { Ring } from './ring.js'

/** An entry above this share of a ring would evict too many others for itself. */
const ENTRY_SHARE_MAX = 1 / 4
/** Part of the bytes and slots that are for what is new. */
const SHARE_OF_NEW = 1 / 10
/** Laps that an entry may have to its credit. */
const USES_MAX = 3
/** Base-2 logarithm of the number of evicted entries that are remembered: about as many as the large ring holds. */
const REMEMBERED_BITS = 15

/** One of so many links of a chain, by chance but always the same ones, may be kept as the object that it makes. */
const MADE_EACH = 8
/** Of so many slots, one such link is remembered as passed once: few enough that only those passed often come twice. */
const SLOTS_PER_PASSED = 1024

export const NO_SLOT = -1
/** Stands for the base of an object that was made of a delta, to which it is nothing any more. */
const MADE = -1

/** No entry begins here: a pack's header does. Zero, so that the tables are usable as the system gives them. */
const NO_OFFSET = 0

export class EntryCache {
  /** Where in the arena each slot's bytes begin. */
  readonly at: Int32Array
  /** Bytes of each slot's content; one byte more is reserved behind it. */
  readonly sizes: Int32Array
  /** The `OBJ_…` number of each slot's entry; where a delta gave way to what it makes, that of the object. */
  readonly types: Int32Array
  /**
   * For a delta, the offset of its base in the same pack; {@link MADE} for what was offered as made of one. For another
   * object whatever its reader notes, which moves with it, and 0 at first.
   */
  readonly bases: Float64Array
  hits = 0
  misses = 0
  readonly #bytes: Uint8Array
  readonly #offsets: Float64Array
  readonly #packs: Int32Array
  /** How often each slot's entry was found since it was put in or last got another lap, up to {@link USES_MAX}. */
  readonly #uses: Int32Array
  readonly #nexts: Int32Array // 1 + the slot that follows in the same bucket; 0: none
  readonly #buckets: Int32Array // 1 + the first slot of each bucket; 0: none
  readonly #shift: number
  readonly #new: Ring
  readonly #kept: Ring
  /** Hashes of entries that were evicted unused, each in the place that the hash says. */
  readonly #remembered = new Int32Array(2 ** REMEMBERED_BITS)
  /** Hashes of links that were passed once, as {@link EntryCache.offerMade} has it. */
  readonly #passed: Int32Array
  /** Whether the large ring has been full: until then it takes whatever leaves the small one. */
  #isFull = false

  /** @param arena Its ring is this cache's, and so is what lies behind its scratch areas: zeros, here. */
  constructor(arena: Arena) {
    const { bytes, slotCount, bucketBits, ringSize } = arena
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
    this.#bytes = bytes
    this.bases = floats()
    this.#offsets = floats()
    this.at = integers(slotCount)
    this.sizes = integers(slotCount)
    this.types = integers(slotCount)
    this.#packs = integers(slotCount)
    this.#uses = integers(slotCount)
    this.#nexts = integers(slotCount)
    this.#buckets = integers(2 ** bucketBits)
    this.#shift = 32 - bucketBits
    this.#passed = new Int32Array(Math.floor(slotCount / SLOTS_PER_PASSED))
    const newSize = (ringSize * SHARE_OF_NEW) & ~7
    const newSlots = Math.ceil(slotCount * SHARE_OF_NEW)
    this.#new = new Ring(0, newSize, 0, newSlots)
    this.#kept = new Ring(newSize, ringSize, newSlots, slotCount - newSlots)
  }

  #hashOf(pack: number, offset: number): number {
    const mixed = Math.imul((offset | 0) ^ Math.imul(pack, 0x9e3779b1), 0x85ebca6b)
    return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  }

  /**
   * The slot of an entry, or {@link NO_SLOT}.
   *
   * Hot: once per link of each chain.
   */
  find(pack: number, offset: number): number {
    let slot = this.#buckets[this.#hashOf(pack, offset) >>> this.#shift]! - 1
    while (slot !== NO_SLOT && (this.#offsets[slot] !== offset || this.#packs[slot] !== pack)) {
      slot = this.#nexts[slot]! - 1
    }
    if (slot === NO_SLOT) {
      this.misses++
    } else {
      this.hits++
      if (this.#uses[slot]! < USES_MAX) this.#uses[slot]!++
    }
    return slot
  }

  /** Whether a slot that {@link EntryCache.find} or {@link EntryCache.reserve} gave still holds that entry. */
  holds(slot: number, pack: number, offset: number): boolean {
    return slot !== NO_SLOT && this.#offsets[slot] === offset && this.#packs[slot] === pack
  }

  /**
   * Makes room for an entry, evicting others; the caller fills `at[slot]…` at once, or calls {@link drop}.
   *
   * @param pinnedAt The bytes from here to `pinnedEnd` stay as they are: the caller is still reading them. Their
   *   slot may be evicted all the same.
   * @returns {@link NO_SLOT}: the entry is too large to be cached.
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
    const ring = this.#ringFor(pack, offset, size)
    if (!ring) return NO_SLOT
    this.#makeRoom(ring, paddedSize(size), pinnedAt, pinnedEnd)
    return this.#add(ring, pack, offset, type, size, base)
  }

  /**
   * Offers what the delta at `offset` makes, now in the arena outside of the rings: chains that come by it later end
   * there. One in {@link MADE_EACH} is wanted, when it is offered a second time before long, so that what is kept of
   * a chain lies some deltas apart, and chains that are walked once leave nothing.
   *
   * @param always Whether it is wanted even if it is not one of those.
   */
  offerMade(pack: number, offset: number, type: number, at: number, size: number, always = false): void {
    const hash = this.#hashOf(pack, offset)
    if (this.#passed.length === 0 || ((hash & (MADE_EACH - 1)) !== 0 && !always)) return
    const place = (hash >>> 8) % this.#passed.length
    if (this.#passed[place] !== hash) {
      this.#passed[place] = hash
      return
    }
    if (!fits(this.#kept, size)) return
    this.#passed[place] = 0
    this.#dropEntry(pack, offset)
    this.#makeRoom(this.#kept, paddedSize(size), 0, 0)
    const slot = this.#add(this.#kept, pack, offset, type, size, MADE)
    this.#bytes.copyWithin(this.at[slot]!, at, at + size)
  }

  /** Drops the delta that an object takes the place of. */
  #dropEntry(pack: number, offset: number): void {
    let slot = this.#buckets[this.#hashOf(pack, offset) >>> this.#shift]! - 1
    while (slot !== NO_SLOT && !this.holds(slot, pack, offset)) slot = this.#nexts[slot]! - 1
    if (slot !== NO_SLOT) this.drop(slot)
  }

  /** Where an entry goes that was not found: undefined if it is too large. */
  #ringFor(pack: number, offset: number, size: number): Ring | undefined {
    if (!fits(this.#kept, size)) return undefined
    if (!fits(this.#new, size)) return this.#kept
    const hash = this.#hashOf(pack, offset)
    const place = hash >>> (32 - REMEMBERED_BITS)
    if (this.#remembered[place] !== hash) return this.#new
    this.#remembered[place] = 0
    return this.#kept
  }

  #add(ring: Ring, pack: number, offset: number, type: number, size: number, base: number): number {
    const slot = ring.take()
    this.at[slot] = ring.writeAt
    ring.writeAt += paddedSize(size)
    this.sizes[slot] = size
    this.types[slot] = type
    this.bases[slot] = base
    this.#packs[slot] = pack
    this.#offsets[slot] = offset
    this.#uses[slot] = 0
    const bucket = this.#hashOf(pack, offset) >>> this.#shift
    this.#nexts[slot] = this.#buckets[bucket]!
    this.#buckets[bucket] = slot + 1
    return slot
  }

  /** Makes `needed` bytes at the ring's `writeAt` free, and a slot. */
  #makeRoom(ring: Ring, needed: number, pinnedAt: number, pinnedEnd: number): void {
    for (;;) {
      if (ring.writeAt + needed > ring.end) {
        this.#evictBetween(ring, ring.writeAt, ring.end)
        ring.writeAt = ring.begin
      }
      if (ring.writeAt < pinnedEnd && ring.writeAt + needed > pinnedAt) {
        this.#evictBetween(ring, ring.writeAt, pinnedEnd)
        ring.writeAt = (pinnedEnd + 7) & ~7
        continue
      }
      if (ring.used === 0) return
      const oldestAt = this.at[ring.oldest]!
      const isInTheWay = oldestAt >= ring.writeAt && oldestAt < ring.writeAt + needed
      if (!isInTheWay && ring.used < ring.slotCount) return
      if (ring === this.#new) this.#retire(pinnedAt, pinnedEnd)
      else this.#goAround(isInTheWay, pinnedAt, pinnedEnd)
    }
  }

  /** Lets the oldest of the small ring go: to the large one if it was found, or if there still is room. */
  #retire(pinnedAt: number, pinnedEnd: number): void {
    const slot = this.#new.oldest
    const kept = this.#kept
    const offset = this.#offsets[slot]!
    if (offset !== NO_OFFSET) {
      const pack = this.#packs[slot]!
      if (this.#uses[slot]! > 0 || !this.#isFull) {
        const size = this.sizes[slot]!
        this.#makeRoom(kept, paddedSize(size), pinnedAt, pinnedEnd)
        this.#bytes.copyWithin(kept.writeAt, this.at[slot]!, this.at[slot]! + size)
        this.drop(slot)
        this.#add(kept, pack, offset, this.types[slot]!, size, this.bases[slot]!)
      } else {
        const hash = this.#hashOf(pack, offset)
        this.#remembered[hash >>> (32 - REMEMBERED_BITS)] = hash
      }
    }
    this.#evictOldest(this.#new)
  }

  /** Lets the oldest of the large ring go, or gives it another lap: then it moves down to where the ring is written. */
  #goAround(mayMove: boolean, pinnedAt: number, pinnedEnd: number): void {
    const ring = this.#kept
    const slot = ring.oldest
    const uses = this.#uses[slot]!
    const to = ring.writeAt
    const size = this.sizes[slot]!
    const isPinned = to < pinnedEnd && to + paddedSize(size) > pinnedAt
    const isMade = this.bases[slot] === MADE
    if (
      !mayMove ||
      isPinned ||
      uses === 0 ||
      (isMade && uses < USES_MAX) ||
      this.#offsets[slot] === NO_OFFSET
    ) {
      this.#isFull = true
      this.#evictOldest(ring)
      return
    }
    const pack = this.#packs[slot]!
    const offset = this.#offsets[slot]!
    this.#bytes.copyWithin(to, this.at[slot]!, this.at[slot]! + size)
    this.#evictOldest(ring)
    const moved = this.#add(ring, pack, offset, this.types[slot]!, size, this.bases[slot]!)
    this.#uses[moved] = isMade ? 0 : uses - 1
  }

  /** The oldest slots lie just ahead of where the ring is written, so eviction ends at the first beyond `end`. */
  #evictBetween(ring: Ring, start: number, end: number): void {
    while (ring.used > 0) {
      const at = this.at[ring.oldest]!
      if (at < start || at >= end) return
      this.#evictOldest(ring)
    }
  }

  #evictOldest(ring: Ring): void {
    this.drop(ring.oldest)
    ring.shift()
  }

  /** Forgets what a slot holds; its bytes are used again when their turn comes. */
  drop(slot: number): void {
    const offset = this.#offsets[slot]!
    if (offset === NO_OFFSET) return
    const bucket = this.#hashOf(this.#packs[slot]!, offset) >>> this.#shift
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
    return this.#new.used + this.#kept.used === 0
  }

  /** Forgets everything. */
  clear(): void {
    for (const ring of [this.#new, this.#kept]) {
      while (ring.used > 0) this.#evictOldest(ring)
      ring.writeAt = ring.begin
    }
    this.#remembered.fill(0)
    this.#passed.fill(0)
    this.#isFull = false
  }
}

function fits(ring: Ring, size: number): boolean {
  return size < (ring.end - ring.begin) * ENTRY_SHARE_MAX && ring.slotCount > 0
}

/** Entries begin at multiples of 8: V8 copies out of shared memory by words only between such addresses. */
function paddedSize(size: number): number {
  return (size + 8) & ~7
}
