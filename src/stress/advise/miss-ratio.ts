/**
 * Miss ratios of an LRU cache of windows at every size at once, from one pass over the accesses.
 *
 * An access hits in a cache of k windows exactly when fewer than k other windows were touched since its window was
 * touched last: its stack distance (Mattson, Gecsei, Slutz and Traiger, "Evaluation techniques for storage
 * hierarchies", 1970). A Fenwick tree over the times of last touches counts them, so that n accesses take O(n log n).
 */
import type { MissRatioCurve } from '../report.js'
import type { AccessLog } from './access-log.js'
import { FenwickTree } from './fenwick-tree.js'

/** Points of a curve at most. */
const POINTS_MAX = 64
const PAGE_BYTES = 4096
/** Windows that a file can have, so that file and window make one key. */
const WINDOWS_MAX = 2 ** 32

/** The curve for windows of `windowBytes`, which begin at multiples of it. An access of several windows counts for each. */
export function missRatioCurve(log: AccessLog, windowBytes: number): MissRatioCurve {
  const distances = new StackDistances(touchesIn(log, windowBytes))
  for (let i = 0; i < log.length; i++) {
    const first = Math.floor(log.offsets[i]! / windowBytes)
    const last = Math.floor((log.offsets[i]! + log.sizes[i]! - 1) / windowBytes)
    for (let window = first; window <= last; window++) distances.touch(log.files[i]! * WINDOWS_MAX + window)
  }
  return {
    windowBytes,
    accesses: distances.touches,
    distinctWindows: distances.distinct,
    points: pointsOf(distances, windowBytes),
  }
}

/**
 * The curve for files that are mapped whole: each takes its size, in whole pages, and is mapped once for as long as it
 * stays. Its `windowBytes` are 0.
 *
 * @param sizes Bytes of each file, by its number in the log; a file that is not there counts as far as it is read.
 */
export function wholeFilesCurve(log: AccessLog, sizes: readonly number[]): MissRatioCurve {
  const pages = pagesOf(log, sizes)
  const newest = new FenwickTree(log.length)
  const lastTouch = new Map<number, number>()
  const hits = new Map<number, number>() // by the pages that are enough for them
  let enough = 1
  for (let now = 0; now < log.length; now++) {
    const file = log.files[now]!
    const own = pages[file]!
    const before = lastTouch.get(file)
    lastTouch.set(file, now)
    if (before !== undefined) {
      const all = newest.sumBefore(log.length)
      const needed = all - newest.sumBefore(before + 1) + own
      newest.add(before, -own)
      hits.set(needed, (hits.get(needed) ?? 0) + 1)
    }
    newest.add(now, own)
    enough = Math.max(enough, own)
  }
  const points: { memoryBytes: number; missRatio: number }[] = []
  let missed = log.length
  // Below the largest file there is no curve: it could not be mapped at all.
  for (const [needed, count] of [[0, 0] as const, ...[...hits].sort(([a], [b]) => a - b)]) {
    missed -= count
    const memoryBytes = Math.max(enough, needed) * PAGE_BYTES
    if (points.at(-1)?.memoryBytes === memoryBytes) points.pop()
    points.push({ memoryBytes, missRatio: missed / Math.max(1, log.length) })
  }
  return { windowBytes: 0, accesses: log.length, distinctWindows: lastTouch.size, points: thinned(points) }
}

/** Whole pages of each file, at least as far as it is read. */
function pagesOf(log: AccessLog, sizes: readonly number[]): number[] {
  const pages = sizes.map((size) => Math.max(1, Math.ceil(size / PAGE_BYTES)))
  for (let i = 0; i < log.length; i++) {
    const file = log.files[i]!
    pages[file] = Math.max(pages[file] ?? 1, Math.ceil((log.offsets[i]! + log.sizes[i]!) / PAGE_BYTES))
  }
  return pages
}

/** At most so many of the points of a curve, the first and the last among them. */
function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, (points.length - 1) / (POINTS_MAX - 1))
  const kept: T[] = []
  for (let at = 0; at < points.length - 0.5; at += step) kept.push(points[Math.round(at)]!)
  if (kept.length > 0) kept[kept.length - 1] = points.at(-1)!
  return kept
}

/** How many keys came how long after their last touch, counted in other keys. */
export class StackDistances {
  touches = 0
  /** By distance: touches that hit in a cache of more keys than that, and miss in one of fewer. */
  readonly counts: number[] = []
  private readonly lastTouch = new Map<number, number>()
  private readonly newest: FenwickTree

  /** @param touchesMax How often {@link StackDistances.touch} will be called at most. */
  constructor(touchesMax: number) {
    this.newest = new FenwickTree(touchesMax)
  }

  /** Keys touched so far: each of their first touches misses whatever the size. */
  get distinct(): number {
    return this.lastTouch.size
  }

  /** @returns Its distance; -1 for the first touch of `key`. */
  touch(key: number): number {
    const { newest, lastTouch } = this
    const now = this.touches++
    const before = lastTouch.get(key)
    lastTouch.set(key, now)
    let distance = -1
    if (before !== undefined) {
      distance = lastTouch.size - newest.sumBefore(before + 1)
      newest.add(before, -1)
      this.counts[distance] = (this.counts[distance] ?? 0) + 1
    }
    newest.add(now, 1)
    return distance
  }
}

function touchesIn(log: AccessLog, windowBytes: number): number {
  let touches = 0
  for (let i = 0; i < log.length; i++) {
    const begin = log.offsets[i]!
    touches += Math.floor((begin + log.sizes[i]! - 1) / windowBytes) - Math.floor(begin / windowBytes) + 1
  }
  return touches
}

function pointsOf(distances: StackDistances, windowBytes: number): MissRatioCurve['points'] {
  const { counts, touches, distinct } = distances
  if (touches === 0) return []
  const enough = Math.max(1, counts.length)
  const points: { memoryBytes: number; missRatio: number }[] = []
  let hits = 0
  let windows = 0
  for (const size of sizesUpTo(enough)) {
    while (windows < size) hits += counts[windows++] ?? 0
    points.push({ memoryBytes: size * windowBytes, missRatio: (touches - hits) / touches })
  }
  // By the definition of `enough`: only first touches miss.
  points[points.length - 1] = { memoryBytes: enough * windowBytes, missRatio: distinct / touches }
  return points
}

/** 1 to `last`, all of them where they are few, else growing by a factor. */
function sizesUpTo(last: number): number[] {
  if (last <= POINTS_MAX) return Array.from({ length: last }, (_, index) => index + 1)
  const sizes: number[] = []
  for (let step = 0; step < POINTS_MAX; step++) {
    const size = Math.round(last ** (step / (POINTS_MAX - 1)))
    if (size !== sizes.at(-1)) sizes.push(size)
  }
  return sizes
}
