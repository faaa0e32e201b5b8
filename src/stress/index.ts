/** The stress harness as a library: `packmap/stress`, for somebody's own test suite. */
import { readFileSync } from 'node:fs'
import { packageVersion } from '../base/version.js'
import type { StressProgress } from './options.js'
import type { ScenarioRun, StressReport } from './report.js'
import { resolveOptions, SCENARIOS, type StressRequest } from './resolve-options.js'
import { repositoryWorkloadNamed } from './repository/workloads.js'
import { stress } from './stress.js'
import { readTrace } from './trace/trace.js'

export { ALL_CAPABILITIES, type EngineCapabilities } from './capabilities.js'
export { compareReports, type Comparison, type ComparedFigure } from './compare-reports.js'
export type {
  EngineCursor,
  EngineFactory,
  EngineManager,
  EngineModule,
  EngineRegion,
  ManagerKind,
} from './engine.js'
export type { FaultName } from './faults.js'
export type { StressProgress } from './options.js'
export { renderPage } from './page/render-page.js'
export type {
  FilmStep,
  FilmWindow,
  Latency,
  LatencyOfKind,
  MissRatioCurve,
  ReportMachine,
  ReportSettings,
  Residency,
  RunLimits,
  RunTotals,
  Sample,
  ScenarioRun,
  StressReport,
  Violation,
  ViolationKind,
  WindowResidency,
} from './report.js'
export { testedNothing } from './report.js'
export type { StressRequest } from './resolve-options.js'
export { CorruptTraceError } from './trace/trace.js'
export { violationTexts } from './violation-text.js'

export interface RunOptions extends Omit<StressRequest, 'recorded'> {
  /** Told how far it is, some times a second. */
  readonly onProgress?: (progress: StressProgress) => void
  /** Told of each run when it is over. */
  readonly onRun?: (run: ScenarioRun) => void
  /** Ends it before its time; the report has the runs so far. */
  readonly signal?: AbortSignal
}

/** Within the five seconds that many test runners give a test. */
const SECONDS_DEFAULT = 3

/**
 * Runs scenarios on an engine, as `packmap stress` does, and ends with the first promise that is broken.
 *
 * By default: packmap's own engine for three seconds, in all scenarios that need no repository.
 *
 * @throws {RangeError} An option is unknown, or options do not go together.
 * @throws {TypeError} The engine breaks its contract.
 */
export async function run(options: RunOptions = {}): Promise<StressReport> {
  const { onProgress, onRun, signal, ...request } = options
  const { replay, operations, repository } = request
  const isTimed = operations === undefined && replay === undefined
  const scenarios =
    repository === undefined
      ? SCENARIOS.filter((name) => repositoryWorkloadNamed(name) === undefined)
      : undefined
  const chosen = {
    scenarios,
    seconds: isTimed ? SECONDS_DEFAULT : undefined,
    recorded: replay === undefined ? undefined : readTrace(readFileSync(replay)).settings,
    ...request,
  }
  const all = resolveOptions(chosen, 'stress', packageVersion())
  return await stress(
    { ...all, command: `stress --seed ${all.seed}` },
    {
      ...(onProgress && { onProgress }),
      ...(onRun && { onRun }),
      isCancelled: () => signal?.aborted === true,
    },
  )
}
