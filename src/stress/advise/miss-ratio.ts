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
