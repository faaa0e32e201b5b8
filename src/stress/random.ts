/** Pseudo-random numbers that are the same on every run with the same seed: mulberry32. */
/* eslint no-bitwise: "off" -- a generator on 32-bit words */

export class Random {
  private state: number

  constructor(readonly seed: number) {
    this.state = seed >>> 0
  }

  /** A number from 0 to below 1, of 32 bits. */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to `end - 1`. */
  below(end: number): number {
    return Math.floor(this.unit() * end)
  }

  /** True once in `times` times. */
  onceIn(times: number): boolean {
    return this.unit() * times < 1
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
}

/** A seed made of several numbers, so that neighbouring runs have nothing in common. */
export function mixSeeds(...parts: readonly number[]): number {
  let mixed = 0x9e3779b1
  for (const part of parts) {
    mixed = Math.imul(mixed ^ (part >>> 0), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    mixed ^= mixed >>> 16
  }
  return mixed >>> 0
}
