/** As {@link CommitQueue}, of numbers in typed arrays: for walks over all of history, where an object each would show. */
/* eslint no-bitwise: "off" -- places are far below 2^31 */

const FIRST_CAPACITY = 256

/** A binary heap: the newest date first, and among equal dates what was added first. */
export class NumberQueue {
  size = 0
  #added = 0
  // Columns of the heap.
  #dates = new Float64Array(FIRST_CAPACITY)
  /** What had to be rounded off the dates. */
  #rests = new Int16Array(FIRST_CAPACITY)
  #orders = new Float64Array(FIRST_CAPACITY)
  #numbers = new Int32Array(FIRST_CAPACITY)

  /** @param rest What had to be rounded off the date; see {@link QueuedCommit}. */
  add(number: number, date: number, rest = 0): void {
    if (this.size === this.#numbers.length) this.#grow()
    const [dates, rests, orders, numbers] = [this.#dates, this.#rests, this.#orders, this.#numbers]
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      // What is there already was added before, and so stays in front of an equal date.
      const other = dates[parent]!
      if (other > date || (other === date && rests[parent]! >= rest)) break
      dates[at] = other
      rests[at] = rests[parent]!
      orders[at] = orders[parent]!
      numbers[at] = numbers[parent]!
      at = parent
    }
    dates[at] = date
    rests[at] = rest
    orders[at] = this.#added++
    numbers[at] = number
  }

  /** Takes the next number out; -1: there is none. */
  take(): number {
    if (this.size === 0) return -1
    const first = this.#numbers[0]!
    if (--this.size > 0) this.#sink(this.size)
    return first
  }

  /** Lets what was last, at the place `last`, sink from the first place to where it belongs. */
  #sink(last: number): void {
    const [dates, rests, orders, numbers] = [this.#dates, this.#rests, this.#orders, this.#numbers]
    const { size } = this
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && this.#isBefore(child + 1, child)) child++
      if (!this.#isBefore(child, last)) break
      dates[at] = dates[child]!
      rests[at] = rests[child]!
      orders[at] = orders[child]!
      numbers[at] = numbers[child]!
      at = child
    }
    dates[at] = dates[last]!
    rests[at] = rests[last]!
    orders[at] = orders[last]!
    numbers[at] = numbers[last]!
  }

  #isBefore(a: number, b: number): boolean {
    const dates = this.#dates
    if (dates[a] !== dates[b]) return dates[a]! > dates[b]!
    const rests = this.#rests
    return rests[a] === rests[b] ? this.#orders[a]! < this.#orders[b]! : rests[a]! > rests[b]!
  }

  #grow(): void {
    const [dates, rests, orders, numbers] = [this.#dates, this.#rests, this.#orders, this.#numbers]
    const capacity = numbers.length * 2
    this.#dates = new Float64Array(capacity)
    this.#rests = new Int16Array(capacity)
    this.#orders = new Float64Array(capacity)
    this.#numbers = new Int32Array(capacity)
    this.#dates.set(dates)
    this.#rests.set(rests)
    this.#orders.set(orders)
    this.#numbers.set(numbers)
  }
}
