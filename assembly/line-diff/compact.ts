/**
 * Moves groups of changed lines that could as well stand elsewhere: to one of the other side if there is one, else as far
 * down as they go, or to where the indentation of the lines says that a person would put them.
 *
 * The weights are those that git found by looking at many diffs that people had rated.
 */
import { get } from './memory'
import { myers } from './myers'
import { isChanged, isSpace, setAllUnchanged, setChanged, Side } from './side'

/** Lines that a group is looked at to move, by indentation. */
const SLIDE_MAX: i32 = 100
const INDENT_MAX: i32 = 200
const BLANKS_MAX: i32 = 20

const START_OF_FILE: i32 = 1
const END_OF_FILE: i32 = 21
const A_BLANK: i32 = -30
const A_BLANK_AFTER: i32 = 6
const INDENT: i32 = -4
const INDENT_WITH_BLANK: i32 = 10
const OUTDENT: i32 = 24
const OUTDENT_WITH_BLANK: i32 = 17
const DEDENT: i32 = 23
const DEDENT_WITH_BLANK: i32 = 17
const INDENT_WEIGHT: i32 = 60

/** A group of changed lines of the side at hand, perhaps empty, and the one that corresponds on the other side. */
let start: i32 = 0
let end: i32 = 0
let otherStart: i32 = 0
let otherEnd: i32 = 0

/**
 * @param comparesAgain Whether two groups that have come to stand side by side are compared with each other by the algorithm
 *   of Myers: after a histogram they may have lines in common.
 * @param isOld Whether `side` is the old one.
 * @returns Whether the work allowed was enough.
 */
export function compact(side: Side, other: Side, byIndent: bool, comparesAgain: bool, isOld: bool): bool {
  start = end = otherStart = otherEnd = 0
  while (isChanged(side, end)) end++
  while (isChanged(other, otherEnd)) otherEnd++
  do {
    if (end != start) {
      const startBefore = start
      const endBefore = end
      place(side, other, byIndent)
      const hasMoved = start != startBefore || end != endBefore
      if (comparesAgain && hasMoved && otherEnd != otherStart && !compareGroups(side, other, isOld))
        return false
    }
    if (end == side.count) return true
    start = ++end
    while (isChanged(side, end)) end++
    otherNext(other)
  } while (true)
}

function place(side: Side, other: Side, byIndent: bool): void {
  let size: i32
  let highest: i32
  /** The end of the group where it stands beside one of the other side. */
  let matching: i32
  do {
    size = end - start
    matching = -1
    while (slideUp(side)) otherPrevious(other)
    highest = end
    if (otherEnd > otherStart) matching = end
    while (slideDown(side)) {
      otherNext(other)
      if (otherEnd > otherStart) matching = end
    }
    // It may have run into the next group, and be larger now.
  } while (size != end - start)
  if (end == highest) return
  if (matching >= 0) {
    while (otherEnd == otherStart) {
      slideUp(side)
      otherPrevious(other)
    }
  } else if (byIndent) {
    const best = bestEnd(side, max(max(highest, end - size - 1), end - SLIDE_MAX), size)
    while (end > best) {
      slideUp(side)
      otherPrevious(other)
    }
  }
}

/** Compares the group with the one beside it. */
function compareGroups(side: Side, other: Side, isOld: bool): bool {
  setAllUnchanged(side, start, end)
  setAllUnchanged(other, otherStart, otherEnd)
  return isOld
    ? myers(side, other, start, end, otherStart, otherEnd, false)
    : myers(other, side, otherStart, otherEnd, start, end, false)
}

function otherNext(other: Side): void {
  otherStart = ++otherEnd
  while (isChanged(other, otherEnd)) otherEnd++
}

function otherPrevious(other: Side): void {
  otherEnd = --otherStart
  while (isChanged(other, otherStart - 1)) otherStart--
}

function slideDown(side: Side): bool {
  if (end >= side.count || get(side.classes, start) != get(side.classes, end)) return false
  setChanged(side, start++, 0)
  setChanged(side, end++, 1)
  while (isChanged(side, end)) end++
  return true
}

function slideUp(side: Side): bool {
  if (start <= 0 || get(side.classes, start - 1) != get(side.classes, end - 1)) return false
  setChanged(side, --start, 1)
  setChanged(side, --end, 0)
  while (isChanged(side, start - 1)) start--
  return true
}

/** The end, of those from `first` on, at which a group of `size` lines looks best. */
function bestEnd(side: Side, first: i32, size: i32): i32 {
  let best: i32 = -1
  let bestIndent: i32 = 0
  let bestPenalty: i32 = 0
  for (let at = first; at <= end; at++) {
    indentOfSplits = penalty = 0
    rate(side, at)
    rate(side, at - size)
    const order = <i32>(indentOfSplits > bestIndent) - <i32>(indentOfSplits < bestIndent)
    if (best < 0 || INDENT_WEIGHT * order + (penalty - bestPenalty) <= 0) {
      best = at
      bestIndent = indentOfSplits
      bestPenalty = penalty
    }
  }
  return best
}

let indentOfSplits: i32 = 0
let penalty: i32 = 0

/** Adds what speaks against a boundary before line `at`. */
function rate(side: Side, at: i32): void {
  const isAtEnd = at >= side.count
  const own = isAtEnd ? -1 : indentOf(side, at)
  let blanksBefore: i32 = 0
  let before: i32 = -1
  for (let i = at - 1; i >= 0; i--) {
    before = indentOf(side, i)
    if (before >= 0) break
    if (++blanksBefore == BLANKS_MAX) {
      before = 0
      break
    }
  }
  let blanksAfter: i32 = 0
  let after: i32 = -1
  for (let i = at + 1; i < side.count; i++) {
    after = indentOf(side, i)
    if (after >= 0) break
    if (++blanksAfter == BLANKS_MAX) {
      after = 0
      break
    }
  }
  if (before == -1 && blanksBefore == 0) penalty += START_OF_FILE
  if (isAtEnd) penalty += END_OF_FILE
  const blanksHere = own == -1 ? 1 + blanksAfter : 0
  const blanks = blanksBefore + blanksHere
  penalty += A_BLANK * blanks + A_BLANK_AFTER * blanksHere
  const indent = own != -1 ? own : after
  indentOfSplits += indent
  if (indent == -1 || before == -1 || indent == before) return
  if (indent > before) penalty += blanks ? INDENT_WITH_BLANK : INDENT
  else if (after != -1 && after > indent) penalty += blanks ? OUTDENT_WITH_BLANK : OUTDENT
  else penalty += blanks ? DEDENT_WITH_BLANK : DEDENT
}

/** Columns of white space before the text of a line; -1: it has no text. */
function indentOf(side: Side, line: i32): i32 {
  let columns: i32 = 0
  const lineEnd: u32 = get(side.starts, line + 1)
  for (let at: u32 = get(side.starts, line); at < lineEnd; at++) {
    const byte = load<u8>(at)
    if (!isSpace(byte)) return columns
    if (byte == 0x20) columns++
    else if (byte == 0x09) columns += 8 - (columns & 7)
    if (columns >= INDENT_MAX) return INDENT_MAX
  }
  return -1
}
