/** What may be read through one database in all: for work that strangers hand in, each file of which is within limits. */
import { BudgetExceededError } from './errors.js'

export interface ReadBudgetLimits {
  /** Objects looked up, each time that they are. Default: no limit. */
  readonly objects?: number
  /** Bytes of content read. Default: no limit. */
  readonly bytes?: number
  /** Time spent in reading: milliseconds, not counting what the caller does between reads. Default: no limit. */
  readonly milliseconds?: number
}

export class ReadBudget {
  readonly #limits: Required<ReadBudgetLimits>
  #objects = 0
  #bytes = 0
  #milliseconds = 0
  #startedAt = 0
  #isRunning = false

  /** @throws {RangeError} A limit is no number from 0 on. */
  constructor({ objects = Infinity, bytes = Infinity, milliseconds = Infinity }: ReadBudgetLimits) {
    this.#limits = { objects, bytes, milliseconds }
    for (const [name, limit] of Object.entries(this.#limits)) {
      if (!(limit >= 0)) throw new RangeError(`budget.${name} must be a number from 0 on, not ${limit}`)
    }
  }

  /**
   * Counts a look-up, which lasts until {@link ReadBudget.end}.
   *
   * @throws {BudgetExceededError} One of the limits is used up.
   */
  begin(): void {
    const { objects } = this.#limits
    if (++this.#objects > objects) throw new BudgetExceededError('objects', objects)
    this.resume()
  }

  /**
   * Goes on, until {@link ReadBudget.end}, with what was looked up before.
   *
   * @throws {BudgetExceededError} One of the limits is used up.
   */
  resume(): void {
    const { bytes, milliseconds } = this.#limits
    if (this.#bytes > bytes) throw new BudgetExceededError('bytes', bytes)
    if (this.#milliseconds > milliseconds) throw new BudgetExceededError('milliseconds', milliseconds)
    if (this.#isRunning) return
    this.#isRunning = true
    this.#startedAt = performance.now()
  }

  /** Counts bytes that were read. */
  count(bytes: number): void {
    this.#bytes += bytes
  }

  /** Ends whatever runs. */
  end(): void {
    if (!this.#isRunning) return
    this.#isRunning = false
    this.#milliseconds += performance.now() - this.#startedAt
  }
}
