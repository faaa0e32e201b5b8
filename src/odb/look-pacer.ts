/**
 * How often folders are looked at again while look-up after look-up finds nothing.
 *
 * Somebody else may bring an object at any moment, so a look-up that finds nothing asks the file system whether
 * anything is new. That costs ten times what the search in the indexes does. Who asks for one object will wait; who
 * asks for thousands, half of them missing, need not be told in each case what was the same a moment ago. So the
 * first {@link LOOKS_FREE} looks of each {@link PERIOD_MS} are always made, and after them what was seen within that
 * time still counts.
 */

const PERIOD_MS = 20
/** Some 200 µs of looking: one part in a hundred of the period. */
const LOOKS_FREE = 64

export class LookPacer {
  /** When the look-up that is under way began, in milliseconds of a clock that never goes back. */
  now = -Infinity
  readonly #clock: () => number
  #periodBegan = -Infinity
  #looks = 0

  /** @param clock Default: the system's. Asking it takes as long as half a search, so that is done once a look-up. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock
  }

  /** Begins a look-up. To be called by each, before it asks anything else. */
  begin(): void {
    this.now = this.#clock()
    if (this.now - this.#periodBegan < PERIOD_MS) return
    this.#periodBegan = this.now
    this.#looks = 0
  }

  /** Whether so much was looked at within the period that what was seen in it still counts. */
  get isStorm(): boolean {
    return this.#looks >= LOOKS_FREE
  }

  /**
   * Whether what was seen at `seenAt` still counts. When not, the caller looks again, and this counts as a look.
   *
   * @param seenAt What {@link LookPacer.now} was then; `-Infinity`: never.
   */
  trusts(seenAt: number): boolean {
    if (this.isStorm && this.now - seenAt < PERIOD_MS) return true
    this.#looks++
    return false
  }
}
