/**
 * A cache of inflated entries: two rings of bytes, and a hash table from (pack, offset) to where in them.
 *
 * Entries, not objects: chains share their bases and deltas, and an inflated delta is small.
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
 * A slot is the address of its row, good until the slot is evicted or the entry moves; {@link holds} tells. In a ring
 * what was put in first lies just ahead of where the next is written, and goes first: no free list, and room never
 * fragments.
 */
import {
  KEPT_RING_AT,
  NEW_RING_AT,
  REMEMBERED_AT,
  REMEMBERED_BITS,
  STATE_AT,
  STATE_HITS,
  STATE_MISSES,
} from '../core-layout'

// A slot.
const OFFSET: u32 = 0 // f64; 0: the slot holds nothing, for no entry begins there
/**
 * f64: for a delta, the offset of its base in the same pack; MADE for what was offered as made of one. For another object
 * whatever its reader notes, which moves with it, and 0 at first.
 */
export const BASE: u32 = 8
export const AT: u32 = 16 // u32: where its bytes begin
export const SIZE: u32 = 20 // u32: bytes of its content; one byte more is reserved behind it
const PACK: u32 = 24 // u32
const NEXT: u32 = 28 // u32: the slot that follows in the same bucket, or 0
export const TYPE: u32 = 32 // u8: the OBJ_… number of the entry; where a delta gave way to what it makes, of the object
const USES: u32 = 33 // u8: how often it was found since it was put in or last got another lap, up to USES_MAX
export const SLOT_SIZE: u32 = 40

/** Stands for the base of an object that was made of a delta, to which it is nothing any more. */
const MADE: f64 = -1

// A ring.
const BEGIN: u32 = 0 // it is the bytes from here
const END: u32 = 4 // to here
const FIRST_SLOT: u32 = 8
const SLOT_COUNT: u32 = 12
const WRITE_AT: u32 = 16 // where the next entry is written
const USED: u32 = 20 // slots in use, counted from the oldest
const OLDEST: u32 = 24

/** An entry above this share of a ring would evict too many others for itself. */
const ENTRY_SHARE: u32 = 4
/** Part of the bytes and slots that are for what is new. */
const SHARE_OF_NEW: u32 = 10
/** Laps that an entry may have to its credit. */
const USES_MAX: u32 = 3
/** One of so many links of a chain, by chance but always the same ones, may be kept as the object that it makes. */
const MADE_EACH: u32 = 8

let buckets: u32 = 0
let shift: u32 = 0
/** Hashes of links that were passed once. */
let passed: u32 = 0
let passedCount: u32 = 0
/** Whether the large ring has been full: until then it takes whatever leaves the small one. */
let isFull = false

/** The rings are `ring…ring + ringSize`; all tables are zeros. */
export function prepareCache(
  ring: u32,
  ringSize: u32,
  slots: u32,
  slotCount: u32,
  bucketsAt: u32,
  bucketBits: u32,
  passedAt: u32,
  passedSlots: u32,
): void {
  buckets = bucketsAt
  shift = 32 - bucketBits
  passed = passedAt
  passedCount = passedSlots
  const newSize = (ringSize / SHARE_OF_NEW) & ~7
  const newSlots = (slotCount + SHARE_OF_NEW - 1) / SHARE_OF_NEW
  prepareRing(NEW_RING_AT, ring, ring + newSize, slots, newSlots)
  prepareRing(
    KEPT_RING_AT,
    ring + newSize,
    ring + ringSize,
    slots + newSlots * SLOT_SIZE,
    slotCount - newSlots,
  )
}

function prepareRing(ring: u32, begin: u32, end: u32, firstSlot: u32, slotCount: u32): void {
  store<u32>(ring, begin, BEGIN)
  store<u32>(ring, end, END)
  store<u32>(ring, firstSlot, FIRST_SLOT)
  store<u32>(ring, slotCount, SLOT_COUNT)
  store<u32>(ring, begin, WRITE_AT)
  store<u32>(ring, 0, USED)
  store<u32>(ring, 0, OLDEST)
}

function oldestOf(ring: u32): u32 {
  return load<u32>(ring, FIRST_SLOT) + load<u32>(ring, OLDEST) * SLOT_SIZE
}

function hashOf(pack: u32, offset: f64): u32 {
  const low = <u32>(
    (offset < 4294967296.0 ? offset : offset - floor<f64>(offset / 4294967296.0) * 4294967296.0)
  )
  const mixed: u32 = (low ^ (pack * 0x9e37_79b1)) * 0x85eb_ca6b
  return (mixed ^ (mixed >> 15)) * 0x2c1b_3c6d
}

function slotOf(hash: u32, pack: u32, offset: f64): u32 {
  let slot = load<u32>(buckets + ((hash >> shift) << 2))
  while (slot != 0 && (load<f64>(slot, OFFSET) != offset || load<u32>(slot, PACK) != pack)) {
    slot = load<u32>(slot, NEXT)
  }
  return slot
}

