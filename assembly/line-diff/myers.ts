/**
 * The greedy algorithm of Myers from both ends ("An O(ND) Difference Algorithm and its Variations", section 4b), with
 * what git adds to keep long comparisons cheap: lines that occur on one side only, or very often, are set aside first;
 * a long run of equal lines far along counts as good enough; and beyond some cost the furthest point reached does.
 */
import { allocate, get, mark, release, set, work } from './memory'
import { classCount, setAllChanged, setChanged, Side } from './side'

/** Cost from which on a long run of equal lines is good enough. */
const HEURISTIC_COST_MIN: i32 = 256
/** A search gives up at the root of the number of diagonals, but not below this. */
const COST_MAX_MIN: i32 = 256
/** Equal lines that make a long run. */
const LONG_RUN: i32 = 20
/** How far along the run must be, in lines a unit of cost. */
const PROGRESS: i32 = 4
/** A line counts as frequent from so many on, or the root of the number of lines if that is less. */
const FREQUENT_MAX: i32 = 1024
/** How far around a frequent line it is looked for lines that are on one side only. */
const NEIGHBOURHOOD: i32 = 100
const FAR: i32 = 0x7fffffff

/** What is known of a line's matches on the other side. */
const NONE: u32 = 0
const SOME: u32 = 1
const MANY: u32 = 2

/** Lines that take part: their numbers, and their classes. */
let lines1: u32 = 0
let lines2: u32 = 0
let classes1: u32 = 0
let classes2: u32 = 0
let used1: i32 = 0
let used2: i32 = 0

/** Furthest points on each diagonal, from either end. */
let forward: u32 = 0
let backward: u32 = 0
let costMax: i32 = 0

/** Where a range was split, and whether its halves must be searched to the end. */
let split1: i32 = 0
let split2: i32 = 0
let lowIsMinimal: bool = false
let highIsMinimal: bool = false

/** Marks what differs between two ranges of lines. @returns Whether the work allowed was enough. */
export function myers(a: Side, b: Side, from1: i32, to1: i32, from2: i32, to2: i32, minimal: bool): bool {
  const begin = mark()
  setAside(a, b, from1, to1, from2, to2, minimal)
  const diagonals = used1 + used2 + 3
  const furthest = allocate((<u32>(2 * diagonals + 2)) << 2)
  forward = furthest + ((<u32>(used2 + 1)) << 2)
  backward = forward + ((<u32>diagonals) << 2)
  costMax = max(root(diagonals), COST_MAX_MIN)
  const done = compareAll(a, b, minimal)
  release(begin)
  return done
}

/** A power of two near the square root. */
function root(value: i32): i32 {
  let result: i32 = 1
  for (; value > 0; value >>= 2) result <<= 1
  return result
}

/** Leaves out equal lines at both ends, and lines that would only mislead; these are marked as changed. */
function setAside(a: Side, b: Side, from1: i32, to1: i32, from2: i32, to2: i32, minimal: bool): void {
  const counts1 = allocate((<u32>classCount) << 2)
  const counts2 = allocate((<u32>classCount) << 2)
  for (let i = from1; i < to1; i++) {
    set(counts1, get(a.classes, i), 0)
    set(counts2, get(a.classes, i), 0)
  }
  for (let i = from2; i < to2; i++) {
    set(counts1, get(b.classes, i), 0)
    set(counts2, get(b.classes, i), 0)
  }
  for (let i = from1; i < to1; i++) {
    const at = counts1 + ((<u32>get(a.classes, i)) << 2)
    store<i32>(at, load<i32>(at) + 1)
  }
  for (let i = from2; i < to2; i++) {
    const at = counts2 + ((<u32>get(b.classes, i)) << 2)
    store<i32>(at, load<i32>(at) + 1)
  }
  const size1 = to1 - from1
  const size2 = to2 - from2
  while (from1 < to1 && from2 < to2 && get(a.classes, from1) == get(b.classes, from2)) {
    from1++
    from2++
  }
  while (from1 < to1 && from2 < to2 && get(a.classes, to1 - 1) == get(b.classes, to2 - 1)) {
    to1--
    to2--
  }
  lines1 = allocate((<u32>(to1 - from1)) << 2)
  classes1 = allocate((<u32>(to1 - from1)) << 2)
  lines2 = allocate((<u32>(to2 - from2)) << 2)
  classes2 = allocate((<u32>(to2 - from2)) << 2)
  const kinds = allocate(max(to1 - from1, to2 - from2))
  used1 = keepUseful(a, from1, to1, counts2, size1, minimal, kinds, lines1, classes1)
  used2 = keepUseful(b, from2, to2, counts1, size2, minimal, kinds, lines2, classes2)
}

