/** What a workload runs on: an engine with its files, or a repository. One object a run, made again for each epoch. */
import type { Operation } from './operation.js'

/** What an operation did, for the totals. Reused: read it before the next one runs. */
export interface Tally {
  /** Of the operation alone, without checks; in milliseconds. -1: it did not reach the engine. */
  milliseconds: number
  /** Bytes compared with the truth, since the beginning. */
  bytesChecked: number
  /** Looks at the invariants. */
  checks: number
  faults: number
  expectedErrors: number
}

export interface EngineCounters {
  readonly mappedBytes: number
  readonly mappedBytesPeak: number
  readonly handles: number
  /** The most at a time. */
  readonly regionsPeak: number
  readonly hits: number
  readonly misses: number
  readonly maps: number
  readonly unmaps: number
  readonly evictions: number
  readonly reads: number
}

export interface Subject {
  readonly tally: Tally
  /**
   * Runs one operation and checks what it may have broken.
   *
   * @returns A promise when the event loop must turn before the next one.
   * @throws {ViolationError} Something promised does not hold.
   */
  run(operation: Operation): Promise<void> | undefined
  /** Checks everything, at some cost. @throws {ViolationError} */
  checkAll(): void
  /** Gives everything back and checks that nothing is left. @throws {ViolationError} */
  finish(): Promise<void>
  counters(): EngineCounters
  /** Gives everything back, whatever state it is in. */
  dispose(): Promise<void>
}
