/**
 * What a finished stress run says of itself: the document that `--json` writes and the page reads.
 *
 * Sizes and offsets are bytes, times are seconds from the beginning of their scenario run, and everything is plain
 * JSON: no `undefined`, no `NaN`, no `Infinity`. A limit that is not there is `null`.
 */

/** Bumped when a field changes its meaning or goes; new fields do not count. */
export const REPORT_VERSION = 1

export interface StressReport {
  readonly format: 'packmap-stress'
  readonly version: typeof REPORT_VERSION
  /** When it began: ISO 8601, UTC. */
  readonly startedAt: string
  /** From the beginning of the first scenario run to the end of the last. */
  readonly seconds: number
  /** Whether it was ended before its time: the runs are those so far. */
  readonly interrupted: boolean
  /** Whether no run has a violation. */
  readonly passed: boolean
  readonly settings: ReportSettings
  readonly machine: ReportMachine
  /** One for every combination of scenario, backend, manager and limits, in the order in which they ran. */
  readonly runs: readonly ScenarioRun[]
}

/** Every option, as it was after defaults and random choices: given again they repeat the run. */
export interface ReportSettings {
  /** The command line, without the program: what a person would paste. */
  readonly command: string
  readonly seed: number
  /** Each run was made with so many seeds, counted up from {@link ReportSettings.seed}. */
  readonly seeds: number
  readonly scenarios: readonly string[]
  readonly backends: readonly string[]
  readonly managers: readonly ('static' | 'sliding')[]
  /** Of each run; exactly one of the two is set. */
  readonly secondsPerRun: number | null
  readonly operationsPerRun: number | null
  readonly threads: number
  readonly processes: number
  readonly files: number
  readonly fileSize: number
  /** The repository that the real workloads read. */
  readonly repository: string | null
  readonly faults: readonly string[]
  /** The trace that was replayed. */
  readonly replay: string | null
  /** The module that made the managers; null: packmap's own. */
  readonly engine: string | null
}

export interface ReportMachine {
  readonly packmap: string
  /** `v22.1.0` */
  readonly node: string
  /** `linux x64 6.1.0` */
  readonly system: string
  readonly cpu: string
  readonly cpus: number
  readonly memoryBytes: number
}

/** One scenario on one backend under one manager with one set of limits. */
export interface ScenarioRun {
  /** `zipf` */
  readonly scenario: string
  /** One sentence about the workload. */
  readonly summary: string
  readonly backend: string
  readonly manager: 'static' | 'sliding'
  readonly limits: RunLimits
  /** That share the limits. */
  readonly threads: number
  readonly seconds: number
  readonly totals: RunTotals
  /** In order of time, 2 to 600 of them. */
  readonly samples: readonly Sample[]
  readonly latency: Latency
  /** By the names of {@link RunTotals.byKind}, those that reach the engine. */
  readonly latencyByKind: Readonly<Record<string, LatencyOfKind>>
  readonly residency: Residency
  /** How the accesses of this run would have missed within other limits, for its own windows. Empty: not recorded. */
  readonly missRatios: readonly MissRatioCurve[]
  /** Empty in a run that passed. A run ends with its first violation, so that threads may bring several. */
  readonly violations: readonly Violation[]
}

export interface RunLimits {
  /** `tight`, `loose`, `soft`, or `given` where the command line sets them. */
  readonly name: 'tight' | 'loose' | 'soft' | 'given'
  /** Most bytes mapped; all threads of a process share it. */
  readonly memoryBytes: number | null
  /** Bytes of a window; 0 for whole files. */
  readonly windowBytes: number
  /** Most regions mapped. */
  readonly handles: number | null
  /** Whether they may never be exceeded; otherwise they may while everything that is mapped is claimed. */
  readonly strict: boolean
  /** Milliseconds after which what is unused goes; null: never. */
  readonly idleMilliseconds: number | null
}

export interface RunTotals {
  /** Operations of the workload: reads of a cursor, copies of one, objects read. */
  readonly operations: number
  /** Bytes compared with the truth. */
  readonly bytesChecked: number
  /** Looks at the invariants: of regions, counts, limits, `/proc/self/maps`, descriptors. */
  readonly checks: number
  /** Faults injected, and operations that failed because of them as they should. */
  readonly faults: number
  readonly expectedErrors: number
  readonly hits: number
  readonly misses: number
  readonly maps: number
  readonly unmaps: number
  readonly evictions: number
  /** Uses served by reading into a private copy. */
  readonly reads: number
  readonly mappedBytesPeak: number
  /** The most regions mapped at a time, as seen after operations. */
  readonly regionsPeak: number
  /** How often each kind of operation ran. A kind that is not there did not run, and so tested nothing. */
  readonly byKind: Readonly<Record<string, number>>
}

