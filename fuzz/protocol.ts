/** What the fuzzer and its workers share: the input that is being tried, so that it is known when a worker dies. */

/** Bytes of an input that are kept. */
export const INPUT_MAX = 1024 * 1024 + 1024

/** Numbers at the beginning of the shared memory. */
export const RUNS = 0
export const INPUT_LENGTH = 1
export const HEADER_SIZE = 8

export interface WorkerTask {
  readonly name: string
  readonly seed: number
  readonly milliseconds: number
  readonly shared: SharedArrayBuffer
}

/** What a worker says when its time is over. */
export interface WorkerReport {
  readonly runs: number
  /** Absent: nothing was found. */
  readonly failure?: { readonly input: Uint8Array; readonly seed: number; readonly error: string }
}
