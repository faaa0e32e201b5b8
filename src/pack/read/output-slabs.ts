/**
 * Memory for results: small objects are cut from one larger buffer after another.
 *
 * An ArrayBuffer of its own for each object costs more than copying the object (median: some hundred bytes), and its
 * finaliser keeps the garbage collector busy. A slab lives as long as the last object cut from it.
 */
import type { ReadCounters } from './read-counters.js'

const SLAB_SIZE = 1024 * 1024
/** From here on an object gets a buffer of its own, so that a slab is not thrown away half empty. */
const ALONE_SIZE = 256 * 1024

export class OutputSlabs {
  readonly #counters: ReadCounters
  #slab: Uint8Array = new Uint8Array(0)
  #next = 0
  #brief: Uint8Array | undefined

  /** @param counters Told of each buffer that is allocated. */
  constructor(counters: ReadCounters) {
    this.#counters = counters
  }

  /** `size` bytes of undefined content that nobody else has. */
  take(size: number): Uint8Array {
    if (size >= ALONE_SIZE) return this.alone(size)
    if (this.#next + size > this.#slab.length) {
      this.#slab = this.alone(SLAB_SIZE)
      this.#next = 0
    }
    const start = this.#next
    // At multiples of 8, as what is copied here from the arena is: V8 then copies by words and not by bytes.
    this.#next += Math.ceil(size / 8) * 8
    return this.#slab.subarray(start, start + size)
  }

  /** As {@link OutputSlabs.take}, in memory that the next call of this gives again. */
  takeBriefly(size: number): Uint8Array {
    if (size > SLAB_SIZE) return this.alone(size)
    this.#brief ??= this.alone(SLAB_SIZE)
    return this.#brief.subarray(0, size)
  }

  /** A buffer of undefined content of `size` bytes, with nothing else in it. */
  alone(size: number): Uint8Array {
    this.#counters.allocations++
    return uninitialised(size)
  }
}

/** Bytes that are overwritten at once need no zeroing, which costs as much as filling them. */
export function uninitialised(size: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
}
