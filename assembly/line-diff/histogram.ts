/**
 * Histogram diff: the match that has the least frequent line, and among those the longest, splits a range in two, as
 * JGit introduced it. Where every common line is frequent, the algorithm of Myers compares the range.
 */
import { allocate, allocateZeros, get, mark, release, set, work } from './memory'
import { myers } from './myers'
import { setAllChanged, Side } from './side'

/** Lines more frequent than this are not looked at. */
const FREQUENCY_MAX: i32 = 64

/** Table of records by class: the number of the first record of a slot, counted from 1. */
let heads: u32 = 0
let tableBits: u32 = 0
/** Of each record: its first line, how many there are, and the next record of its slot. */
let records: u32 = 0
/** By old line: its record, and the next old line of the same class, counted from 1. */
let recordOf: u32 = 0
let following: u32 = 0

/** The best match so far. */
let begin1: i32 = 0
let end1: i32 = 0
let begin2: i32 = 0
let end2: i32 = 0
/** How frequent its least frequent line is. */
let frequency: i32 = 0
let hasMatch: bool = false
/** Whether any line occurs on both sides. */
let hasCommon: bool = false

/** Marks what differs. @returns Whether the work allowed was enough. */
export function histogram(a: Side, b: Side, minimal: bool): bool {
  const begin = mark()
  const stack = allocate((<u32>min(a.count, b.count) + 2) << 4)
  let height: u32 = 0
  let from1: i32 = 0
  let to1 = a.count
  let from2: i32 = 0
  let to2 = b.count
  while (true) {
    if (from1 < to1 && from2 < to2) {
      const area = mark()
      const isEntered = enter(a, from1, to1)
      const done = !isEntered || findMatch(a, b, from1, to1, from2, to2)
      release(area)
      if (!done) return false
      if (!isEntered || (hasCommon && frequency > FREQUENCY_MAX)) {
        if (!myers(a, b, from1, to1, from2, to2, minimal)) return false
      } else if (!hasMatch) {
        setAllChanged(a, from1, to1)
        setAllChanged(b, from2, to2)
      } else {
        const entry = stack + height
        set(entry, 0, end1 + 1)
        set(entry, 1, to1)
        set(entry, 2, end2 + 1)
        set(entry, 3, to2)
        height += 16
        to1 = begin1
        to2 = begin2
        continue
      }
    } else {
      setAllChanged(a, from1, to1)
      setAllChanged(b, from2, to2)
    }
    if (height == 0) break
    height -= 16
    const entry = stack + height
    from1 = get(entry, 0)
    to1 = get(entry, 1)
    from2 = get(entry, 2)
    to2 = get(entry, 3)
  }
  release(begin)
  return true
}

function slotOf(class_: i32): i32 {
  return (class_ + (class_ >> tableBits)) & ((1 << tableBits) - 1)
}

/** Enters the old lines of a range, last first. @returns Whether no slot has too many records. */
function enter(a: Side, from1: i32, to1: i32): bool {
  const count = to1 - from1
  tableBits = 0
  while (1 << tableBits < count && tableBits < 31) tableBits++
  heads = allocateZeros((<u32>4) << tableBits)
  records = allocate(<u32>count * 12)
  recordOf = allocate((<u32>count) << 2) - ((<u32>from1) << 2)
  following = allocate((<u32>count) << 2) - ((<u32>from1) << 2)
  let used: i32 = 0
  for (let line = to1 - 1; line >= from1; line--) {
    const class_ = get(a.classes, line)
    const slot = slotOf(class_)
    let length: i32 = 0
    let number = get(heads, slot)
    for (; number != 0; number = get(records, 3 * number - 1), length++) {
      if (get(a.classes, get(records, 3 * number - 3)) == class_) break
    }
    if (number != 0) {
      set(following, line, get(records, 3 * number - 3) + 1)
      set(records, 3 * number - 3, line)
      set(records, 3 * number - 2, get(records, 3 * number - 2) + 1)
      set(recordOf, line, number)
      continue
    }
    if (length == FREQUENCY_MAX) return false
    used++
    set(records, 3 * used - 3, line)
    set(records, 3 * used - 2, 1)
    set(records, 3 * used - 1, get(heads, slot))
    set(heads, slot, used)
    set(following, line, 0)
    set(recordOf, line, used)
  }
  return true
}

function findMatch(a: Side, b: Side, from1: i32, to1: i32, from2: i32, to2: i32): bool {
  begin1 = end1 = begin2 = end2 = 0
  frequency = FREQUENCY_MAX + 1
  hasMatch = false
  hasCommon = false
  for (let line = from2; line < to2;) {
    line = tryLine(a, b, line, from1, to1, from2, to2)
    if (line < 0) return false
  }
  return true
}

function frequencyOf(line: i32): i32 {
  return get(records, 3 * get(recordOf, line) - 2)
}

/** Looks at the matches of one new line. @returns The new line to go on with; below zero: too costly. */
function tryLine(a: Side, b: Side, line: i32, from1: i32, to1: i32, from2: i32, to2: i32): i32 {
  const class_ = get(b.classes, line)
  let next = line + 1
  for (let number = get(heads, slotOf(class_)); number != 0; number = get(records, 3 * number - 1)) {
    let old = get(records, 3 * number - 3)
    if (get(a.classes, old) != class_) continue
    hasCommon = true
    const count = get(records, 3 * number - 2)
    if (count > frequency) continue
    while (true) {
      let start1 = old
      let start2 = line
      let least = count
      while (start1 > from1 && start2 > from2 && get(a.classes, start1 - 1) == get(b.classes, start2 - 1)) {
        start1--
        start2--
        if (least > 1) least = min(least, frequencyOf(start1))
      }
      let last1 = old
      let last2 = line
      while (last1 < to1 - 1 && last2 < to2 - 1 && get(a.classes, last1 + 1) == get(b.classes, last2 + 1)) {
        last1++
        last2++
        if (least > 1) least = min(least, frequencyOf(last1))
      }
      if (!work(last1 - start1 + 1)) return -1
      if (next <= last2) next = last2 + 1
      if (end1 - begin1 < last1 - start1 || least < frequency) {
        begin1 = start1
        end1 = last1
        begin2 = start2
        end2 = last2
        frequency = least
        hasMatch = true
      }
      let after = get(following, old)
      while (after != 0 && after - 1 <= last1) after = get(following, after - 1)
      if (after == 0) break
      old = after - 1
    }
  }
  return next
}
