/**
 * From a base and a delta's instructions to the result.
 *
 * Format: gitformat-pack, "Deltified representation". An instruction with the high bit set copies from the base: its
 * low bits say which of 4 bytes of offset and 3 of size follow (size 0 means 65,536). Others, but 0, which is
 * reserved, insert as many bytes as they say, from the delta.
 */
/* eslint no-bitwise: "off" -- flags of one byte; a copy's offset has 32 bits by the format and is made unsigned */

import type { DeltaFault } from '../core/core-faults.js'

/** Below this many bytes a loop beats the call of `copyWithin` or `set`. */
const LOOP_MAX = 32

/**
 * Applies the instructions at `delta[at…end]` to the base at `base[baseAt…]`.
 *
 * Hot: some hundred instructions a delta, some 40 million for all of git.git. Everything is checked before it is
 * read or written, so whatever the delta says, nothing outside the two ranges is touched.
 *
 * @param base May be the same array as `result` and as `delta`; the ranges must not overlap.
 * @returns What is wrong, or undefined when `result[resultAt…]` holds `resultSize` bytes.
 */
export function applyDelta(
  base: Uint8Array,
  baseAt: number,
  baseSize: number,
  delta: Uint8Array,
  at: number,
  end: number,
  result: Uint8Array,
  resultAt: number,
  resultSize: number,
): DeltaFault | undefined {
  const resultEnd = resultAt + resultSize
  const isOneArray = base === result
  let to = resultAt
  while (at < end) {
    const instruction = delta[at++]!
    if (instruction & 0x80) {
      let offset = 0
      let size = 0
      // Reading past `end` gives bytes of whatever follows, or undefined, which `|` takes for 0: the check below
      // the reads finds it before anything is copied.
      if (instruction & 0x01) offset = delta[at++]!
      if (instruction & 0x02) offset |= delta[at++]! << 8
      if (instruction & 0x04) offset |= delta[at++]! << 16
      if (instruction & 0x08) offset = (offset | (delta[at++]! << 24)) >>> 0
      if (instruction & 0x10) size = delta[at++]!
      if (instruction & 0x20) size |= delta[at++]! << 8
      if (instruction & 0x40) size |= delta[at++]! << 16
      if (at > end) return 'delta is cut short'
      if (size === 0) size = 0x10000
      if (offset + size > baseSize) return 'delta copies from outside its base'
      if (size > resultEnd - to) return 'delta makes more than it declares'
      let from = baseAt + offset
      if (size < LOOP_MAX) {
        for (const stop = to + size; to < stop;) result[to++] = base[from++]!
      } else {
        if (isOneArray) result.copyWithin(to, from, from + size)
        else result.set(base.subarray(from, from + size), to)
        to += size
      }
    } else if (instruction === 0) {
      return 'delta has the reserved instruction 0'
    } else {
      if (instruction > end - at) return 'delta is cut short'
      if (instruction > resultEnd - to) return 'delta makes more than it declares'
      for (const stop = to + instruction; to < stop;) result[to++] = delta[at++]!
    }
  }
  return to === resultEnd ? undefined : 'delta makes less than it declares'
}
