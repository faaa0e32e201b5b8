/**
 * The two sizes that a delta begins with: of the base that it wants, and of the result that it makes.
 *
 * Format: gitformat-pack, "Deltified representation": 7 bits a byte, least significant first.
 */

/** 7 bits a byte: 8 bytes hold 56, and what does not fit 53 is refused. */
const SIZE_MAX_LENGTH: u32 = 8
const SAFE_MAX: f64 = 9007199254740991

/** Bytes that both sizes take at most. */
export const DELTA_SIZES_MAX: u32 = 16

/** Bytes of the base, and of the result. */
export let baseSize: f64 = 0
export let resultSize: f64 = 0

/** Reads both sizes at `at`; returns where the instructions begin. 0: cut short by `end`, or beyond 2^53. */
export function readDeltaSizes(at: u32, end: u32): u32 {
  for (let field: u32 = 0; field < 2; field++) {
    const sizeEnd = min(end, at + SIZE_MAX_LENGTH)
    let size: f64 = 0
    let scale: f64 = 1
    let byte: u32 = 0
    do {
      if (at >= sizeEnd) return 0
      byte = load<u8>(at++)
      size += <f64>(byte & 0x7f) * scale
      scale *= 128
    } while (byte & 0x80)
    if (size > SAFE_MAX) return 0
    if (field == 0) baseSize = size
    else resultSize = size
  }
  return at
}
