/** As {@link CommitQueue}, of numbers in typed arrays: for walks over all of history, where an object each would show. */
/* eslint no-bitwise: "off" -- places are far below 2^31 */

const FIRST_CAPACITY = 256

/** A binary heap: the newest date first, and among equal dates what was added first. */
export class NumberQueue {
  size = 0
  #added = 0
  // Three columns of the heap.
  #dates = new Float64Array(FIRST_CAPACITY)
  #orders = new Float64Array(FIRST_CAPACITY)
  #numbers = new Int32Array(FIRST_CAPACITY)

  add(number: number, date: number): void {
    if (this.size === this.#numbers.length) this.#grow()
    const [dates, orders, numbers] = [this.#dates, this.#orders, this.#numbers]
    let at = this.size++
    while (at > 0) {
      const parent = (at - 1) >> 1
      // What is there already was added before, and so stays in front of an equal date.
      if (dates[parent]! >= date) break
      dates[at] = dates[parent]!
      orders[at] = orders[parent]!
      numbers[at] = numbers[parent]!
      at = parent
    }
    dates[at] = date
    orders[at] = this.#added++
    numbers[at] = number
  }

  /** Takes the next number out; -1: there is none. */
  take(): number {
    if (this.size === 0) return -1
    const first = this.#numbers[0]!
    if (--this.size > 0)
      this.#sink(this.#dates[this.size]!, this.#orders[this.size]!, this.#numbers[this.size]!)
    return first
  }

  /** Lets what was last sink from the first place to where it belongs. */
  #sink(date: number, order: number, number: number): void {
    const [dates, orders, numbers] = [this.#dates, this.#orders, this.#numbers]
    const { size } = this
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && isBefore(dates, orders, child + 1, dates[child]!, orders[child]!)) child++
      if (!isBefore(dates, orders, child, date, order)) break
      dates[at] = dates[child]!
      orders[at] = orders[child]!
      numbers[at] = numbers[child]!
      at = child
    }
    dates[at] = date
    orders[at] = order
    numbers[at] = number
  }

  #grow(): void {
    const [dates, orders, numbers] = [this.#dates, this.#orders, this.#numbers]
    const capacity = numbers.length * 2
    this.#dates = new Float64Array(capacity)
    this.#orders = new Float64Array(capacity)
    this.#numbers = new Int32Array(capacity)
    this.#dates.set(dates)
    this.#orders.set(orders)
    this.#numbers.set(numbers)
  }
}

function isBefore(
  dates: Float64Array,
  orders: Float64Array,
  place: number,
  date: number,
  order: number,
): boolean {
  const other = dates[place]!
  return other > date || (other === date && orders[place]! < order)
}
