/** The checksum behind a zlib stream (RFC 1950, 8.2), sixteen bytes at a time. */

const BASE: u32 = 65521
/** So many bytes overflow neither sum; zlib's NMAX, which is a multiple of 16. */
const PART: u32 = 5552

/** The Adler-32 of the bytes at `at…end`. */
export function adler32(at: u32, end: u32): u32 {
  let a: u32 = 1
  let b: u32 = 0
  while (at < end) {
    const part = min(end, at + PART)
    const vectorEnd = at + ((part - at) & ~15)
    if (ASC_FEATURE_SIMD && at < vectorEnd) {
      // b grows by 16 times the a of each 16 bytes' beginning, and by each byte as often as a counts it.
      let sums = i32x4.splat(0)
      let before = i32x4.splat(0)
      let weighted = i32x4.splat(0)
      b += a * (vectorEnd - at)
      for (; at < vectorEnd; at += 16) {
        const bytes = v128.load(at)
        before = i32x4.add(before, sums)
        sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)))
        weighted = i32x4.add(
          weighted,
          i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), i16x8(16, 15, 14, 13, 12, 11, 10, 9)),
        )
        weighted = i32x4.add(
          weighted,
          i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), i16x8(8, 7, 6, 5, 4, 3, 2, 1)),
        )
      }
      a += sumOf(sums)
      b += (sumOf(before) << 4) + sumOf(weighted)
    }
    for (; at < part; at++) {
      a += load<u8>(at)
      b += a
    }
    a %= BASE
    b %= BASE
  }
  return (b << 16) | a
}

function sumOf(vector: v128): u32 {
  return (
    i32x4.extract_lane(vector, 0) +
    i32x4.extract_lane(vector, 1) +
    i32x4.extract_lane(vector, 2) +
    i32x4.extract_lane(vector, 3)
  )
}
