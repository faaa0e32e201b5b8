/**
 * One of two contents as a table of lines: where each begins, its class, and whether it is changed.
 *
 * Lines of one class count as equal. Classes are numbered in the order in which they come up, first in the old content,
 * then in the new one.
 */
import { allocate, allocateZeros, get, set } from './memory'

export const IGNORE_ALL_SPACE: u32 = 1
export const IGNORE_SPACE_CHANGE: u32 = 2
export const IGNORE_SPACE_AT_EOL: u32 = 4
export const IGNORE_CR_AT_EOL: u32 = 8
export const IGNORE_ANY: u32 = 15

const LF: u32 = 0x0a
const CR: u32 = 0x0d
const LF_EVERYWHERE: u64 = 0x0a0a0a0a0a0a0a0a
const LOW_BITS: u64 = 0x0101010101010101
const HIGH_BITS: u64 = 0x8080808080808080
const MULTIPLIER: u64 = 0x9e3779b97f4a7c15

@unmanaged
export class Side {
  /** Lines. */
  count: i32
  /** `count + 1` addresses: where each line begins, and where the last one ends. */
  starts: u32
  /** The class of each line. */
  classes: u32
  /** A byte a line, 1 where it is changed, and a zero before the first and after the last. */
  changed: u32
}

/** How many classes there are. */
export let classCount: i32 = 0
/** Of each class, the first line that has it: its address, then where it ends, then its hash. */
let firstLines: u32 = 0
let slots: u32 = 0
let slotMask: u32 = 0

/** How many lines the content at `at…end` has; one without an end counts. */
export function countLines(at: u32, end: u32): i32 {
  if (at == end) return 0
  let lines: i32 = 0
  let i = at
  if (ASC_FEATURE_SIMD) {
    const wanted = i8x16.splat(0x0a)
    for (; i + 16 <= end; i += 16) lines += popcnt(i8x16.bitmask(i8x16.eq(v128.load(i), wanted)))
  }
  for (; i < end; i++) lines += <i32>(load<u8>(i) == LF)
  return load<u8>(end - 1) == LF ? lines : lines + 1
}

/** Makes room for the classes of `lines` lines. */
export function prepareClasses(lines: i32): void {
  let size: u32 = 16
  while (size < <u32>lines * 2) size <<= 1
  slots = allocateZeros(size << 2)
  slotMask = size - 1
  firstLines = allocate(<u32>lines * 12)
  classCount = 0
}

/** The table of the content at `at…end`, which has `count` lines, and 8 bytes after it. */
export function readSide(at: u32, end: u32, count: i32, ignored: u32): Side {
  const side = changetype<Side>(allocate(offsetof<Side>()))
  side.count = count
  side.starts = allocate((<u32>count + 1) << 2)
  side.classes = allocate((<u32>count) << 2)
  side.changed = allocateZeros(<u32>count + 2) + 1
  if (ignored & IGNORE_ANY) classifyIgnoring(side, at, end, ignored)
  else classify(side, at, end)
  set(side.starts, count, end)
  return side
}

// Hot: once for every byte of both contents.
function classify(side: Side, at: u32, end: u32): void {
  for (let line: i32 = 0; at < end; line++) {
    set(side.starts, line, at)
    const next = lineEnd(at, end)
    set(side.classes, line, classOf(at, next))
    at = next
  }
}

let hash: u64 = 0

/** Where the line at `at` ends; leaves its hash in {@link hash}. */
function lineEnd(at: u32, end: u32): u32 {
  let h: u64 = 0
  while (at + 8 <= end) {
    let word = load<u64>(at, 0, 1)
    const x = word ^ LF_EVERYWHERE
    const found = (x - LOW_BITS) & ~x & HIGH_BITS
    if (found) {
      const size: u64 = (ctz(found) >> 3) + 1
      if (size < 8) word &= ((<u64>1) << (size << 3)) - 1
      hash = (h ^ word ^ size) * MULTIPLIER
      return at + <u32>size
    }
    h = (h ^ word) * MULTIPLIER
    h ^= h >> 29
    at += 8
  }
  let word: u64 = 0
  let size: u64 = 0
  while (at < end) {
    const byte: u64 = load<u8>(at++)
    word |= byte << (size << 3)
    size++
    if (byte == LF) break
  }
  hash = (h ^ word ^ size) * MULTIPLIER
  return at
}

/** The class of the line at `at…end`, whose hash is in {@link hash}. */
function classOf(at: u32, end: u32): i32 {
  const key = <u32>(hash ^ (hash >> 32))
  let slot = key - 1
  while (true) {
    slot = (slot + 1) & slotMask
    const known = get(slots, slot) - 1
    if (known < 0) {
      const line = firstLines + <u32>classCount * 12
      store<u32>(line, at)
      store<u32>(line, end, 4)
      store<u32>(line, key, 8)
      classCount++
      set(slots, slot, classCount)
      return classCount - 1
    }
    const line = firstLines + <u32>known * 12
    if (load<u32>(line, 8) != key) continue
    const other = load<u32>(line)
    if (load<u32>(line, 4) - other == end - at && isSame(at, other, end - at)) return known
  }
}

function isSame(a: u32, b: u32, size: u32): bool {
  let i: u32 = 0
  for (; i + 8 <= size; i += 8) if (load<u64>(a + i, 0, 1) != load<u64>(b + i, 0, 1)) return false
  for (; i < size; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false
  return true
}

/** The same where white space counts less: what is left of each line is copied, and classified. */
function classifyIgnoring(side: Side, at: u32, end: u32, ignored: u32): void {
  for (let line: i32 = 0; at < end; line++) {
    set(side.starts, line, at)
    let next = at
    while (next < end && load<u8>(next) != LF) next++
    const hasEnd = next < end
    const kept = allocate(next - at + 9)
    const keptEnd = copyWhatCounts(at, next, hasEnd, kept, ignored)
    store<u8>(keptEnd, LF)
    lineEnd(kept, keptEnd + 1)
    set(side.classes, line, classOf(kept, keptEnd + 1))
    at = hasEnd ? next + 1 : next
  }
}

/** @returns Where the copy ends. */
function copyWhatCounts(at: u32, end: u32, hasEnd: bool, to: u32, ignored: u32): u32 {
  if (!(ignored & (IGNORE_ALL_SPACE | IGNORE_SPACE_CHANGE))) {
    if (ignored & IGNORE_SPACE_AT_EOL) while (end > at && isSpace(load<u8>(end - 1))) end--
    else if (hasEnd && end > at && load<u8>(end - 1) == CR) end--
    memory.copy(to, at, end - at)
    return to + (end - at)
  }
  while (at < end) {
    const byte = load<u8>(at++)
    if (!isSpace(byte)) {
      store<u8>(to++, byte)
      continue
    }
    while (at < end && isSpace(load<u8>(at))) at++
    if (!(ignored & IGNORE_ALL_SPACE) && at < end) store<u8>(to++, 0x20)
  }
  return to
}

/** What git takes for white space: no form feed and no vertical tab. */
export function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x09 || byte == LF || byte == CR
}

export function isChanged(side: Side, line: i32): bool {
  return load<u8>(side.changed + line) != 0
}

export function setChanged(side: Side, line: i32, changed: u32): void {
  store<u8>(side.changed + line, changed)
}

/** Marks the lines `from…to` as changed. */
export function setAllChanged(side: Side, from: i32, to: i32): void {
  if (to > from) memory.fill(side.changed + from, 1, to - from)
}

export function setAllUnchanged(side: Side, from: i32, to: i32): void {
  memory.fill(side.changed + from, 0, to - from)
}
