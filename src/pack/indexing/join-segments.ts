/** The segments of a pack put together to what one pass from front to back would have found. */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { PACK_HEADER_SIZE } from '../data/pack-data.js'
import { NO_BASE, UNKNOWN_BASE } from '../traverse/entry-table.js'
import { PositionFinder } from '../traverse/position-finder.js'
import type { FileEntries } from './file-entries.js'
import { PackContents } from './pack-contents.js'
import { columnsOf, copyRows, type EntryColumns } from './segment-rows.js'
import { beginOf, type SegmentTask } from './segment-task.js'

/** Rows side by side whose entries are, too. */
interface Run {
  readonly from: EntryColumns
  readonly first: number
  readonly count: number
  /** Where the last entry ends. */
  readonly end: number
}

/**
 * @param count Entries that the pack's header declares.
 * @param createEntries Makes a reader for what stands in no segment's rows.
 * @returns Undefined: the pack does not have as many.
 * @throws {PackmapError} An entry is wrong.
 */
export function joinSegments(
  task: SegmentTask,
  algorithm: HashAlgorithm,
  count: number,
  createEntries: () => FileEntries,
): PackContents | undefined {
  const runs: Run[] = []
  let total = 0
  for (let offset = PACK_HEADER_SIZE; offset < task.entriesEnd;) {
    const run = runFrom(task, offset) ?? runBetween(task, offset, createEntries())
    runs.push(run)
    total += run.count
    offset = run.end
  }
  return total === count ? contentsOf(task, algorithm, count, runs) : undefined
}

/** The rows from the entry at `offset` to the last of its segment; undefined: it is in none of them. */
function runFrom(task: SegmentTask, offset: number): Run | undefined {
  const { firsts, counts, ends, offsets } = task.rows
  const segment = segmentOf(task, offset)
  let low = Atomics.load(firsts, segment)
  const end = low + counts[segment]!
  let high = end
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (offsets[middle]! < offset) low = middle + 1
    else high = middle
  }
  return low < end && offsets[low] === offset
    ? { from: task.rows, first: low, count: end - low, end: ends[segment]! }
    : undefined
}

function segmentOf(task: SegmentTask, offset: number): number {
  const share = (offset - PACK_HEADER_SIZE) / (task.entriesEnd - PACK_HEADER_SIZE)
  let segment = Math.min(task.segments - 1, Math.floor(share * task.segments))
  while (beginOf(task, segment) > offset) segment--
  while (beginOf(task, segment + 1) <= offset) segment++
  return segment
}

/** The entries from `offset` to one that is in the rows of its segment: where none was found, or a wrong one. */
function runBetween(task: SegmentTask, offset: number, entries: FileEntries): Run {
  let end = offset
  do end = entries.read(end)
  while (end < task.entriesEnd && !runFrom(task, end))
  return { from: entries.columns, first: 0, count: entries.count, end }
}

function contentsOf(
  { entriesEnd }: SegmentTask,
  algorithm: HashAlgorithm,
  count: number,
  runs: readonly Run[],
): PackContents {
  const contents = new PackContents(algorithm, count)
  const { entries } = contents
  const baseOffsets = new Float64Array(count)
  const columns = columnsOf(entries, baseOffsets)
  for (const { from, first, count: added } of runs) {
    copyRows(from, first, added, columns, entries.count)
    entries.count += added
  }
  entries.offsets[count] = entriesEnd
  contents.unresolved = enterBases(contents, baseOffsets)
  return contents
}

/** Enters the positions of all bases; returns how many entries are deltas. */
function enterBases({ entries }: PackContents, baseOffsets: Float64Array): number {
  const { count, offsets, bases, types, objectTypes } = entries
  const finder = new PositionFinder(offsets, count)
  let deltas = 0
  for (let position = 0; position < count; position++) {
    if (baseOffsets[position] === 0) {
      bases[position] = NO_BASE
      objectTypes[position] = types[position]!
    } else {
      const base = finder.positionOf(baseOffsets[position]!)
      bases[position] = base < 0 ? UNKNOWN_BASE : base
      deltas++
    }
  }
  return deltas
}
