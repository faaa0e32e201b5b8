/** All that one run needs to know: plain data, so that it can be handed to threads and processes. */
import type { BackendName } from '../../smmap/index.js'
import type { ManagerKind } from '../engine.js'
import type { FaultName } from '../faults.js'
import type { EncodedLatency } from './latency.js'
import type { TraceSettings } from '../trace/trace.js'
import type { MissRatioCurve, Residency, RunLimits, RunTotals, Sample, Violation } from '../report.js'

/** Memory that the threads of a process have in common. */
export interface SharedByThreads {
  /** `MapBudget.shared` */
  readonly budget: SharedArrayBuffer
  /** A `SharedTally`: what the backends of all threads have mapped. */
  readonly mapped: SharedArrayBuffer
  /** The `Rendezvous` of threads on the same files; null: each has files of its own. */
  readonly meeting: SharedArrayBuffer | null
  /** The number of this thread, and of all. */
  readonly thread: number
  readonly threads: number
}

export interface RunSetup {
  readonly scenario: string
  readonly backend: BackendName | 'own'
  readonly manager: ManagerKind
  readonly limits: RunLimits
  readonly seed: number
  /** The seed of the whole run that it is made of. */
  readonly fromSeed: number
  /** When to end; the first reached counts. */
  readonly seconds: number | null
  readonly operations: number | null
  /** The moment after which it ends whatever it has done, in milliseconds since 1970; null: none. */
  readonly endsAt: number | null
  /** One word, 0 until the run shall end before its time; null: another process is told by a message. */
  readonly cancelled: SharedArrayBuffer | null
  /** Real path of a folder that belongs to this run. */
  readonly folder: string
  /** Bytes of each generated file. */
  readonly fileSizes: readonly number[]
  /** Seed of the files' content: the same for all who share them. */
  readonly fileSeed: number
  /** Whether the files must be written first. */
  readonly writesFiles: boolean
  readonly faults: readonly FaultName[]
  /** For workloads on a repository: its path. */
  readonly repository: string | null
  /** What it was made from; null: it is the user's. */
  readonly repositorySeed: number | null
  /** A trace to replay in place of a workload. */
  readonly replay: string | null
  /** Module of an engine other than packmap's; see engine.ts. */
  readonly engine: string | null
  /** Where the trace of a violation is written; null: nowhere. */
  readonly violationFolder: string | null
  /** A file to record what the engine is asked for. */
  readonly record: string | null
  /** What threads share; null: there is one. */
  readonly shared: SharedByThreads | null
  /** Seconds between two samples. */
  readonly sampleInterval: number
  readonly windowsMax: number
  /** Accesses looked at for the miss-ratio curves; 0: none. */
  readonly accessesMax: number
}

/** What a trace says of the run that it comes from. */
export function traceSettingsOf({ scenario, backend, manager, limits }: RunSetup): TraceSettings {
  const { memoryBytes, windowBytes, handles, strict, idleMilliseconds } = limits
  return { scenario, backend, manager, memoryBytes, windowBytes, handles, strict, idleMilliseconds }
}

/** What one thread brings home. */
export interface RunPart {
  readonly seconds: number
  readonly totals: RunTotals
  readonly samples: readonly Sample[]
  /** By kind of operation. */
  readonly latency: Readonly<Record<string, EncodedLatency>>
  readonly residency: Residency
  readonly missRatios: readonly MissRatioCurve[]
  readonly violations: readonly Violation[]
}

/** How far a run is, for the live line. */
export interface RunProgress {
  /** 0 to 1. */
  readonly done: number
  readonly operations: number
  readonly operationsPerSecond: number
  readonly mappedBytes: number
  readonly hits: number
  readonly misses: number
}
