/**
 * From (pack, offset) to an object: follow the chain down to its base, then apply the deltas back up.
 *
 * Everything between the mapped bytes and the result happens in the core's memory, without an allocation: entries are
 * inflated and put into the cache for the next chain that needs them, results of deltas alternate between two scratch
 * areas. The sizes and the work are limited here, whoever asks.
 */
import {
  CONTENT_AT,
  DECLARES_TOO_MUCH,
  DELTA_CUT_SHORT,
  DELTA_FAULT,
  DOES_NOT_FIT,
  INFLATES_TO_LESS,
  IS_WHOLE,
  LINK_LENGTH,
  LINK_OFFSET,
  LINK_SIZE,
  LINK_SLOT,
  LINK_TYPE,
  MADE,
  PACK_ENTRIES_END,
  PACK_FILE,
  PACK_ID,
  SHORT_SIZE_MAX,
  STATE_AT,
  STATE_BASE_AT,
  STATE_BASE_NOTE,
  STATE_BASE_SIZE,
  STATE_DELTA_BYTES,
  STATE_DELTAS,
  STATE_DEPTH,
  STATE_INFLATED_BYTES,
  STATE_INFLATES,
  STATE_NUMBER,
  STATE_RESULT_AT,
  STATE_RESULT_SIZE,
  STATE_RESULT_SLOT,
  STATE_RESULT_TYPE,
  STREAM_AT,
  TOO_LARGE,
  TOO_MUCH_WORK,
  WORK_AT,
  WRONG_BASE_SIZE,
} from '../core-layout'
import { applyDelta } from './apply-delta'
import { cachesResolved, depth, followChain, linkAt, typeOfDelta } from './delta-chain'
import { baseSize, DELTA_SIZES_MAX, readDeltaSizes, resultSize } from './delta-sizes'
import { AT, BASE, drop, findSlot, holds, offerMade, reserve, SIZE, TYPE } from './entry-cache'
import { fail, inflateLong, verifyEntry } from './host'
import { inflate, inflatedSize, inflateHead } from './inflate'
import { entryBase, entryLength, entrySize, entryType, isDelta, OBJ_BLOB, readEntry } from './pack-entry'
import { addressOf, copyOut, leftFrom } from './windows'

/** A whole blob from here on is inflated straight into the result: it is rarely a base, and the copy would show. */
const DIRECT_SIZE: f64 = 262144
/** Two bits of deflate stand for at most 258 bytes (RFC 1951), so no stream inflates to more than this times its size. */
const INFLATION_MAX: f64 = 1032

let firstScratch: u32 = 0
let secondScratch: u32 = 0
let inputScratch: u32 = 0
let scratchSize: f64 = 0
let sizeMax: f64 = Infinity
let workMax: f64 = Infinity
/** Contents up to this size are inflated here. */
let shortMax: f64 = 0
/** Whether each entry that is inflated is compared with its CRC-32. */
let verifies = false

/** Three areas of `size` bytes, one after the other. */
export function prepareScratch(at: u32, size: u32): void {
  firstScratch = at
  secondScratch = at + size
  inputScratch = at + 2 * size
  scratchSize = <f64>size
}

/** @param short Contents up to this size are inflated here; SHORT_SIZE_MAX at most. */
export function limitObjects(size: f64, work: f64, short: f64, isVerified: bool): void {
  sizeMax = size
  workMax = work
  shortMax = short
  verifies = isVerified
}

function count(counter: u32, number: f64): void {
  store<f64>(STATE_AT + counter, load<f64>(STATE_AT + counter) + number)
}

/** Bytes that a stream of `size` bytes of content has at most, of any that zlib makes: small blocks stored as they are. */
function streamSizeMax(size: f64): f64 {
  return size + ceil<f64>(size / 16) + 64
}

/** Checks what an entry declares before anything is made by it, or said of it. */
function checkDeclared(pack: u32, offset: f64, size: f64): void {
  if (size > (load<f64>(pack, PACK_ENTRIES_END) - offset) * INFLATION_MAX) {
    fail(DECLARES_TOO_MUCH, pack, offset, size, 0)
  }
}

/**
 * Inflates the entry of a link; returns where it then lies, until anything else is inflated: in the area for short
 * contents, or in the scratch area for input.
 */
