/**
 * Line diff, in AssemblyScript: two contents in this memory to the changes that lead from one to the other.
 *
 * src/text/line-differ.ts puts the contents in, asks for each step, and reads the tables where they lie.
 */
import { compact } from './compact'
import { histogram } from './histogram'
import { allocate, allowWork, set } from './memory'
import { myers } from './myers'
import { patience } from './patience'
import { isChanged, prepareClasses, readSide, Side } from './side'

export { reserve } from './memory'
export { countLines } from './side'
export { commonTail, nextNameLine, writeLines } from './text'

const ALGORITHM_PATIENCE: u32 = 1
const ALGORITHM_HISTOGRAM: u32 = 2

/** Kept for the caller, who reads the tables: four numbers each. */
let before: Side = changetype<Side>(0)
let after: Side = changetype<Side>(0)

export function beforeTable(): u32 {
  return changetype<u32>(before)
}

export function afterTable(): u32 {
  return changetype<u32>(after)
}

/**
 * Compares the contents at `at1…end1` and `at2…end2`, which have `count1` and `count2` lines, and 8 bytes after each.
 *
 * @param ignored Which white space does not count, as src/text/diff-options.ts numbers it.
 * @param work Steps that may be taken.
 * @returns Where the changes are: how many, 4 bytes, then four numbers each (old line, old lines, new line, new lines); 0: it
 *   would have taken more work.
 */
export function compare(
  at1: u32,
  end1: u32,
  count1: i32,
  at2: u32,
  end2: u32,
  count2: i32,
  algorithm: u32,
  minimal: bool,
  byIndent: bool,
  ignored: u32,
  anchors: u32,
  work: f64,
): u32 {
  allowWork(<i64>work)
  prepareClasses(count1 + count2)
  before = readSide(at1, end1, count1, ignored)
  after = readSide(at2, end2, count2, ignored)
  let done: bool
  if (algorithm == ALGORITHM_PATIENCE) done = patience(before, after, anchors, minimal)
  else if (algorithm == ALGORITHM_HISTOGRAM) done = histogram(before, after, minimal)
  else done = myers(before, after, 0, count1, 0, count2, minimal)
  if (!done) return 0
  const isHistogram = algorithm == ALGORITHM_HISTOGRAM
  if (!compact(before, after, byIndent, isHistogram, true)) return 0
  if (!compact(after, before, byIndent, isHistogram, false)) return 0
  return changes()
}

function changes(): u32 {
  const list = allocate(8)
  let count: i32 = 0
  let i1: i32 = 0
  let i2: i32 = 0
  while (i1 < before.count || i2 < after.count) {
    const begin1 = i1
    const begin2 = i2
    while (isChanged(before, i1)) i1++
    while (isChanged(after, i2)) i2++
    if (i1 > begin1 || i2 > begin2) {
      const change = allocate(16)
      set(change, 0, begin1)
      set(change, 1, i1 - begin1)
      set(change, 2, begin2)
      set(change, 3, i2 - begin2)
      count++
    }
    i1++
    i2++
  }
  set(list, 0, count)
  return list
}