/** @returns How many lines are kept. */
function keepUseful(
  side: Side,
  from: i32,
  to: i32,
  matches: u32,
  size: i32,
  minimal: bool,
  kinds: u32,
  lines: u32,
  classes: u32,
): i32 {
  const frequent = min(root(size), FREQUENT_MAX)
  for (let i = from; i < to; i++) {
    const count = get(matches, get(side.classes, i))
    store<u8>(kinds + (i - from), count == 0 ? NONE : count >= frequent && !minimal ? MANY : SOME)
  }
  let used: i32 = 0
  for (let i = from; i < to; i++) {
    const kind = load<u8>(kinds + (i - from))
    if (kind == SOME || (kind == MANY && !standsAmongUnmatched(kinds, i - from, to - from))) {
      set(lines, used, i)
      set(classes, used, get(side.classes, i))
      used++
    } else {
      setChanged(side, i, 1)
    }
  }
  return used
}

/** Whether a frequent line stands in a run of lines that have mostly no match. */
function standsAmongUnmatched(kinds: u32, at: i32, end: i32): bool {
  const first = max(0, at - NEIGHBOURHOOD)
  const last = min(end - 1, at + NEIGHBOURHOOD)
  let noneBefore: i32 = 0
  let many: i32 = 2 // the line itself counts once for either direction
  for (let i = at - 1; i >= first; i--) {
    const kind = load<u8>(kinds + i)
    if (kind == SOME) break
    if (kind == NONE) noneBefore++
    else many++
  }
  if (noneBefore == 0) return false
  let noneAfter: i32 = 0
  for (let i = at + 1; i <= last; i++) {
    const kind = load<u8>(kinds + i)
    if (kind == SOME) break
    if (kind == NONE) noneAfter++
    else many++
  }
  if (noneAfter == 0) return false
  return many * 4 < many + noneBefore + noneAfter
}

/** Ranges still to compare are five numbers each: two begins, two ends, and whether the search must be complete. */
function compareAll(a: Side, b: Side, minimal: bool): bool {
  const stack = mark()
  let height: u32 = 0
  let from1: i32 = 0
  let to1 = used1
  let from2: i32 = 0
  let to2 = used2
  while (true) {
    while (from1 < to1 && from2 < to2 && get(classes1, from1) == get(classes2, from2)) {
      from1++
      from2++
    }
    while (from1 < to1 && from2 < to2 && get(classes1, to1 - 1) == get(classes2, to2 - 1)) {
      to1--
      to2--
    }
    if (from1 < to1 && from2 < to2) {
      if (!split(from1, to1, from2, to2, minimal)) return false
      const entry = stack + height
      set(entry, 0, split1)
      set(entry, 1, to1)
      set(entry, 2, split2)
      set(entry, 3, to2)
      set(entry, 4, highIsMinimal ? 1 : 0)
      height += 20
      to1 = split1
      to2 = split2
      minimal = lowIsMinimal
      continue
    }
    for (; from1 < to1; from1++) setChanged(a, get(lines1, from1), 1)
    for (; from2 < to2; from2++) setChanged(b, get(lines2, from2), 1)
    if (height == 0) return true
    height -= 20
    const entry = stack + height
    from1 = get(entry, 0)
    to1 = get(entry, 1)
    from2 = get(entry, 2)
    to2 = get(entry, 3)
    minimal = get(entry, 4) != 0
  }
}

/** Finds where to split a range: where the searches from both ends meet, or a point that is good enough. */
function split(from1: i32, to1: i32, from2: i32, to2: i32, minimal: bool): bool {
  const lowest = from1 - to2
  const highest = to1 - from2
  const forwardMiddle = from1 - from2
  const backwardMiddle = to1 - to2
  const isOdd = ((forwardMiddle - backwardMiddle) & 1) != 0
  let forwardMin = forwardMiddle
  let forwardMax = forwardMiddle
  let backwardMin = backwardMiddle
  let backwardMax = backwardMiddle
  set(forward, forwardMiddle, from1)
  set(backward, backwardMiddle, to1)
  let cost: i32 = 0
  while (true) {
    cost++
    let hasLongRun = false
    let steps: i64 = 0
    if (forwardMin > lowest) set(forward, --forwardMin - 1, -1)
    else forwardMin++
    if (forwardMax < highest) set(forward, ++forwardMax + 1, -1)
    else forwardMax--
    for (let d = forwardMax; d >= forwardMin; d -= 2) {
      const below = get(forward, d - 1)
      const above = get(forward, d + 1)
      let i1 = below >= above ? below + 1 : above
      const begin = i1
      let i2 = i1 - d
      while (i1 < to1 && i2 < to2 && get(classes1, i1) == get(classes2, i2)) {
        i1++
        i2++
      }
      if (i1 - begin > LONG_RUN) hasLongRun = true
      steps += i1 - begin + 1
      set(forward, d, i1)
      if (isOdd && backwardMin <= d && d <= backwardMax && get(backward, d) <= i1) {
        return splitAt(i1, i2, true, true) && work(steps)
      }
    }
    if (backwardMin > lowest) set(backward, --backwardMin - 1, FAR)
    else backwardMin++
    if (backwardMax < highest) set(backward, ++backwardMax + 1, FAR)
    else backwardMax--
    for (let d = backwardMax; d >= backwardMin; d -= 2) {
      const below = get(backward, d - 1)
      const above = get(backward, d + 1)
      let i1 = below < above ? below : above - 1
      const begin = i1
      let i2 = i1 - d
      while (i1 > from1 && i2 > from2 && get(classes1, i1 - 1) == get(classes2, i2 - 1)) {
        i1--
        i2--
      }
      if (begin - i1 > LONG_RUN) hasLongRun = true
      steps += begin - i1 + 1
      set(backward, d, i1)
      if (!isOdd && forwardMin <= d && d <= forwardMax && i1 <= get(forward, d)) {
        return splitAt(i1, i2, true, true) && work(steps)
      }
    }
    if (!work(steps)) return false
    if (minimal) continue
    if (hasLongRun && cost > HEURISTIC_COST_MIN) {
      if (splitAfterRun(from1, to1, from2, to2, forwardMin, forwardMax, forwardMiddle, cost)) return true
      if (splitBeforeRun(from1, to1, from2, to2, backwardMin, backwardMax, backwardMiddle, cost)) return true
    }
    if (cost >= costMax) {
      return splitAtFurthest(from1, to1, from2, to2, forwardMin, forwardMax, backwardMin, backwardMax)
    }
  }
}