function inflateEntry(pack: u32, link: u32): u32 {
  const row = linkAt(link)
  const offset = load<f64>(row, LINK_OFFSET)
  const size = load<f64>(row, LINK_SIZE)
  let length: u32 = load<u8>(row, LINK_LENGTH)
  if (length == 0) {
    // It was in the cache when the chain was followed, and is no more.
    readEntry(pack, offset)
    length = entryLength
  }
  checkDeclared(pack, offset, size)
  if (size > sizeMax) fail(TOO_LARGE, pack, offset, size, sizeMax)
  const stream = offset + <f64>length
  const to = size <= <f64>SHORT_SIZE_MAX ? CONTENT_AT : inputScratch
  let end: f64 = -1
  if (size <= shortMax) end = inflateShort(pack, offset, stream, <u32>size, link)
  if (end < 0) end = inflateLong(pack, offset, stream, to, <u32>size)
  count(STATE_INFLATES, 1)
  count(STATE_INFLATED_BYTES, size)
  if (verifies) verifyEntry(pack, offset, end)
  return to
}

/** One past the last byte of the stream in the pack; -1: it is left to the general inflater. */
function inflateShort(pack: u32, offset: f64, stream: f64, size: u32, link: u32): f64 {
  const from = streamAt(pack, stream, streamSizeMax(<f64>size), nextEntry(pack, offset, link))
  const end = inflate(from, streamEnd, CONTENT_AT, CONTENT_AT + size + 1, CONTENT_AT, WORK_AT)
  if (end < 0) return -1
  if (inflatedSize() != size) fail(INFLATES_TO_LESS, pack, offset, <f64>inflatedSize(), <f64>size)
  return stream + <f64>(<u32>end - from)
}

/** Upper bound of the stream: a later entry if one is known, for a base mostly lies shortly before the delta on it. */
function nextEntry(pack: u32, offset: f64, link: u32): f64 {
  const delta = link > 0 ? load<f64>(linkAt(link - 1), LINK_OFFSET) : 0
  return delta > offset ? delta : load<f64>(pack, PACK_ENTRIES_END)
}

let streamEnd: u32 = 0

/** The address of a stream, which ends at `streamEnd` at the latest: in the window, or put together if its edge cuts it. */
function streamAt(pack: u32, stream: f64, size: f64, next: f64): u32 {
  const file = load<u32>(pack, PACK_FILE)
  const rest = load<f64>(pack, PACK_ENTRIES_END) - stream
  if (rest <= 0) {
    streamEnd = STREAM_AT
    return STREAM_AT
  }
  const likely = max<f64>(1, min<f64>(size, next - stream))
  const from = addressOf(file, stream, likely)
  const left = min<f64>(leftFrom(file, stream), rest)
  if (left >= min<f64>(likely, rest)) {
    streamEnd = from + <u32>min<f64>(left, size)
    return from
  }
  const most = <u32>min<f64>(size, rest)
  copyOut(file, stream, most, STREAM_AT)
  streamEnd = STREAM_AT + most
  return STREAM_AT
}

/** Makes the inflated data of a link lie in the memory, in the cache if it can; returns where. */
function locate(pack: u32, link: u32, pinnedAt: u32, pinnedEnd: u32): u32 {
  const row = linkAt(link)
  const id = load<u32>(pack, PACK_ID)
  const offset = load<f64>(row, LINK_OFFSET)
  let slot = load<u32>(row, LINK_SLOT)
  // Making room for another link may have moved it.
  if (slot != 0 && !holds(slot, id, offset)) slot = findSlot(id, offset)
  if (slot != 0) return load<u32>(slot, AT)
  const made = inflateEntry(pack, link)
  const size = <u32>load<f64>(row, LINK_SIZE)
  const base = link == depth ? 0 : load<f64>(linkAt(link + 1), LINK_OFFSET)
  const reserved = reserve(id, offset, load<u8>(row, LINK_TYPE), size, base, pinnedAt, pinnedEnd)
  if (reserved == 0) return made
  memory.copy(load<u32>(reserved, AT), made, size)
  return load<u32>(reserved, AT)
}

/** Whether what lies at `at` gives way when anything is inflated. */
function isPassing(at: u32): bool {
  return at == CONTENT_AT || at == inputScratch
}

function leave(at: u32, size: u32, type: u32): void {
  store<u32>(STATE_AT, at, STATE_RESULT_AT)
  store<u32>(STATE_AT, size, STATE_RESULT_SIZE)
  store<u32>(STATE_AT, type, STATE_RESULT_TYPE)
}

/**
 * Makes the object whose entry begins at `offset` and leaves it in the memory: STATE_RESULT_… says where, until the next
 * operation.
 *
 * @param isWantedAgain Whether it is more likely than others to be read again.
 * @returns MADE, IS_WHOLE or DOES_NOT_FIT.
 */
