/** What a whole stress run is told, every choice made. */
import type { BackendName } from '../smmap/index.js'
import type { EngineModule, ManagerKind } from './engine.js'
import type { FaultName } from './faults.js'
import type { RunLimits } from './report.js'
import type { RunProgress } from './run/run-setup.js'

export interface StressOptions {
  /** The command line, for the report. */
  readonly command: string
  /** Of packmap, for the report. */
  readonly version: string
  readonly scenarios: readonly string[]
  readonly backends: readonly BackendName[]
  readonly managers: readonly ManagerKind[]
  /** Sizes for all runs; absent: every combination runs with tight and with loose ones. */
  readonly limits: Partial<
    Pick<RunLimits, 'memoryBytes' | 'windowBytes' | 'handles' | 'strict' | 'idleMilliseconds'>
  >
  /** For all runs together. */
  readonly seconds: number | null
  /** For each of them. */
  readonly operations: number | null
  readonly seed: number
  /** Each combination runs with so many seeds, counted up from {@link StressOptions.seed}. */
  readonly seeds: number
  readonly threads: number
  /** Scenarios that run in two threads besides, within tight limits. */
  readonly alsoInThreads: readonly string[]
  readonly processes: number
  readonly files: number
  readonly fileSize: number
  /** For workloads on a repository; null: one is made, if git is there. */
  readonly repository: string | null
  readonly faults: readonly FaultName[]
  readonly record: string | null
  readonly replay: string | null
  /** The path of a module, or what one exports; null: packmap's own. */
  readonly engine: string | EngineModule | null
  /** Where traces of violations are written. */
  readonly violationFolder: string | null
}

/** Which run is under way, and how far it is. */
export interface StressProgress extends RunProgress {
  /** From 1. */
  readonly run: number
  readonly runs: number
  readonly scenario: string
  readonly backend: string
  readonly manager: ManagerKind
  readonly limits: RunLimits
}
