/**
 * Looking for a name in a tree that lies in the arena, in AssemblyScript: what `findEntry` of src/object/tree.ts does,
 * which also explains the rules, but for saying what is wrong with a tree that is malformed.
 */

import { MALFORMED, NOT_THERE } from '../core-layout'

const SPACE: u32 = 0x20

/** Where the name of the entry at `at` begins; 0 if its mode is not octal digits and a space. */
function nameAfterMode(at: u32, end: u32): u32 {
  // Nearly every mode has six digits, and that of a tree five: eight bytes show all of either.
  const head = load<u64>(at, 0, 1)
  if ((head & 0xf8f8f8f8f8) == 0x3030303030) {
    if (((head >> 40) & 0xff) == SPACE) return at + 6
    if (((head >> 40) & 0xfff8) == ((SPACE << 8) | 0x30)) return at + 7
  }
  let i = at
  while (i < end && (load<u8>(i) & 0xf8) == 0x30) i++
  return i > at && load<u8>(i) == SPACE ? i + 1 : 0
}

/** Where the next NUL from `at` on is, which is at `end` or beyond it if there is none before that. */
function nulFrom(at: u32, end: u32): u32 {
  if (ASC_FEATURE_SIMD) {
    for (let i = at; i < end; i += 16) {
      const nuls = i8x16.bitmask(i8x16.eq(v128.load(i, 0, 1), i8x16.splat(0)))
      if (nuls != 0) return i + <u32>ctz(nuls)
    }
  } else {
    for (let i = at; i < end; i++) if (load<u8>(i) == 0) return i
  }
  return end
}

/**
 * Where in the tree at `at…end` the entry begins that is called `length` bytes at `name`, which hold no NUL.
 *
 * All addresses are bytes of the memory, which has 16 bytes more behind the tree, and 8 behind the name.
 */
export function findEntry(at: u32, end: u32, name: u32, length: u32, oidSize: u32): i32 {
  while (at < end) {
    const nameAt = nameAfterMode(at, end)
    if (nameAt == 0) return MALFORMED
    const nameEnd = nulFrom(nameAt, end)
    if (nameEnd + 1 + oidSize > end) return MALFORMED
    const nameLength = nameEnd - nameAt
    const common = min(nameLength, length)
    let same: u32 = 0
    while (same < common) {
      let difference = load<u64>(nameAt + same, 0, 1) ^ load<u64>(name + same, 0, 1)
      const left = common - same
      if (left < 8) difference &= ((<u64>1) << (left * 8)) - 1
      if (difference != 0) {
        same += (<u32>ctz(difference)) >> 3
        break
      }
      same += min<u32>(left, 8)
    }
    if (same < common) {
      if (nameLength <= length && load<u8>(nameAt + same) > load<u8>(name + same)) return NOT_THERE
    } else if (nameLength == length) return at
    at = nameEnd + 1 + oidSize
  }
  return NOT_THERE
}
