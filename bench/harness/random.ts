/** A small generator of random numbers (mulberry32), the same for a seed everywhere. */
/* eslint no-bitwise: "off" -- 32-bit arithmetic is what it is made of */
export class Random {
  constructor(private state: number) {}

  /** From 0 up to, and without, `end`. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }

  /** `count` of `values` in random order, all of them where there are no more. */
  sample<T>(values: readonly T[], count: number): T[] {
    const pool = values.slice()
    const size = Math.min(count, pool.length)
    for (let i = 0; i < size; i++) {
      const other = i + this.below(pool.length - i)
      ;[pool[i], pool[other]] = [pool[other]!, pool[i]!]
    }
    return pool.slice(0, size)
  }
}