/** The state at a moment, and rates over the time since the sample before. All threads and processes together. */
export interface Sample {
  readonly t: number
  readonly operationsPerSecond: number
  readonly bytesPerSecond: number
  readonly mappedBytes: number
  /** Regions mapped. */
  readonly handles: number
  /** Since the sample before. */
  readonly hits: number
  readonly misses: number
  readonly evictions: number
  /** Anonymous resident memory of the process (`RssAnon`): heap and copies, without mapped files. */
  readonly rssAnonBytes: number | null
}

/** Times of single operations in microseconds, checks excluded. */
export interface Latency {
  readonly count: number
  readonly min: number
  readonly mean: number
  readonly max: number
  /** From 50 to 99.999, ascending. */
  readonly percentiles: readonly { readonly percentile: number; readonly micros: number }[]
  /** Ascending and without gaps in between; growing by about the same factor, so they belong on a log axis. */
  readonly buckets: readonly { readonly from: number; readonly to: number; readonly count: number }[]
}

/** Times of one kind of operation in microseconds. */
export interface LatencyOfKind {
  readonly count: number
  readonly mean: number
  readonly max: number
  readonly p50: number
  readonly p99: number
}

/** Which windows of which files were mapped when: rectangles of time × offset. */
export interface Residency {
  readonly files: readonly { readonly name: string; readonly size: number }[]
  /** In order of `mappedAt`. */
  readonly windows: readonly WindowResidency[]
  /** Windows that were mapped too and are left out, so that there are never more than 4,000. */
  readonly omitted: number
  /** The windows listed are those mapped before this time; equal to `seconds` when none is omitted. */
  readonly until: number
}

export interface WindowResidency {
  /** Index into {@link Residency.files}. */
  readonly file: number
  readonly offset: number
  readonly length: number
  readonly mappedAt: number
  /** Null: mapped until the end. */
  readonly unmappedAt: number | null
}

/** The miss ratio of an LRU cache of windows, by its size, from one pass over the accesses (Mattson 1970). */
export interface MissRatioCurve {
  /** 0: files mapped whole. */
  readonly windowBytes: number
  readonly accesses: number
  /** Windows touched: each is missed once whatever the size. */
  readonly distinctWindows: number
  /** By ascending size; from one window to the size from which only first touches miss. At most 64. */
  readonly points: readonly { readonly memoryBytes: number; readonly missRatio: number }[]
}

/** Whether the engine was asked for nothing: then the run says nothing of it. */
export function testedNothing({ totals }: ScenarioRun): boolean {
  return totals.hits + totals.misses === 0
}

/** What shows a violation again, without the program's name. */
export function replayCommand(traceFile: string, engine: string | null): string {
  return `stress ${engine === null ? '' : `--engine ${engine} `}--replay ${traceFile}`
}

/** What was promised and did not hold. */
export type ViolationKind =
  | 'wrong-bytes'
  | 'overlapping-regions'
  | 'leaked-claim'
  | 'leaked-budget'
  | 'claimed-region-unmapped'
  | 'memory-limit'
  | 'handle-limit'
  | 'descriptor-limit'
  | 'maps-differ'
  | 'descriptors-leaked'
  | 'view-alive'
  | 'stale-file'
  | 'memory-grows'
  | 'unexpected-error'
  | 'missing-error'
  | 'eviction-order'
  | 'tables-grow'
  | 'starved'

export interface Violation {
  readonly kind: ViolationKind
  /** A sentence with numbers: what was expected, and what was there. */
  readonly message: string
  /** Of the thread or process that found it, in which the whole run can be repeated. */
  readonly seed: number
  /** The seed of the whole run: `--seed` with it finds the same. */
  readonly fromSeed: number
  /** How many operations had run, and when. */
  readonly operation: number
  readonly t: number
  /** The operations before it, the violating one last; at most 20. */
  readonly lastOperations: readonly string[]
  /** The fewest operations found that still show the violation; null: it did not show again on its own. */
  readonly shrunk: readonly string[] | null
  /** Operations that the shrinking began with, and how often it ran a part of them. */
  readonly shrunkFrom: number
  readonly shrinkRuns: number
  /** What the engine did in each operation of `shrunk`; null: it did not show again. */
  readonly film: readonly FilmStep[] | null
  /** The file with the shrunk operations, for `--replay`. */
  readonly traceFile: string | null
}

/** One operation of the shrunk trace, and what the engine did in it. */
export interface FilmStep {
  readonly operation: string
  /** The bytes that it is about; null: none. */
  readonly at: { readonly file: number; readonly offset: number; readonly size: number } | null
  /**
   * `hit`: the region was there; `map`: a new one was made; `read`: a copy was, in its place; `error`: it ended in an
   * error, as it had to; `violation`: here it shows; `other`: it asks for no bytes.
   */
  readonly outcome: 'hit' | 'map' | 'read' | 'error' | 'violation' | 'other'
  readonly mapped: readonly FilmWindow[]
  readonly unmapped: readonly FilmWindow[]
  /** Bytes mapped after it. */
  readonly mappedBytes: number
}

export interface FilmWindow {
  readonly file: number
  readonly offset: number
  readonly length: number
}