function splitAt(at1: i32, at2: i32, low: bool, high: bool): bool {
  split1 = at1
  split2 = at2
  lowIsMinimal = low
  highIsMinimal = high
  return true
}

/** Splits at the furthest point that a long run leads to from the front. @returns Whether there is any. */
function splitAfterRun(
  from1: i32,
  to1: i32,
  from2: i32,
  to2: i32,
  dMin: i32,
  dMax: i32,
  middle: i32,
  cost: i32,
): bool {
  let best: i32 = 0
  for (let d = dMax; d >= dMin; d -= 2) {
    const i1 = get(forward, d)
    const i2 = i1 - d
    const progress = i1 - from1 + (i2 - from2) - abs(d - middle)
    if (progress <= PROGRESS * cost || progress <= best) continue
    if (i1 < from1 + LONG_RUN || i1 >= to1 || i2 < from2 + LONG_RUN || i2 >= to2) continue
    let run: i32 = 0
    while (run < LONG_RUN && get(classes1, i1 - run - 1) == get(classes2, i2 - run - 1)) run++
    if (run < LONG_RUN) continue
    best = progress
    splitAt(i1, i2, true, false)
  }
  return best > 0
}

/** The same from the back. */
function splitBeforeRun(
  from1: i32,
  to1: i32,
  from2: i32,
  to2: i32,
  dMin: i32,
  dMax: i32,
  middle: i32,
  cost: i32,
): bool {
  let best: i32 = 0
  for (let d = dMax; d >= dMin; d -= 2) {
    const i1 = get(backward, d)
    const i2 = i1 - d
    const progress = to1 - i1 + (to2 - i2) - abs(d - middle)
    if (progress <= PROGRESS * cost || progress <= best) continue
    if (i1 <= from1 || i1 > to1 - LONG_RUN || i2 <= from2 || i2 > to2 - LONG_RUN) continue
    let run: i32 = 0
    while (run < LONG_RUN && get(classes1, i1 + run) == get(classes2, i2 + run)) run++
    if (run < LONG_RUN) continue
    best = progress
    splitAt(i1, i2, false, true)
  }
  return best > 0
}

/** Splits at the point that is furthest from either end: enough has been spent. */
function splitAtFurthest(
  from1: i32,
  to1: i32,
  from2: i32,
  to2: i32,
  forwardMin: i32,
  forwardMax: i32,
  backwardMin: i32,
  backwardMax: i32,
): bool {
  let forwardBest: i64 = -1
  let forwardAt: i32 = -1
  for (let d = forwardMax; d >= forwardMin; d -= 2) {
    let i1 = min(get(forward, d), to1)
    let i2 = i1 - d
    if (to2 < i2) {
      i1 = to2 + d
      i2 = to2
    }
    if (forwardBest < <i64>i1 + i2) {
      forwardBest = <i64>i1 + i2
      forwardAt = i1
    }
  }
  let backwardBest: i64 = i64.MAX_VALUE
  let backwardAt: i32 = -1
  for (let d = backwardMax; d >= backwardMin; d -= 2) {
    let i1 = max(from1, get(backward, d))
    let i2 = i1 - d
    if (i2 < from2) {
      i1 = from2 + d
      i2 = from2
    }
    if (<i64>i1 + i2 < backwardBest) {
      backwardBest = <i64>i1 + i2
      backwardAt = i1
    }
  }
  if (<i64>to1 + to2 - backwardBest < forwardBest - (<i64>from1 + from2)) {
    return splitAt(forwardAt, <i32>(forwardBest - forwardAt), true, false)
  }
  return splitAt(backwardAt, <i32>(backwardBest - backwardAt), false, true)
}
