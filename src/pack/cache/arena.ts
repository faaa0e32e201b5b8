/**
 * One ArrayBuffer for everything that reading an object touches on the way: the ring of inflated entries, and the
 * scratch areas in which deltas are applied.
 *
 * One buffer, because then nothing on the way is allocated and no view is made: the inflater writes into it at a
 * number, deltas are applied from number to number with `copyWithin`, and the result is copied out once. Its pages
 * are the system's until they are written, so a large cache costs a small process nothing.
 *
 *     0                ringSize          + SCRATCH_SIZE    + SCRATCH_SIZE    + SCRATCH_SIZE
 *     | ring of entries | result, odd steps | result, even steps | a delta, or a base, that the ring is too small for |
 */

/** Objects whose content, and whose deltas, fit this many bytes are read inside the arena. */
export const SCRATCH_SIZE = 16 * 1024 * 1024

/** The arena is addressed with 32-bit signed numbers. */
const ARENA_SIZE_MAX = 0x7fff_ffff

export class Arena {
  readonly bytes: Uint8Array
  /** The ring is `bytes[0…ringSize]`. */
  readonly ringSize: number
  readonly firstScratchAt: number
  readonly secondScratchAt: number
  readonly inputScratchAt: number

  /** @param ringSize Bytes of the ring; cut to what 32 bits can address. */
  constructor(ringSize: number) {
    this.ringSize = Math.min(Math.max(0, Math.floor(ringSize)), ARENA_SIZE_MAX - 3 * SCRATCH_SIZE)
    this.firstScratchAt = this.ringSize
    this.secondScratchAt = this.ringSize + SCRATCH_SIZE
    this.inputScratchAt = this.ringSize + 2 * SCRATCH_SIZE
    this.bytes = new Uint8Array(this.ringSize + 3 * SCRATCH_SIZE)
  }
}
