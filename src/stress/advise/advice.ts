/**
 * Which window size and which memory limit would have served a row of accesses best.
 *
 * A miss costs a map, whatever its size, and memory costs memory. So of all sizes whose maps take hardly longer than
 * the least possible, the one with the least memory is best, and of equals the one with the larger window.
 */
import type { MissRatioCurve } from '../report.js'
import type { AccessLog } from './access-log.js'
import { missRatioCurve } from './miss-ratio.js'

const KIB = 1024
/** Window sizes compared, in bytes: from what is hardly worth a map to what Git uses. */
export const WINDOW_SIZES: readonly number[] = [16, 64, 256, 1024, 4096, 16_384].map((size) => size * KIB)

/** Mapping a window, touching it and unmapping it again, in microseconds. */
const MAP_MICROS = 12
/** Time in maps that is not worth saving: this share of the least possible, and so much for every access. */
const TOLERANCE = 1.1
const TOLERANCE_MICROS = 0.05

export interface Advice {
  readonly windowBytes: number
  readonly memoryBytes: number
  readonly missRatio: number
  /** Time spent in maps, in microseconds for every access. */
  readonly mapMicros: number
  readonly curves: readonly MissRatioCurve[]
}

/** Undefined: there was no access. */
export function advise(log: AccessLog, windowSizes: readonly number[] = WINDOW_SIZES): Advice | undefined {
  const curves = windowSizes.map((windowBytes) => missRatioCurve(log, windowBytes))
  const candidates = curves.flatMap((curve) =>
    curve.points.map(({ memoryBytes, missRatio }) => ({
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
  good.sort((a, b) => a.memoryBytes - b.memoryBytes || b.windowBytes - a.windowBytes)
  return good[0] && { ...good[0], curves }
}