export function makeObject(pack: u32, offset: f64, isWantedAgain: bool): i32 {
  const type = followChain(pack, offset, true)
  store<u32>(STATE_AT, type, STATE_RESULT_TYPE)
  store<u32>(STATE_AT, depth, STATE_DEPTH)
  const base = linkAt(depth)
  let size = load<f64>(base, LINK_SIZE)
  if (depth == 0 && !isWantedAgain && load<u32>(base, LINK_SLOT) == 0) {
    if (size >= (type == OBJ_BLOB ? DIRECT_SIZE : scratchSize)) return IS_WHOLE
  }
  if (size >= scratchSize) return DOES_NOT_FIT
  let at = locate(pack, depth, 0, 0)
  let written = size
  for (let link = depth; link > 0;) {
    const row = linkAt(--link)
    const deltaSize = load<f64>(row, LINK_SIZE)
    if (deltaSize >= scratchSize) return DOES_NOT_FIT
    if (isPassing(at)) {
      memory.copy(firstScratch, at, <u32>size)
      at = firstScratch
    }
    const deltaAt = locate(pack, link, at, at + <u32>size)
    const deltaEnd = deltaAt + <u32>deltaSize
    const next = checkedSizes(pack, link, deltaAt, deltaEnd, size, written)
    if (resultSize >= scratchSize) return DOES_NOT_FIT
    written += resultSize
    const to = at == firstScratch ? secondScratch : firstScratch
    apply(pack, link, at, <u32>size, next, deltaEnd, to)
    at = to
    size = resultSize
    if (cachesResolved()) {
      const made = load<f64>(row, LINK_OFFSET)
      offerMade(load<u32>(pack, PACK_ID), made, type, at, <u32>size, isWantedAgain && link == 0)
    }
  }
  leave(at, <u32>size, type)
  return MADE
}

/** Reads the sizes of a delta and checks them before anything is made by them; returns where its instructions begin. */
function checkedSizes(pack: u32, link: u32, at: u32, end: u32, size: f64, written: f64): u32 {
  const offset = load<f64>(linkAt(link), LINK_OFFSET)
  const next = readDeltaSizes(at, end)
  if (next == 0) fail(DELTA_CUT_SHORT, pack, offset, 0, 0)
  if (baseSize != size) fail(WRONG_BASE_SIZE, pack, offset, baseSize, size)
  if (resultSize > sizeMax) fail(TOO_LARGE, pack, offset, resultSize, sizeMax)
  if (written + resultSize > workMax) fail(TOO_MUCH_WORK, pack, load<f64>(linkAt(0), LINK_OFFSET), 0, workMax)
  return next
}

function apply(pack: u32, link: u32, base: u32, size: u32, at: u32, end: u32, to: u32): void {
  const fault = applyDelta(base, size, at, end, to, <u32>resultSize)
  if (fault != 0) fail(DELTA_FAULT + fault, pack, load<f64>(linkAt(link), LINK_OFFSET), 0, 0)
  count(STATE_DELTAS, 1)
  count(STATE_DELTA_BYTES, resultSize)
}

/**
 * The `OBJ_…` number of the object whose entry begins at `offset`; its size is left at STATE_NUMBER. Nothing is made:
 * the type is that of the base at the end of the chain, and the size of a delta's result stands in the first bytes of
 * its instructions.
 */
export function readHeader(pack: u32, offset: f64): u32 {
  readEntry(pack, offset)
  const size = entrySize
  const base = entryBase
  const length = entryLength
  checkDeclared(pack, offset, size)
  if (!isDelta(entryType)) {
    store<f64>(STATE_AT, size, STATE_NUMBER)
    return entryType
  }
  store<f64>(STATE_AT, resultSizeOf(pack, offset, offset + <f64>length, size), STATE_NUMBER)
  return typeOfDelta(pack, offset, base)
}

function resultSizeOf(pack: u32, offset: f64, stream: f64, size: f64): f64 {
  const slot = findSlot(load<u32>(pack, PACK_ID), offset)
  let at: u32
  let length: u32
  if (slot != 0) {
    if (!isDelta(load<u8>(slot, TYPE))) return <f64>load<u32>(slot, SIZE) // what the delta makes, made before
    at = load<u32>(slot, AT)
    length = load<u32>(slot, SIZE)
  } else {
    length = <u32>min<f64>(size, <f64>DELTA_SIZES_MAX)
    at = CONTENT_AT
    const from = streamAt(
      pack,
      stream,
      min<f64>(streamSizeMax(size), 4096),
      load<f64>(pack, PACK_ENTRIES_END),
    )
    if (shortMax == 0 || !inflateHead(from, streamEnd, CONTENT_AT, length, WORK_AT)) {
      // Not to be told from so few bytes, or broken: the general inflater says which.
      if (size >= scratchSize) {
        inflateLong(pack, offset, stream, CONTENT_AT, length)
      } else {
        inflateLong(pack, offset, stream, inputScratch, <u32>size)
        at = inputScratch
      }
    }
  }
  if (readDeltaSizes(at, at + length) == 0) fail(DELTA_CUT_SHORT, pack, offset, 0, 0)
  return resultSize
}

