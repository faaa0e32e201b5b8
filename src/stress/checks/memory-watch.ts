/**
 * Whether memory stays flat: the least anonymous memory of the last third of a run against that of the third before.
 *
 * The least, because the heap goes up and down with the collector; and only where the run was long enough that the
 * compiler and the caches have settled.
 */
import { ViolationError } from '../violation.js'
import { anonymousBytes } from './process-state.js'

/** Looks before anything is said. */
const LOOKS_MIN = 60
const LOOKS_MAX = 600
/** Growth that says nothing yet. */
const ALLOWANCE_BYTES = 48 * 1024 * 1024
const ALLOWANCE_SHARE = 0.35

export class MemoryWatch {
  private looks: number[] = []

  /**
   * @param limitBytes What the engine may hold in copies besides.
   * @param allowance Growth that says nothing yet.
   */
  constructor(
    private readonly limitBytes: number,
    private readonly allowance = { bytes: ALLOWANCE_BYTES, share: ALLOWANCE_SHARE },
  ) {}

  /** Over runs that differ in what they hold. */
  static ofSession(): MemoryWatch {
    return new MemoryWatch(0, { bytes: 128 * 1024 * 1024, share: 0.5 })
  }

  /** @throws {ViolationError} Memory has grown. */
  look(): void {
    const bytes = anonymousBytes()
    if (bytes === null) return
    this.looks.push(bytes)
    if (this.looks.length < LOOKS_MIN) return
    const third = Math.floor(this.looks.length / 3)
    const before = Math.min(...this.looks.slice(third, 2 * third))
    const now = Math.min(...this.looks.slice(2 * third))
    const copies = Math.min(this.limitBytes, ALLOWANCE_BYTES)
    if (now > before * (1 + this.allowance.share) + this.allowance.bytes + copies) {
      const sizes = `${Math.round(before / 2 ** 20)} MiB to ${Math.round(now / 2 ** 20)} MiB`
      throw new ViolationError(
        'memory-grows',
        `anonymous memory went from ${sizes} while nothing more was held`,
      )
    }
    // Every other look is dropped, so that the thirds stay those of the whole run.
    if (this.looks.length >= LOOKS_MAX) this.looks = this.looks.filter((_, index) => index % 2 === 0)
  }
}