/** The slot of an entry, or 0. Hot: once per link of each chain. */
export function findSlot(pack: u32, offset: f64): u32 {
  const slot = slotOf(hashOf(pack, offset), pack, offset)
  if (slot == 0) {
    store<f64>(STATE_AT, load<f64>(STATE_AT, STATE_MISSES) + 1, STATE_MISSES)
  } else {
    store<f64>(STATE_AT, load<f64>(STATE_AT, STATE_HITS) + 1, STATE_HITS)
    const uses: u32 = load<u8>(slot, USES)
    if (uses < USES_MAX) store<u8>(slot, <u8>(uses + 1), USES)
  }
  return slot
}

/** Whether a slot still holds that entry. */
export function holds(slot: u32, pack: u32, offset: f64): bool {
  return slot != 0 && load<f64>(slot, OFFSET) == offset && load<u32>(slot, PACK) == pack
}

/**
 * Makes room for an entry, evicting others; the caller fills its bytes at once.
 *
 * @param pinnedAt The bytes from here to `pinnedEnd` stay as they are: the caller is still reading them. Their slot may
 *   be evicted all the same.
 * @returns 0: the entry is too large to be cached.
 */
export function reserve(
  pack: u32,
  offset: f64,
  type: u32,
  size: u32,
  base: f64,
  pinnedAt: u32,
  pinnedEnd: u32,
): u32 {
  const ring = ringFor(pack, offset, size)
  if (ring == 0) return 0
  makeRoom(ring, paddedSize(size), pinnedAt, pinnedEnd)
  return add(ring, pack, offset, type, size, base)
}

/**
 * Offers what the delta at `offset` makes, now outside of the rings: chains that come by it later end there. One in
 * MADE_EACH is wanted, when it is offered a second time before long, so that what is kept of a chain lies some deltas
 * apart, and chains that are walked once leave nothing.
 *
 * @param always Whether it is wanted even if it is not one of those.
 */
export function offerMade(pack: u32, offset: f64, type: u32, at: u32, size: u32, always: bool): void {
  const hash = hashOf(pack, offset)
  if (passedCount == 0 || ((hash & (MADE_EACH - 1)) != 0 && !always)) return
  const place = passed + (((hash >> 8) % passedCount) << 2)
  if (load<u32>(place) != hash) {
    store<u32>(place, hash)
    return
  }
  if (!fits(KEPT_RING_AT, size)) return
  store<u32>(place, 0)
  // The delta that the object takes the place of.
  const slot = slotOf(hash, pack, offset)
  if (slot != 0) drop(slot)
  makeRoom(KEPT_RING_AT, paddedSize(size), 0, 0)
  memory.copy(load<u32>(add(KEPT_RING_AT, pack, offset, type, size, MADE), AT), at, size)
}

/** Where an entry goes that was not found: 0 if it is too large. */
function ringFor(pack: u32, offset: f64, size: u32): u32 {
  if (!fits(KEPT_RING_AT, size)) return 0
  if (!fits(NEW_RING_AT, size)) return KEPT_RING_AT
  const hash = hashOf(pack, offset)
  const place = REMEMBERED_AT + ((hash >> (32 - REMEMBERED_BITS)) << 2)
  if (load<u32>(place) != hash) return NEW_RING_AT
  store<u32>(place, 0)
  return KEPT_RING_AT
}

function add(ring: u32, pack: u32, offset: f64, type: u32, size: u32, base: f64): u32 {
  const used = load<u32>(ring, USED)
  store<u32>(ring, used + 1, USED)
  const place = (load<u32>(ring, OLDEST) + used) % load<u32>(ring, SLOT_COUNT)
  const slot = load<u32>(ring, FIRST_SLOT) + place * SLOT_SIZE
  const at = load<u32>(ring, WRITE_AT)
  store<u32>(ring, at + paddedSize(size), WRITE_AT)
  store<f64>(slot, offset, OFFSET)
  store<f64>(slot, base, BASE)
  store<u32>(slot, at, AT)
  store<u32>(slot, size, SIZE)
  store<u32>(slot, pack, PACK)
  store<u8>(slot, <u8>type, TYPE)
  store<u8>(slot, 0, USES)
  const bucket = buckets + ((hashOf(pack, offset) >> shift) << 2)
  store<u32>(slot, load<u32>(bucket), NEXT)
  store<u32>(bucket, slot)
  return slot
}

/** Makes `needed` bytes where the ring is written free, and a slot. */
function makeRoom(ring: u32, needed: u32, pinnedAt: u32, pinnedEnd: u32): void {
  for (;;) {
    let at = load<u32>(ring, WRITE_AT)
    if (at + needed > load<u32>(ring, END)) {
      evictBetween(ring, at, load<u32>(ring, END))
      at = load<u32>(ring, BEGIN)
      store<u32>(ring, at, WRITE_AT)
    }
    if (at < pinnedEnd && at + needed > pinnedAt) {
      evictBetween(ring, at, pinnedEnd)
      store<u32>(ring, (pinnedEnd + 7) & ~7, WRITE_AT)
      continue
    }
    if (load<u32>(ring, USED) == 0) return
    const oldestAt = load<u32>(oldestOf(ring), AT)
    const isInTheWay = oldestAt >= at && oldestAt < at + needed
    if (!isInTheWay && load<u32>(ring, USED) < load<u32>(ring, SLOT_COUNT)) return
    if (ring == NEW_RING_AT) retire(pinnedAt, pinnedEnd)
    else goAround(isInTheWay, pinnedAt, pinnedEnd)
  }
}

