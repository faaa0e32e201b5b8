/**
 * Which window size and which memory limit would have served a row of accesses best.
 *
 * A miss costs a map, whatever its size, and memory costs memory. So of all sizes whose maps take hardly longer than
 * the least possible, within a limit where one is given, the one with the least memory is best, and of equals the one
 * with the larger window. Files mapped whole are a choice like any other where the largest of them fits.
 */
import type { MissRatioCurve } from '../report.js'
import type { AccessLog } from './access-log.js'
import { missRatioCurve, wholeFilesCurve } from './miss-ratio.js'

const KIB = 1024
/** Window sizes compared, in bytes: from what is hardly worth a map to what Git uses. */
export const WINDOW_SIZES: readonly number[] = [16, 64, 256, 1024, 4096, 16_384].map((size) => size * KIB)

/** Mapping a window, touching it and unmapping it again, in microseconds. */
const MAP_MICROS = 12
/** Time in maps that is not worth saving: this share of the least possible, and so much for every access. */
const TOLERANCE = 1.1
const TOLERANCE_MICROS = 0.05

export interface Advice {
  /** 0: files mapped whole. */
  readonly windowBytes: number
  readonly memoryBytes: number
  readonly missRatio: number
  /** Time spent in maps, in microseconds for every access. */
  readonly mapMicros: number
  readonly curves: readonly MissRatioCurve[]
}

export interface AdviceOptions {
  /** Most bytes mapped; absent: as few as are worth it. */
  readonly memoryBytes?: number | undefined
  /** Bytes of the files, by their numbers in the log. */
  readonly fileSizes: readonly number[]
}

/** Undefined: there was no access, or not even one window fits into the memory. */
export function advise(
  log: AccessLog,
  { memoryBytes: limit = Infinity, fileSizes }: AdviceOptions,
  windowSizes: readonly number[] = WINDOW_SIZES,
): Advice | undefined {
  if (log.length === 0) return undefined
  const curves = [
    ...windowSizes.map((windowBytes) => missRatioCurve(log, windowBytes)),
    wholeFilesCurve(log, fileSizes),
  ]
  const candidates = curves.flatMap((curve) =>
    within(curve.points, limit).map(({ memoryBytes, missRatio }) => ({
      windowBytes: curve.windowBytes,
      memoryBytes,
      missRatio,
      mapMicros: (missRatio * curve.accesses * MAP_MICROS) / log.length,
    })),
  )
  const least = Math.min(...candidates.map(({ mapMicros }) => mapMicros))
  const good = candidates.filter(
    ({ mapMicros }) => mapMicros <= Math.max(least * TOLERANCE, least + TOLERANCE_MICROS),
  )
  const sizeOf = ({ windowBytes }: { windowBytes: number }): number => windowBytes || Infinity
  good.sort((a, b) => a.memoryBytes - b.memoryBytes || sizeOf(b) - sizeOf(a))
  return good[0] && { ...good[0], curves }
}

/** The points that a limit leaves; a curve's ratio at the limit is that of its last point below. */
function within(points: MissRatioCurve['points'], limit: number): MissRatioCurve['points'] {
  return points.filter(({ memoryBytes }) => memoryBytes <= limit)
}
