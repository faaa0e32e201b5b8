/**
 * Patience diff: lines that occur once on either side are matched first, in the longest order that both sides have;
 * what lies between is compared the same way. Where no such line is left, the algorithm of Myers does the rest.
 */
import { allocate, allocateZeros, get, mark, release, set, work } from './memory'
import { myers } from './myers'
import { classCount, setAllChanged, Side } from './side'

const NOT_UNIQUE: i32 = -1

/** Of each class in the range at hand: its first old line and its new one, counted from 1; 0: none. */
let old: u32 = 0
let now: u32 = 0
/** Lines that begin with one of these texts are matched before others: a length and as many bytes each, then 0. */
let anchors: u32 = 0

/** Marks what differs. @returns Whether the work allowed was enough. */
export function patience(a: Side, b: Side, anchorTexts: u32, minimal: bool): bool {
  const begin = mark()
  anchors = anchorTexts
  old = allocateZeros((<u32>classCount) << 2)
  now = allocateZeros((<u32>classCount) << 2)
  const pairs = allocate((<u32>(min(a.count, b.count) + 1)) << 3)
  const stack = allocate((<u32>min(a.count, b.count) + 2) << 4)
  set(stack, 0, 0)
  set(stack, 1, a.count)
  set(stack, 2, 0)
  set(stack, 3, b.count)
  for (let end = stack + 16; end > stack;) {
    end -= 16
    end = comparedRange(a, b, get(end, 0), get(end, 1), get(end, 2), get(end, 3), pairs, end, minimal)
    if (end == 0) return false
  }
  release(begin)
  return true
}

/** Compares one range, and leaves what is to be compared within it at `stack`. @returns Where that ends; 0: too costly. */
function comparedRange(
  a: Side,
  b: Side,
  from1: i32,
  to1: i32,
  from2: i32,
  to2: i32,
  pairs: u32,
  stack: u32,
  minimal: bool,
): u32 {
  if (!work(to1 - from1 + (to2 - from2))) return 0
  if (from1 == to1 || from2 == to2 || !findUnique(a, b, from1, to1, from2, to2)) {
    setAllChanged(a, from1, to1)
    setAllChanged(b, from2, to2)
    forget(a, from1, to1)
    return stack
  }
  const length = commonSequence(a, from1, to1, pairs)
  forget(a, from1, to1)
  if (length == 0) return myers(a, b, from1, to1, from2, to2, minimal) ? stack : 0
  for (let i: i32 = 0; i <= length;) {
    const isLast = i == length
    let next1 = isLast ? to1 : get(pairs, 2 * i)
    let next2 = isLast ? to2 : get(pairs, 2 * i + 1)
    if (!isLast) {
      while (next1 > from1 && next2 > from2 && get(a.classes, next1 - 1) == get(b.classes, next2 - 1)) {
        next1--
        next2--
      }
    }
    while (from1 < next1 && from2 < next2 && get(a.classes, from1) == get(b.classes, from2)) {
      from1++
      from2++
    }
    if (next1 > from1 && next2 > from2) {
      set(stack, 0, from1)
      set(stack, 1, next1)
      set(stack, 2, from2)
      set(stack, 3, next2)
      stack += 16
    } else {
      setAllChanged(a, from1, next1)
      setAllChanged(b, from2, next2)
    }
    if (isLast) break
    from1 = get(pairs, 2 * i) + 1
    from2 = get(pairs, 2 * i + 1) + 1
    for (i++; i < length && get(pairs, 2 * i) == from1 && get(pairs, 2 * i + 1) == from2; i++) {
      from1++
      from2++
    }
  }
  return stack
}

/** Enters the lines of both ranges by their classes. @returns Whether any line occurs on both sides. */
function findUnique(a: Side, b: Side, from1: i32, to1: i32, from2: i32, to2: i32): bool {
  for (let i = from1; i < to1; i++) {
    const at = get(a.classes, i)
    if (get(old, at) == 0) set(old, at, i + 1)
    else set(now, at, NOT_UNIQUE)
  }
  let hasCommon = false
  for (let i = from2; i < to2; i++) {
    const at = get(b.classes, i)
    if (get(old, at) == 0) continue
    hasCommon = true
    set(now, at, get(now, at) == 0 ? i + 1 : NOT_UNIQUE)
  }
  return hasCommon
}

function forget(a: Side, from1: i32, to1: i32): void {
  for (let i = from1; i < to1; i++) {
    set(old, get(a.classes, i), 0)
    set(now, get(a.classes, i), 0)
  }
}

/**
 * The longest sequence of unique lines that has one order on both sides, as pairs of line numbers.
 *
 * An anchored line ends every shorter sequence: what comes after must follow upon it.
 *
 * @returns How many pairs.
 */
function commonSequence(a: Side, from1: i32, to1: i32, pairs: u32): i32 {
  const begin = mark()
  const count = to1 - from1
  /** By old line: the one before it in the best sequence that ends with it, counted from 1. */
  const previous = allocate((<u32>count) << 2)
  /** By length: the old line that ends the best sequence. */
  const ends = allocate((<u32>count) << 2)
  let longest: i32 = 0
  let anchored: i32 = -1
  for (let i = from1; i < to1; i++) {
    const at = get(a.classes, i)
    const match = get(now, at)
    if (get(old, at) != i + 1 || match <= 0) continue
    let low: i32 = -1
    let high = longest
    while (low + 1 < high) {
      const middle = low + ((high - low) >> 1)
      if (get(now, get(a.classes, get(ends, middle))) > match) high = middle
      else low = middle
    }
    set(previous, i - from1, low < 0 ? 0 : get(ends, low) + 1)
    low++
    if (low <= anchored) continue
    set(ends, low, i)
    if (isAnchored(a, i)) {
      anchored = low
      longest = low + 1
    } else if (low == longest) longest++
  }
  let line = longest == 0 ? 0 : get(ends, longest - 1) + 1
  let length: i32 = 0
  for (let i = line; i != 0; i = get(previous, i - 1 - from1)) length++
  for (let i = length - 1; i >= 0; i--) {
    set(pairs, 2 * i, line - 1)
    set(pairs, 2 * i + 1, get(now, get(a.classes, line - 1)) - 1)
    line = get(previous, line - 1 - from1)
  }
  release(begin)
  return length
}

function isAnchored(a: Side, line: i32): bool {
  if (anchors == 0) return false
  const begin: u32 = get(a.starts, line)
  const end: u32 = get(a.starts, a.count)
  for (let at = anchors; load<u32>(at) != 0;) {
    const size = load<u32>(at)
    const text = at + 4
    if (size <= end - begin && memory.compare(begin, text, size) == 0) return true
    at = (text + size + 3) & ~3
  }
  return false
}
