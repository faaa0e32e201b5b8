/**
 * The unavoidable conditions of SHA-1's disturbance vectors: which of the vectors an attack on an expanded message
 * block can have used. Most blocks are excluded here from all of them, which spares the recompressions.
 *
 * The conditions are those that M. Stevens and D. Shumow published ("Speeding up detection of SHA-1 collision attacks
 * using unavoidable attack conditions", USENIX Security 2017), with the numbering of the vectors of their program
 * (github.com/cr-marcstevens/sha1collisiondetection; MIT License, Copyright 2017 Marc Stevens, Dan Shumow). Each says of
 * two bits of the expanded message that they are equal, or differ, in an attack by any of the vectors of a mask.
 *
 * Four blocks are looked at together, one in each lane.
 */

/** Where the 80 words of the expanded messages lie: 16 bytes for a word of four blocks. */
export const WORDS: u32 = 0x1000

/** All ones in the lanes in which bit `p` of word `i` and bit `q` of word `j` differ, and else zeros. */
function different(i: u32, p: i32, j: u32, q: i32): v128 {
  const one = i32x4.shl(v128.load(WORDS + (i << 4)), 31 - p)
  const other = i32x4.shl(v128.load(WORDS + (j << 4)), 31 - q)
  return i32x4.shr_s(v128.xor(one, other), 31)
}

/** The vectors that are left: none of `mask` where the two bits differ. */
function equal(left: v128, i: u32, p: i32, j: u32, q: i32, mask: i32): v128 {
  return v128.andnot(left, v128.and(different(i, p, j, q), i32x4.splat(mask)))
}

/** The vectors that are left: none of `mask` where the two bits are equal. */
function differ(left: v128, i: u32, p: i32, j: u32, q: i32, mask: i32): v128 {
  return v128.and(left, v128.or(different(i, p, j, q), i32x4.splat(~mask)))
}

