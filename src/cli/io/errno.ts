/** What the synchronous reads and writes of both directions share. */

/** The errno name that Node puts on a failed system call, such as `EAGAIN`. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

const PAUSE_MS = 1
const nobodyWakesThis = new Int32Array(new SharedArrayBuffer(4))

/**
 * Waits a moment, without spinning, for the other end of a non-blocking pipe. Whoever started this process may
 * have left its pipes non-blocking (Node itself does), and there is no synchronous `poll`.
 */
export function pause(): void {
  Atomics.wait(nobodyWakesThis, 0, 0, PAUSE_MS)
}
