/** The pack positions of a pack's entries in the order of their oids: index position to pack position. */
import type { EntryTable } from '../traverse/entry-table.js'
import { compareRows } from './compare-rows.js'

const BUCKETS = 65_536
/** Up to so many a loop beats the engine's sort with its comparator; more only stand together by somebody's design. */
const INSERTION_MAX = 64

/**
 * Sorts by oid; of equal oids, which a pack may have, the one that stands first in the pack comes first, as git has it.
 *
 * Oids are spread evenly, so that after two bytes of them nearly everything is done: 849,000 in 0.1 s.
 */
export function sortByOid({ count, oids, width }: EntryTable): Int32Array {
  const starts = new Uint32Array(BUCKETS + 1)
  const bucketOf = (position: number): number => oids[position * width]! * 256 + oids[position * width + 1]!
  for (let position = 0; position < count; position++) starts[bucketOf(position) + 1]!++
  for (let bucket = 0; bucket < BUCKETS; bucket++) starts[bucket + 1]! += starts[bucket]!
  const sorted = new Int32Array(count)
  const next = starts.slice()
  for (let position = 0; position < count; position++) sorted[next[bucketOf(position)]!++] = position
  const compare = (a: number, b: number): number =>
    compareRows(oids, a * width, oids, b * width, width) || a - b
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const begin = starts[bucket]!
    const end = starts[bucket + 1]!
    if (end - begin > INSERTION_MAX) sorted.subarray(begin, end).sort(compare)
    else sortByInsertion(sorted, begin, end, compare)
  }
  return sorted
}

function sortByInsertion(
  values: Int32Array,
  begin: number,
  end: number,
  compare: (a: number, b: number) => number,
): void {
  for (let i = begin + 1; i < end; i++) {
    const value = values[i]!
    let to = i
    while (to > begin && compare(values[to - 1]!, value) > 0) {
      values[to] = values[to - 1]!
      to--
    }
    values[to] = value
  }
}
