/**
 * Where threads wait until others give something back: words of shared memory, beside counters of what there is.
 *
 * Who gives back looks at one word, and tells only when somebody waits.
 */

/** Memory is counted in units of the smallest page, so that 32 bits reach for 8 TiB. */
export const UNIT_BYTES = 4096
export const UNITS_MAX = 2 ** 31 - 1

export function unitsOf(bytes: number): number {
  return Math.ceil(bytes / UNIT_BYTES)
}

/** Threads that wait. */
const WAITING = 0
/** Changes with every release; what waiting threads sleep on. */
const RELEASES = 1
/** Threads that take part. */
const THREADS = 2

export class WaitingRoom {
  static readonly WORDS = 3

  /**
   * This thread takes part from now on.
   *
   * @param at Number of the first of the {@link WaitingRoom.WORDS} words.
   */
  constructor(
    private readonly words: Int32Array,
    private readonly at: number,
  ) {
    Atomics.add(words, at + THREADS, 1)
  }

  /** This thread, which ends, takes part no more. */
  leave(): void {
    Atomics.sub(this.words, this.at + THREADS, 1)
  }

  /** Whether a thread waits. */
  get pressed(): boolean {
    return Atomics.load(this.words, this.at + WAITING) > 0
  }

  /** Something was given back. */
  released(): void {
    if (!this.pressed) return
    Atomics.add(this.words, this.at + RELEASES, 1)
    Atomics.notify(this.words, this.at + RELEASES)
  }

  /** Runs `attempt` until it succeeds; false: it did not within `timeout` ms, or there is nobody to wait for. */
  wait(attempt: () => boolean, timeout: number): boolean {
    const { words, at } = this
    if (Atomics.load(words, at + THREADS) < 2) return false
    const deadline = performance.now() + timeout
    Atomics.add(words, at + WAITING, 1)
    try {
      for (;;) {
        const releases = Atomics.load(words, at + RELEASES)
        if (attempt()) return true
        const left = deadline - performance.now()
        if (left <= 0) return false
        Atomics.wait(words, at + RELEASES, releases, left)
      }
    } finally {
      Atomics.sub(words, at + WAITING, 1)
    }
  }
}
