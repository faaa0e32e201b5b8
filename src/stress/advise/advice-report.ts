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
  /** The limit that was given, in bytes; null: none. */
  readonly within: number | null
  /** What would have served them best. */
  readonly best: {
    /** 0: files mapped whole. */
    readonly windowBytes: number
    readonly memoryBytes: number
    /** Part of the touches of windows that miss. */
    readonly missRatio: number
    /** Microseconds in maps for every access. */
    readonly mapMicros: number
  }
  /** By ascending size of the window; last, with 0 for it, that of files mapped whole. */
  readonly curves: readonly MissRatioCurve[]
}

export function adviceReport(
  traces: readonly string[],
  log: AccessLog,
  { curves, ...best }: Advice,
  within: number | null = null,
): AdviceReport {
  const files = new Set(log.files.subarray(0, log.length)).size
  return { format: 'packmap-advice', version: 1, traces, accesses: log.length, files, within, best, curves }
}
