/** A scenario in one thread: where its operations come from, and what they run on. */
import type { Operation } from './operation.js'
import type { Subject } from './subject.js'
import type { MapListener } from './watching-backend.js'
import type { TraceFile, TraceSettings } from './trace/trace.js'

export interface Scenario extends AsyncDisposable {
  /**
   * The operations of an epoch, the same whenever they are asked for.
   *
   * @param seed Of the epoch.
   * @returns A function that gives the next one; undefined: there are no more.
   */
  operations(seed: number): () => Operation | undefined
  /**
   * A subject that nothing was done to yet. There is one at a time: the last must be disposed of.
   *
   * @param listener Told of its maps; default: what records them for the report.
   */
  subject(listener?: MapListener): Subject
  /** Inodes of the files, by their numbers in operations; empty: operations name no files. */
  inodes(): readonly bigint[]
  /** What a trace must say of the files. */
  readonly traceFiles: readonly TraceFile[]
  /** What a trace must say besides, to be replayed on the same. */
  readonly traceSettings: TraceSettings
  /** Whether the engine records by itself what it is asked for, since that is something else than the operations. */
  readonly recordsItself: boolean
  /** Whether the same operations always do the same, so that shrinking makes sense. */
  readonly deterministic: boolean
}