/** Lets the oldest of the small ring go: to the large one if it was found, or if there still is room. */
function retire(pinnedAt: u32, pinnedEnd: u32): void {
  const slot = oldestOf(NEW_RING_AT)
  const offset = load<f64>(slot, OFFSET)
  if (offset != 0) {
    const pack = load<u32>(slot, PACK)
    if (load<u8>(slot, USES) > 0 || !isFull) {
      const size = load<u32>(slot, SIZE)
      makeRoom(KEPT_RING_AT, paddedSize(size), pinnedAt, pinnedEnd)
      memory.copy(load<u32>(KEPT_RING_AT, WRITE_AT), load<u32>(slot, AT), size)
      drop(slot)
      add(KEPT_RING_AT, pack, offset, load<u8>(slot, TYPE), size, load<f64>(slot, BASE))
    } else {
      const hash = hashOf(pack, offset)
      store<u32>(REMEMBERED_AT + ((hash >> (32 - REMEMBERED_BITS)) << 2), hash)
    }
  }
  evictOldest(NEW_RING_AT)
}

/** Lets the oldest of the large ring go, or gives it another lap: then it moves down to where the ring is written. */
function goAround(mayMove: bool, pinnedAt: u32, pinnedEnd: u32): void {
  const slot = oldestOf(KEPT_RING_AT)
  const offset = load<f64>(slot, OFFSET)
  const uses: u32 = load<u8>(slot, USES)
  const to = load<u32>(KEPT_RING_AT, WRITE_AT)
  const size = load<u32>(slot, SIZE)
  const base = load<f64>(slot, BASE)
  const isPinned = to < pinnedEnd && to + paddedSize(size) > pinnedAt
  if (!mayMove || isPinned || uses == 0 || (base == MADE && uses < USES_MAX) || offset == 0) {
    isFull = true
    evictOldest(KEPT_RING_AT)
    return
  }
  const pack = load<u32>(slot, PACK)
  const type: u32 = load<u8>(slot, TYPE)
  memory.copy(to, load<u32>(slot, AT), size)
  evictOldest(KEPT_RING_AT)
  const moved = add(KEPT_RING_AT, pack, offset, type, size, base)
  store<u8>(moved, base == MADE ? <u8>0 : <u8>(uses - 1), USES)
}

/** The oldest slots lie just ahead of where the ring is written, so eviction ends at the first beyond `end`. */
function evictBetween(ring: u32, start: u32, end: u32): void {
  while (load<u32>(ring, USED) > 0) {
    const at = load<u32>(oldestOf(ring), AT)
    if (at < start || at >= end) return
    evictOldest(ring)
  }
}

function evictOldest(ring: u32): void {
  drop(oldestOf(ring))
  store<u32>(ring, (load<u32>(ring, OLDEST) + 1) % load<u32>(ring, SLOT_COUNT), OLDEST)
  store<u32>(ring, load<u32>(ring, USED) - 1, USED)
}

/** Forgets what a slot holds; its bytes are used again when their turn comes. */
export function drop(slot: u32): void {
  const offset = load<f64>(slot, OFFSET)
  if (offset == 0) return
  const bucket = buckets + ((hashOf(load<u32>(slot, PACK), offset) >> shift) << 2)
  let previous: u32 = 0
  let current = load<u32>(bucket)
  while (current != slot) {
    previous = current
    current = load<u32>(current, NEXT)
  }
  if (previous == 0) store<u32>(bucket, load<u32>(slot, NEXT))
  else store<u32>(previous, load<u32>(slot, NEXT), NEXT)
  store<f64>(slot, 0, OFFSET)
}

/** Forgets everything. */
export function clearCache(): void {
  clearRing(NEW_RING_AT)
  clearRing(KEPT_RING_AT)
  memory.fill(REMEMBERED_AT, 0, 4 << REMEMBERED_BITS)
  memory.fill(passed, 0, passedCount << 2)
  isFull = false
}

function clearRing(ring: u32): void {
  while (load<u32>(ring, USED) > 0) evictOldest(ring)
  store<u32>(ring, load<u32>(ring, BEGIN), WRITE_AT)
}

function fits(ring: u32, size: u32): bool {
  const share = (load<u32>(ring, END) - load<u32>(ring, BEGIN)) / ENTRY_SHARE
  return size < share && load<u32>(ring, SLOT_COUNT) > 0
}

/** Entries begin at multiples of 8: V8 copies out of shared memory by words only between such addresses. */
function paddedSize(size: u32): u32 {
  return (size + 8) & ~7
}
