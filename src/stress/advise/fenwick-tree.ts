/** Running sums over a row of counters, changed and asked in O(log n): Fenwick, "A New Data Structure for Cumulative
 * Frequency Tables", 1994. */
/* eslint no-bitwise: "off" -- positions are below 2^31, and the lowest set bit is what the structure is built on */

export class FenwickTree {
  private readonly sums: Int32Array

  /** @param length Positions: 0 to `length - 1`, below 2^31. */
  constructor(readonly length: number) {
    this.sums = new Int32Array(length + 1)
  }

  add(position: number, amount: number): void {
    for (let i = position + 1; i <= this.length; i += i & -i) this.sums[i]! += amount
  }

  /** Sum of the counters before `position`. */
  sumBefore(position: number): number {
    let sum = 0
    for (let i = position; i > 0; i -= i & -i) sum += this.sums[i]!
    return sum
  }
}
