/** Pseudo-random numbers that are the same on every run: mulberry32. */
/* eslint no-bitwise: "off" -- a generator on 32-bit words */
export class Random {
  #state: number

  constructor(readonly seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 to `below - 1`. */
  next(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(length).map(() => this.next(256))
  }

  pick<T>(items: readonly T[]): T {
    return items[this.next(items.length)]!
  }
}
