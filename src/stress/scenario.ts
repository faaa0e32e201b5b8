/** A scenario in one thread: where its operations come from, and what they run on. */
import type { Operation } from './operation.js'
import type { Subject } from './subject.js'
import type { TraceFile } from './trace/trace.js'

export interface Scenario extends AsyncDisposable {
  /**
   * The operations of an epoch, the same whenever they are asked for.
   *
   * @param seed Of the epoch.
   * @returns A function that gives the next one; undefined: there are no more.
   */
  operations(seed: number): () => Operation | undefined
  /** A subject that nothing was done to yet. There is one at a time: the last must be disposed of. */
  subject(): Subject
  /** What a trace must say of the files; undefined: such operations cannot be written to a trace. */
  readonly traceFiles: readonly TraceFile[] | undefined
  /** Whether the same operations always do the same, so that shrinking makes sense. */
  readonly deterministic: boolean
}