/** Follows a chain through the pack alone, for whoever makes it elsewhere or tells of it. */
export function followThroughPack(pack: u32, offset: f64): u32 {
  const type = followChain(pack, offset, false)
  store<u32>(STATE_AT, depth, STATE_DEPTH)
  return type
}

/**
 * Makes a tree or commit for a walk, which looks at each object once and follows delta chains as it does so: the next
 * tree is a delta on one of the last. So what deltas make is kept in the cache as a whole object, in the place of its
 * entry, and the chain of the next tree ends after one step. Random reads would find too few of them to pay for the room.
 *
 * @param wanted The `OBJ_…` number that it should have.
 * @param isKept Whether it is kept for what builds on it, even if it is stored whole.
 * @returns MADE; DOES_NOT_FIT also for one of another type.
 */
export function makeForWalk(pack: u32, offset: f64, wanted: u32, isKept: bool): i32 {
  const type = followChain(pack, offset, true)
  const id = load<u32>(pack, PACK_ID)
  const links = depth
  const baseRow = linkAt(links)
  const baseOffset = load<f64>(baseRow, LINK_OFFSET)
  store<u32>(STATE_AT, 0, STATE_BASE_SIZE)
  store<u32>(STATE_AT, type, STATE_RESULT_TYPE)
  let size = load<f64>(baseRow, LINK_SIZE)
  if (type != wanted || size >= scratchSize) return DOES_NOT_FIT
  let slot = load<u32>(baseRow, LINK_SLOT)
  const kept = slot
  const note: u32 = slot != 0 ? <u32>max<f64>(0, load<f64>(slot, BASE)) : 0
  let at = slot != 0 ? load<u32>(slot, AT) : inflateEntry(pack, links)
  if (slot == 0 && (isKept || links > 0)) {
    slot = reserve(id, baseOffset, type, <u32>size, 0, 0, 0)
    if (slot == 0) return DOES_NOT_FIT
    memory.copy(load<u32>(slot, AT), at, <u32>size)
    at = load<u32>(slot, AT)
  }
  const baseAt = at
  const firstSize = size
  let written = size
  for (let link = links; link > 0;) {
    const row = linkAt(--link)
    const deltaSize = load<f64>(row, LINK_SIZE)
    if (deltaSize >= scratchSize) return DOES_NOT_FIT
    const linkOffset = load<f64>(row, LINK_OFFSET)
    const deltaAt = takeDelta(pack, link, linkOffset, <u32>deltaSize)
    const deltaEnd = deltaAt + <u32>deltaSize
    const next = checkedSizes(pack, link, deltaAt, deltaEnd, size, written)
    if (resultSize >= scratchSize) return DOES_NOT_FIT
    // Made first and kept then: a delta that breaks off must leave nothing behind.
    apply(pack, link, at, <u32>size, next, deltaEnd, firstScratch)
    slot = reserve(id, linkOffset, type, <u32>resultSize, 0, at, at + <u32>size)
    if (slot == 0) return DOES_NOT_FIT
    at = load<u32>(slot, AT)
    memory.copy(at, firstScratch, <u32>resultSize)
    size = resultSize
    written += size
  }
  leave(at, <u32>size, type)
  store<u32>(STATE_AT, slot, STATE_RESULT_SLOT)
  // With one step the base has stayed where it was, be its slot evicted; with several it may have had to go.
  if (links > 0 && kept != 0 && (links == 1 || holds(kept, id, baseOffset))) {
    store<u32>(STATE_AT, baseAt, STATE_BASE_AT)
    store<u32>(STATE_AT, <u32>firstSize, STATE_BASE_SIZE)
    store<u32>(STATE_AT, note, STATE_BASE_NOTE)
  }
  return MADE
}

/** The delta of a link, outside of the cache; where it was in there, what it makes takes its place. */
function takeDelta(pack: u32, link: u32, offset: f64, size: u32): u32 {
  const slot = load<u32>(linkAt(link), LINK_SLOT)
  if (!holds(slot, load<u32>(pack, PACK_ID), offset)) return inflateEntry(pack, link)
  memory.copy(inputScratch, load<u32>(slot, AT), size)
  drop(slot)
  return inputScratch
}

/** Notes something of a kept object, if it is still in its slot: any number but 0. */
export function noteKept(slot: u32, pack: u32, offset: f64, note: f64): void {
  if (holds(slot, pack, offset)) store<f64>(slot, note, BASE)
}

/** Leaves where a kept object lies. False: it is kept no more. */
export function findKept(pack: u32, offset: f64, type: u32): bool {
  const slot = findSlot(pack, offset)
  if (slot == 0 || load<u8>(slot, TYPE) != type) return false
  leave(load<u32>(slot, AT), load<u32>(slot, SIZE), type)
  return true
}
