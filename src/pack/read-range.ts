/**
 * A small range of a file that was read, in memory that is used again and again.
 *
 * Where a limit leaves no room for windows, each object is a few small reads. Into memory of their own, 64 KiB of which
 * have to be cleared and collected again for every dozen of them, they would take twice as long.
 */

/** Longer ranges are left to the engine: mapping a window for one takes no longer than reading it. */
export const RANGE_BYTES_MAX = 64 * 1024

/** Ranges begin and end with pages: that is how the system looks for what it has. */
export const PAGE_BYTES = 4096

/** As many bytes fit a range wherever in its first page they begin. */
export const RANGE_BYTES_USUAL = RANGE_BYTES_MAX - PAGE_BYTES

/** So many are kept for the next operation: more than most use. */
const FREE_MAX = 16

export class ReadRange {
  /** The range lies at its beginning. */
  readonly bytes = new Uint8Array(RANGE_BYTES_MAX)
  /** Offset of the first byte in the file, and one past that of the last. */
  begin = 0
  end = 0
}

/** Ranges that nobody uses; the one given back last is the first to be used again, while the processor has it at hand. */
export class FreeRanges {
  readonly #free: ReadRange[] = []

  take(): ReadRange {
    return this.#free.pop() ?? new ReadRange()
  }

  give(range: ReadRange): void {
    if (this.#free.length < FREE_MAX) this.#free.push(range)
  }
}
