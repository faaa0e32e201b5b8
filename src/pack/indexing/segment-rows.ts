/**
 * Entries that threads have found in segments of a pack: rows in shared memory, those of a segment side by side and the
 * segments in any order.
 */
import type { EntryTable } from '../traverse/entry-table.js'
import type { FileEntries } from './file-entries.js'

/** Columns as in {@link EntryTable}, and where the base of each delta begins; 0: the entry is stored whole. */
export type EntryColumns = Pick<
  EntryTable,
  'width' | 'offsets' | 'sizes' | 'crcs' | 'types' | 'headerLengths' | 'oids'
> & { readonly baseOffsets: Float64Array }

export interface SegmentRows extends EntryColumns {
  /** Rows taken so far. */
  readonly taken: Int32Array
  /** For each segment its first row, and how many it has. */
  readonly firsts: Int32Array
  readonly counts: Int32Array
  /** For each segment where its last entry ends. */
  readonly ends: Float64Array
}

/** @param width Bytes of an oid. */
export function createRows(capacity: number, segments: number, width: number): SegmentRows {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes)
  const floats = (length: number): Float64Array => new Float64Array(shared(length * 8))
  const integers = (length: number): Int32Array => new Int32Array(shared(length * 4))
  return {
    width,
    taken: integers(1),
    firsts: integers(segments),
    counts: integers(segments),
    ends: floats(segments),
    offsets: floats(capacity),
    sizes: floats(capacity),
    baseOffsets: floats(capacity),
    crcs: new Uint32Array(shared(capacity * 4)),
    types: new Uint8Array(shared(capacity)),
    headerLengths: new Uint8Array(shared(capacity)),
    oids: new Uint8Array(shared(capacity * width)),
  }
}

export function columnsOf(table: EntryTable, baseOffsets: Float64Array): EntryColumns {
  const { width, offsets, sizes, crcs, types, headerLengths, oids } = table
  return { width, offsets, sizes, crcs, types, headerLengths, oids, baseOffsets }
}

/** Enters the entries of a segment; none, where there are more of all segments than the pack may have. */
export function addSegment(rows: SegmentRows, segment: number, { columns, count, end }: FileEntries): void {
  const first = Atomics.add(rows.taken, 0, count)
  if (first + count > rows.types.length) return
  copyRows(columns, 0, count, rows, first)
  rows.counts[segment] = count
  rows.ends[segment] = end
  // Last: a thread that comes late to a segment that was done without it writes here while rows are read, and of all
  // this only the place of the rows is another.
  Atomics.store(rows.firsts, segment, first)
}

/** Copies `count` rows. */
export function copyRows(
  from: EntryColumns,
  first: number,
  count: number,
  to: EntryColumns,
  at: number,
): void {
  const copy = <A extends Float64Array | Uint32Array | Uint8Array>(a: A, b: A, width = 1): void => {
    b.set(a.subarray(first * width, (first + count) * width), at * width)
  }
  copy(from.offsets, to.offsets)
  copy(from.sizes, to.sizes)
  copy(from.crcs, to.crcs)
  copy(from.types, to.types)
  copy(from.headerLengths, to.headerLengths)
  copy(from.oids, to.oids, to.width)
  copy(from.baseOffsets, to.baseOffsets)
}
