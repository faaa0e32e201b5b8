/** A packfile indexed by several threads, this one and helpers: first its segments, then its delta trees. */
import { closeSync, readSync, statSync } from 'node:fs'
import { openRegular } from '../../base/open-regular.js'
import { readUint32 } from '../../base/big-endian.js'
import { PackmapError } from '../../base/errors.js'
import { PACK_HEADER_SIZE } from '../data/pack-data.js'
import { ReadCore } from '../read/read-core.js'
import { type PackHelper, startHelpers } from '../threads/pack-helpers.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import type { IndexPackOptions } from './index-pack.js'
import { joinSegments } from './join-segments.js'
import { limitsOf } from './limits.js'
import type { PackContents } from './pack-contents.js'
import { resolveInThreads } from './resolve-in-threads.js'
import { SegmentScanner } from './scan-segment.js'
import { segmentTask } from './segment-task.js'

const SIGNATURE = 0x5041434b // "PACK"
/** A header of one byte, and zlib's header, an empty block and Adler-32. */
const ENTRY_SIZE_MIN = 1 + 2 + 2 + 4

/** What a packfile's first and last bytes say. */
interface PackEnds {
  /** One past the last byte of the last entry. */
  readonly entriesEnd: number
  /** Entries that it declares. */
  readonly count: number
  /** The checksum that it ends with. */
  readonly checksum: Buffer
}

/**
 * Indexes a packfile.
 *
 * @returns Undefined: there are no helpers, or it is a pack for one thread, or something is wrong. What that is shows
 *   when one thread reads it, in the order in which it always shows.
 */
export function indexInThreads(path: string, options: IndexPackOptions): PackContents | undefined {
  if (!options.helpers || options.inspect) return undefined
  const ends = readEnds(path, options)
  const helpers = ends ? startHelpers(options.helpers, ends.count) : []
  if (!ends || helpers.length === 0) return undefined
  try {
    const contents = scan(path, ends, helpers, options)
    if (!contents) return undefined
    contents.checksum = ends.checksum
    return resolve(path, contents, helpers, options) ? contents : undefined
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  } finally {
    for (const helper of helpers) helper.end()
  }
}

/** Undefined: it is no pack, or a pipe, or too large. */
function readEnds(path: string, { algorithm, sizeMax = Infinity }: IndexPackOptions): PackEnds | undefined {
  const stats = statSync(path)
  const entriesEnd = stats.size - algorithm.size
  if (!stats.isFile() || entriesEnd < PACK_HEADER_SIZE || stats.size > sizeMax) return undefined
  const header = Buffer.alloc(PACK_HEADER_SIZE)
  const checksum = Buffer.alloc(algorithm.size)
  const fd = openRegular(path)
  try {
    readSync(fd, header, 0, header.length, 0)
    readSync(fd, checksum, 0, checksum.length, entriesEnd)
  } finally {
    closeSync(fd)
  }
  const version = readUint32(header, 4)
  const count = readUint32(header, 8)
  const isPack = readUint32(header, 0) === SIGNATURE && (version === 2 || version === 3)
  return isPack && count * ENTRY_SIZE_MIN <= entriesEnd ? { entriesEnd, count, checksum } : undefined
}

/** Undefined: somebody has found a fault, or the pack does not have as many entries as it declares. */
function scan(
  path: string,
  { entriesEnd, count }: PackEnds,
  helpers: readonly PackHelper[],
  options: IndexPackOptions,
): PackContents | undefined {
  const { algorithm, existing } = options
  const threads = 1 + helpers.length
  const task = segmentTask(path, algorithm, entriesEnd, count, threads, limitsOf(options, threads))
  for (const helper of helpers) helper.give({ kind: 'scan', task })
  using scanner = new SegmentScanner(task, existing)
  const isDone = new SharedJobs(task.states).finish(scanner.perform)
  return isDone ? joinSegments(task, algorithm, count, () => scanner.createEntries()) : undefined
}

/** Whether the oids of all objects are known. */
function resolve(
  path: string,
  contents: PackContents,
  helpers: readonly PackHelper[],
  options: IndexPackOptions,
): boolean {
  if (contents.unresolved === 0) return true
  const limits = limitsOf(options, 1 + helpers.length)
  const core = new ReadCore({ ...limits, verify: 'none', inflater: 'auto', core: 'auto' })
  const isDone = resolveInThreads(path, contents, core, options.existing, helpers, limits)
  core.release()
  return isDone && contents.unresolved === 0
}
