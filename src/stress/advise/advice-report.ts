/** What `packmap stress advise` says: the document that `--json` writes and the page reads. Sizes are bytes. */
import type { MissRatioCurve } from '../report.js'
import type { AccessLog } from './access-log.js'
import type { Advice } from './advice.js'

export interface AdviceReport {
  readonly format: 'packmap-advice'
  readonly version: 1
  /** The traces, taken to have been made side by side. */
  readonly traces: readonly string[]
  readonly accesses: number
  readonly files: number
  /** What would have served them best. */
  readonly best: {
    readonly windowBytes: number
    readonly memoryBytes: number
    /** Part of the touches of windows that miss. */
    readonly missRatio: number
    /** Microseconds in maps for every access. */
    readonly mapMicros: number
  }
  /** By ascending size of the window. */
  readonly curves: readonly MissRatioCurve[]
}

export function adviceReport(
  traces: readonly string[],
  log: AccessLog,
  { curves, ...best }: Advice,
): AdviceReport {
  const files = new Set(log.files.subarray(0, log.length)).size
  return { format: 'packmap-advice', version: 1, traces, accesses: log.length, files, best, curves }
}
