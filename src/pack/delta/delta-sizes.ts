/**
 * The two sizes that a delta begins with: of the base that it wants, and of the result that it makes.
 *
 * Format: gitformat-pack, "Deltified representation": 7 bits a byte, least significant first.
 */
/* eslint no-bitwise: "off" -- the operands are single bytes */

/** 7 bits a byte: 8 bytes hold 56, and what does not fit 53 is refused. */
const SIZE_MAX_LENGTH = 8

/** Bytes that both sizes take at most. */
export const DELTA_SIZES_MAX = 2 * SIZE_MAX_LENGTH

/** Filled by {@link readDeltaSizes}; one object is used again and again. */
export class DeltaSizes {
  /** Bytes of the base. */
  base = 0
  /** Bytes of the result. */
  result = 0
  /** Where the instructions begin. */
  next = 0
}

/** Reads both sizes at `at`. False: cut short by `end`, or beyond 2^53. */
export function readDeltaSizes(delta: Uint8Array, at: number, end: number, out: DeltaSizes): boolean {
  for (let field = 0; field < 2; field++) {
    const sizeEnd = Math.min(end, at + SIZE_MAX_LENGTH)
    let size = 0
    let scale = 1 // a multiplier, not a shift: a size may need more than 32 bits
    let byte: number
    do {
      if (at === sizeEnd) return false
      byte = delta[at++]!
      size += (byte & 0x7f) * scale
      scale *= 0x80
    } while (byte & 0x80)
    if (size > Number.MAX_SAFE_INTEGER) return false
    if (field === 0) out.base = size
    else out.result = size
  }
  out.next = at
  return true
}
