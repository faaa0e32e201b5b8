/**
 * The entries from an object down to the whole object that its deltas build on. The one place where chains are
 * followed, whoever asks, and so the one where their length is limited.
 *
 * In a loop: a chain may have as many links as the pack has entries. A circle is found as Brent's algorithm has it:
 * ofs-deltas only point back, but ref-deltas may point anywhere. Every link is compared with one earlier link, which is
 * moved up at powers of two, so that a circle is found before it has been gone round four times.
 */
import {
  CHAIN_FULL,
  CIRCLE,
  LINK_LENGTH,
  LINK_OFFSET,
  LINK_SIZE,
  LINK_SIZE_OF_ROW,
  LINK_SLOT,
  LINK_TYPE,
  PACK_ID,
  TOO_DEEP,
  TYPE_MEMO_AT,
  TYPE_MEMO_BITS,
} from '../core-layout'
import { BASE, findSlot, SIZE, TYPE } from './entry-cache'
import { fail } from './host'
import { entryBase, entryLength, entrySize, entryType, isDelta, readEntry } from './pack-entry'

/** The links are from here on, as core-layout.ts has them. */
export let chainAt: u32 = 0
/** Links that there is room for. */
let chainCapacity: u32 = 0
/** Deltas that a chain may have. */
let depthMax: f64 = Infinity
/** Deltas between the object, link 0, and its base, link `depth`. */
export let depth: u32 = 0

const FIRST_MARK: u32 = 64
/** Bases of which the type is noted, of one chain. */
const NOTED_MAX: u32 = 64

export function prepareChain(at: u32, capacity: u32): void {
  chainAt = at
  chainCapacity = capacity
}

export function limitDepth(max: f64): void {
  depthMax = max
}

/** Whether what deltas make may be cached: where their number is limited, the limit holds whatever was read before. */
export function cachesResolved(): bool {
  return depthMax == Infinity
}

export function linkAt(link: u32): u32 {
  return chainAt + link * LINK_SIZE_OF_ROW
}

function checkDepth(pack: u32, first: f64, deltas: u32): void {
  if (<f64>deltas > depthMax) fail(TOO_DEEP, pack, first, <f64>deltas, depthMax)
  if (deltas >= chainCapacity) fail(CHAIN_FULL, pack, first, <f64>deltas, <f64>chainCapacity)
}

/**
 * Follows the chain of the entry at `first`; returns the `OBJ_…` number at its end. Hot: once per object.
 *
 * @param isCached Whether the cache is asked for each link. What it holds is not looked up in the pack, and where it
 *   holds what a delta makes, the chain ends.
 */
export function followChain(pack: u32, first: f64, isCached: bool): u32 {
  const id = load<u32>(pack, PACK_ID)
  let link: u32 = 0
  let offset = first
  let marked = first
  let markedAt = FIRST_MARK
  while (true) {
    const row = linkAt(link)
    store<f64>(row, offset, LINK_OFFSET)
    const slot = isCached ? findSlot(id, offset) : 0
    let type: u32
    let base: f64
    if (slot != 0) {
      type = load<u8>(slot, TYPE)
      base = load<f64>(slot, BASE)
      store<f64>(row, <f64>load<u32>(slot, SIZE), LINK_SIZE)
      store<u8>(row, 0, LINK_LENGTH)
    } else {
      readEntry(pack, offset)
      type = entryType
      base = entryBase
      store<f64>(row, entrySize, LINK_SIZE)
      store<u8>(row, <u8>entryLength, LINK_LENGTH)
    }
    store<u32>(row, slot, LINK_SLOT)
    store<u8>(row, <u8>type, LINK_TYPE)
    depth = link
    if (!isDelta(type)) return type
    checkDepth(pack, first, ++link)
    if (base == marked) fail(CIRCLE, pack, first, 0, 0)
    if (link == markedAt) {
      marked = base
      markedAt *= 2
    }
    offset = base
  }
}

/**
 * The `OBJ_…` number at the end of a chain of which nothing is to be made, by the headers alone and with a memory of
 * bases that were met before. That memory knows no depths, so it is of no use where they are limited.
 *
 * @param base Of the delta at `first`.
 */
export function typeOfDelta(pack: u32, first: f64, base: f64): u32 {
  if (!cachesResolved()) return followChain(pack, first, true)
  const id = load<u32>(pack, PACK_ID)
  let type = notedType(id, first)
  if (type != 0) return type
  let offset = base
  let links: u32 = 0
  let marked = first
  let markedAt = FIRST_MARK
  while (true) {
    type = notedType(id, offset)
    if (type != 0) break
    if (links < NOTED_MAX) store<f64>(linkAt(links), offset, LINK_OFFSET)
    links++
    readEntry(pack, offset)
    type = entryType
    if (!isDelta(type)) break
    offset = entryBase
    if (offset == marked) fail(CIRCLE, pack, first, 0, 0)
    if (links == markedAt) {
      marked = offset
      markedAt *= 2
    }
  }
  // Bases are met again, on the way from other objects, and the object itself hardly ever.
  for (let link = min(links, NOTED_MAX); link > 0; link--)
    noteType(id, load<f64>(linkAt(link - 1), LINK_OFFSET), type)
  return type
}

/** Direct-mapped: an entry has one place, and whoever comes later takes it. Two f64: offset, and 8 × pack + type. */
function memoOf(pack: u32, offset: f64): u32 {
  const low = <u32>(
    (offset < 4294967296.0 ? offset : offset - floor<f64>(offset / 4294967296.0) * 4294967296.0)
  )
  const hash: u32 = (low ^ (pack * 0x9e37_79b1)) * 0x85eb_ca6b
  return TYPE_MEMO_AT + ((hash >> (32 - TYPE_MEMO_BITS)) << 4)
}

function notedType(pack: u32, offset: f64): u32 {
  const memo = memoOf(pack, offset)
  if (load<f64>(memo) != offset) return 0
  const type = load<f64>(memo, 8) - <f64>pack * 8
  return type > 0 && type < 8 ? <u32>type : 0
}

function noteType(pack: u32, offset: f64, type: u32): void {
  const memo = memoOf(pack, offset)
  store<f64>(memo, offset)
  store<f64>(memo, <f64>pack * 8 + <f64>type, 8)
}