/** In each lane a bit for each of the 32 vectors whose conditions the block meets. */
export function possibleVectors(): v128 {
  let left = i32x4.splat(-1)
  left = equal(left, 44, 29, 45, 29, 0x0283a080)
  left = equal(left, 49, 29, 50, 29, 0xc2810008)
  left = equal(left, 48, 29, 49, 29, 0x60a08004)
  left = equal(left, 47, 4, 50, 29, 0x82012220)
  left = equal(left, 47, 29, 48, 29, 0x30302002)
  left = equal(left, 46, 4, 49, 29, 0x40808888)
  left = equal(left, 46, 29, 47, 29, 0x18180801)
  left = equal(left, 45, 4, 48, 29, 0x20202224)
  left = equal(left, 45, 29, 46, 29, 0x0a0a8200)
  left = equal(left, 44, 4, 47, 29, 0x1010088a)
  left = equal(left, 43, 4, 46, 29, 0x08080225)
  left = equal(left, 43, 29, 44, 29, 0x00a12820)
  left = equal(left, 42, 4, 45, 29, 0x0202808a)
  left = equal(left, 41, 4, 44, 29, 0x00812025)
  left = equal(left, 40, 29, 41, 29, 0x800a00a2)
  left = equal(left, 54, 29, 55, 29, 0xc0882000)
  left = equal(left, 53, 29, 54, 29, 0x60220800)
  left = equal(left, 52, 29, 53, 29, 0x30110200)
  left = equal(left, 50, 4, 53, 29, 0x20128800)
  left = equal(left, 50, 29, 51, 29, 0x8a020020)
  left = equal(left, 49, 4, 52, 29, 0x10092200)
  left = equal(left, 48, 4, 51, 29, 0x08028880)
  left = equal(left, 42, 29, 43, 29, 0x00300a08)
  left = equal(left, 41, 29, 42, 29, 0x00180284)
  left = equal(left, 40, 4, 43, 29, 0x8020080a)
  left = equal(left, 39, 4, 42, 29, 0x40100205)
  left = equal(left, 38, 4, 41, 29, 0xa0080082)
  left = equal(left, 37, 4, 40, 29, 0x50020021)
  left = equal(left, 55, 29, 56, 29, 0x82108000)
  left = equal(left, 52, 4, 55, 29, 0x80908000)
  left = equal(left, 51, 4, 54, 29, 0x40282000)
  left = equal(left, 51, 29, 52, 29, 0x18080080)
  left = equal(left, 36, 4, 40, 29, 0x00110208)
  left = differ(left, 53, 29, 56, 29, 0x00308000)
  left = differ(left, 51, 29, 54, 29, 0x000a0800)
  left = differ(left, 50, 29, 52, 29, 0x00012200)
  left = differ(left, 49, 29, 51, 29, 0x00008880)
  left = differ(left, 48, 29, 50, 29, 0x00002220)
  left = differ(left, 47, 29, 49, 29, 0x00000888)
  left = differ(left, 46, 29, 48, 29, 0x00000224)
  if (!v128.any_true(left)) return left
  left = equal(left, 45, 6, 47, 6, 0x00004440)
  left = differ(left, 45, 29, 47, 29, 0x0000008a)
  left = equal(left, 44, 6, 46, 6, 0x00001110)
  left = differ(left, 44, 29, 46, 29, 0x00000025)
  left = differ(left, 41, 1, 42, 6, 0x04040100)
  left = differ(left, 40, 1, 41, 6, 0x01004040)
  left = differ(left, 40, 4, 42, 4, 0x8000000a)
  left = differ(left, 39, 1, 40, 6, 0x00401010)
  if (!v128.any_true(left)) return left
  left = differ(left, 39, 4, 41, 4, 0x40000005)
  left = differ(left, 38, 4, 40, 4, 0xa0000002)
  left = differ(left, 37, 4, 39, 4, 0x50000001)
  left = differ(left, 36, 1, 37, 6, 0x00041040)
  left = equal(left, 35, 4, 39, 29, 0x00080084)
  left = differ(left, 63, 0, 64, 5, 0x00100080)
  left = differ(left, 63, 1, 64, 6, 0x00010004)
  left = differ(left, 62, 0, 63, 5, 0x00080020)
  if (!v128.any_true(left)) return left
  left = differ(left, 61, 0, 62, 5, 0x00020008)
  left = differ(left, 61, 2, 62, 7, 0x00040010)
  left = differ(left, 60, 0, 61, 5, 0x00010004)
  left = equal(left, 58, 29, 59, 29, 0x22000000)
  left = equal(left, 57, 29, 58, 29, 0x10800000)
  left = equal(left, 56, 4, 59, 29, 0x28000000)
  left = differ(left, 56, 29, 59, 29, 0x0a000000)
  left = equal(left, 56, 29, 57, 29, 0x08200000)
  if (!v128.any_true(left)) return left
  left = equal(left, 55, 4, 58, 29, 0x12000000)
  left = equal(left, 54, 4, 57, 29, 0x08800000)
  left = equal(left, 53, 4, 56, 29, 0x02200000)
  left = equal(left, 51, 1, 50, 6, 0x00041000)
  left = equal(left, 48, 6, 50, 6, 0x00041000)
  left = differ(left, 48, 29, 55, 29, 0x0000a000)
  left = equal(left, 47, 6, 49, 6, 0x00004400)
  left = equal(left, 48, 1, 47, 6, 0x04000040)
  if (!v128.any_true(left)) return left
  left = equal(left, 46, 6, 48, 6, 0x00001100)
  left = equal(left, 47, 1, 46, 6, 0x01000010)
  left = differ(left, 44, 1, 45, 6, 0x00404000)
  left = equal(left, 43, 6, 45, 6, 0x00000440)
  left = equal(left, 42, 6, 44, 6, 0x00000110)
  left = equal(left, 43, 1, 42, 6, 0x04040000)
  left = equal(left, 42, 1, 41, 6, 0x01004000)
  left = equal(left, 41, 1, 40, 6, 0x00401000)
  if (!v128.any_true(left)) return left
  left = equal(left, 39, 4, 43, 29, 0x02008000)
  left = equal(left, 38, 4, 42, 29, 0x00802000)
  left = differ(left, 37, 1, 38, 6, 0x00004100)
  left = equal(left, 37, 4, 41, 29, 0x00200800)
  left = differ(left, 36, 4, 38, 4, 0x28000000)
  left = differ(left, 35, 1, 36, 6, 0x00000410)
  left = equal(left, 35, 3, 39, 28, 0x00082000)
  left = differ(left, 61, 1, 62, 6, 0x00000001)
  if (!v128.any_true(left)) return left
  left = equal(left, 59, 5, 63, 30, 0x00000001)
  left = differ(left, 58, 0, 63, 30, 0x00000001)
  left = differ(left, 62, 1, 63, 6, 0x00000002)
  left = equal(left, 60, 5, 64, 30, 0x00000002)
  left = differ(left, 59, 0, 64, 30, 0x00000002)
  left = equal(left, 40, 6, 42, 6, 0x00000010)
  left = differ(left, 62, 2, 63, 7, 0x00000040)
  left = equal(left, 41, 6, 43, 6, 0x00000040)
  if (!v128.any_true(left)) return left
  left = differ(left, 63, 2, 64, 7, 0x00000100)
  left = equal(left, 48, 6, 49, 1, 0x00000100)
  left = equal(left, 49, 6, 50, 1, 0x00000400)
  left = differ(left, 42, 1, 50, 1, 0x00000400)
  left = equal(left, 39, 6, 40, 1, 0x00000400)
  left = differ(left, 38, 1, 40, 1, 0x00000400)
  left = differ(left, 36, 4, 37, 4, 0x00000800)
  left = differ(left, 43, 1, 51, 1, 0x00001000)
  if (!v128.any_true(left)) return left
  left = differ(left, 37, 4, 38, 4, 0x00002000)
  left = equal(left, 51, 6, 52, 1, 0x00004000)
  left = equal(left, 49, 6, 51, 6, 0x00004000)
  left = equal(left, 37, 1, 37, 6, 0x00004000)
  left = equal(left, 35, 5, 39, 30, 0x00004000)
  left = differ(left, 38, 4, 39, 4, 0x00008000)
  left = differ(left, 47, 1, 51, 1, 0x00040000)
  left = equal(left, 36, 3, 40, 28, 0x00100000)
  if (!v128.any_true(left)) return left
  left = differ(left, 35, 30, 40, 28, 0x00100000)
  left = equal(left, 37, 3, 41, 28, 0x00200000)
  left = differ(left, 36, 30, 41, 28, 0x00200000)
  left = equal(left, 53, 6, 54, 1, 0x00400000)
  left = equal(left, 51, 6, 53, 6, 0x00400000)
  left = differ(left, 50, 1, 54, 1, 0x00400000)
  left = equal(left, 45, 6, 46, 1, 0x00400000)
  left = equal(left, 37, 5, 41, 30, 0x00400000)
  if (!v128.any_true(left)) return left
  left = differ(left, 36, 0, 41, 30, 0x00400000)
  left = differ(left, 55, 29, 58, 29, 0x00800000)
  left = equal(left, 38, 3, 42, 28, 0x00800000)
  left = differ(left, 37, 30, 42, 28, 0x00800000)
  left = equal(left, 54, 6, 55, 1, 0x01000000)
  left = equal(left, 52, 6, 54, 6, 0x01000000)
  left = differ(left, 51, 1, 55, 1, 0x01000000)
  left = differ(left, 45, 1, 47, 1, 0x01000000)
  if (!v128.any_true(left)) return left
  left = equal(left, 38, 5, 42, 30, 0x01000000)
  left = differ(left, 37, 0, 42, 30, 0x01000000)
  left = equal(left, 39, 3, 43, 28, 0x02000000)
  left = differ(left, 38, 30, 43, 28, 0x02000000)
  left = equal(left, 55, 6, 56, 1, 0x04000000)
  left = equal(left, 53, 6, 55, 6, 0x04000000)
  left = differ(left, 52, 1, 56, 1, 0x04000000)
  left = differ(left, 46, 1, 48, 1, 0x04000000)
  if (!v128.any_true(left)) return left
  left = equal(left, 39, 5, 43, 30, 0x04000000)
  left = differ(left, 38, 0, 43, 30, 0x04000000)
  left = equal(left, 59, 29, 60, 29, 0x08000000)
  left = equal(left, 40, 3, 44, 28, 0x08000000)
  left = equal(left, 40, 4, 44, 29, 0x08000000)
  left = differ(left, 39, 30, 44, 28, 0x08000000)
  left = differ(left, 58, 29, 61, 29, 0x10000000)
  left = equal(left, 57, 4, 61, 29, 0x10000000)
  if (!v128.any_true(left)) return left
  left = equal(left, 41, 3, 45, 28, 0x10000000)
  left = equal(left, 41, 4, 45, 29, 0x10000000)
  left = equal(left, 58, 4, 62, 29, 0x20000000)
  left = equal(left, 42, 3, 46, 28, 0x20000000)
  left = equal(left, 42, 4, 46, 29, 0x20000000)
  left = equal(left, 59, 4, 63, 29, 0x40000000)
  left = equal(left, 57, 4, 59, 29, 0x40000000)
  left = equal(left, 43, 3, 47, 28, 0x40000000)
  if (!v128.any_true(left)) return left
  left = equal(left, 43, 4, 47, 29, 0x40000000)
  left = equal(left, 60, 4, 64, 29, 0x80000000)
  left = equal(left, 44, 3, 48, 28, 0x80000000)
  left = equal(left, 44, 4, 48, 29, 0x80000000)
  return left
}
