/**
 * The first pass over a packfile as work that threads share: segments of the file, and its checksum.
 *
 * Nothing says where entries begin but the end of the one before. So whoever takes a segment looks in it for what seems
 * to be the beginning of an entry: a header, and a zlib stream that holds as many bytes as the header says and ends
 * with the right Adler-32. From there on it goes from entry to entry. Whether it has begun right shows when the entries
 * of all segments are put together (`join-segments.ts`): if the last entry of a segment ends where the first of the next
 * begins, both are what one pass from front to back would have found.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { PACK_HEADER_SIZE } from '../data/pack-data.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import type { ContentLimits } from './limits.js'
import { createRows, type SegmentRows } from './segment-rows.js'

/** About a fifth of a second's work. */
const SEGMENT_SIZE = 16 * 1024 * 1024
/** Small packs have smaller ones. */
const SEGMENTS_PER_THREAD = 4

/** What a thread needs to know; it can be sent to one. */
export interface SegmentTask extends ContentLimits {
  /** The packfile. */
  readonly path: string
  readonly algorithm: HashAlgorithm
  /** One past the last byte of the last entry. */
  readonly entriesEnd: number
  readonly segments: number
  readonly rows: SegmentRows
  /** Of {@link SharedJobs}: one for the checksum and one for each segment. */
  readonly states: Int32Array
}

export function segmentTask(
  path: string,
  algorithm: HashAlgorithm,
  entriesEnd: number,
  count: number,
  threads: number,
  limits: ContentLimits,
): SegmentTask {
  const segments = Math.max(threads * SEGMENTS_PER_THREAD, Math.ceil(entriesEnd / SEGMENT_SIZE))
  return {
    path,
    algorithm,
    entriesEnd,
    segments,
    // What is found from a wrong beginning takes rows too.
    rows: createRows(count + Math.ceil(count / 8) + 1024, segments, algorithm.size),
    states: SharedJobs.create(1 + segments).states,
    ...limits,
  }
}

/** Where a segment begins; that of number `segments` is where the last one ends. */
export function beginOf({ entriesEnd, segments }: SegmentTask, segment: number): number {
  return PACK_HEADER_SIZE + Math.floor(((entriesEnd - PACK_HEADER_SIZE) * segment) / segments)
}
