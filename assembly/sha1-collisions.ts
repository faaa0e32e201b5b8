/**
 * SHA-1 that notices collision attacks, in AssemblyScript: a module of its own, with a memory of its own.
 *
 * SHA-1: FIPS 180-4. Attacks: M. Stevens, "Counter-cryptanalysis" (CRYPTO 2013), with the 32 disturbance vectors and the
 * unavoidable conditions of Stevens and Shumow (USENIX Security 2017; sha1-conditions.ts). All known attacks make blocks
 * whose differences follow from one of the vectors: so from one block of a colliding pair the other one follows. For
 * every vector that a block's conditions leave, that other block is made and hashed backwards and forwards from a step
 * at which both must be in the same state; if both then come to the same hash, the block is one of a pair.
 *
 * Four blocks are expanded together, one in each lane, for neither that nor the conditions know of the hash so far.
 *
 * The memory, in bytes: the hash so far at 0x000 (5 words), the states before the steps 58 and 65 at 0x020 and 0x040,
 * that after the last step at 0x060, the vectors left of four blocks at 0x080, a vector in the making at 0x800, the
 * expanded messages at WORDS, the message differences of the vectors at 0x2000 (32 × 80 words). What is hashed lies from
 * 0x5000 on, and has room for three blocks more behind it.
 */
import { possibleVectors, WORDS } from './sha1-conditions'

const HASH: u32 = 0x000
const STATE_58: u32 = 0x020
const STATE_65: u32 = 0x040
const LAST: u32 = 0x060
const POSSIBLE: u32 = 0x080
const DIFFERENCES: u32 = 0x2000
const BLOCK_SIZE: u32 = 64
const LANES: u32 = 4
const STEPS: u32 = 80

/** Words of a disturbance vector, from step -5 on; only needed while {@link prepare} runs. */
const VECTOR: u32 = 0x800
const BEFORE_FIRST: i32 = 5

/** Type, K and b of vector `n` in one number, in the order of the bits of the conditions. */
function vectorOf(n: u32): u32 {
  // Of type I there are sixteen: K from 43 on, with b = 0, and from 46 to 51 with b = 2 too.
  if (n < 3) return 0x10000 + ((43 + n) << 8)
  if (n < 15) return 0x10000 + ((46 + ((n - 3) >> 1)) << 8) + (((n - 3) & 1) << 1)
  if (n == 15) return 0x10000 + (52 << 8)
  // Of type II there are sixteen: K from 45 to 56, of which 46 and 49 to 51 have b = 2 too.
  if (n == 16) return 0x20000 + (45 << 8)
  if (n < 19) return 0x20000 + (46 << 8) + ((n - 17) << 1)
  if (n < 21) return 0x20000 + ((47 + n - 19) << 8)
  if (n < 27) return 0x20000 + ((49 + ((n - 21) >> 1)) << 8) + (((n - 21) & 1) << 1)
  return 0x20000 + ((52 + n - 27) << 8)
}

function wordAt(step: i32): u32 {
  return VECTOR + ((step + BEFORE_FIRST) << 2)
}

/** Writes the message differences of all vectors; to be called once. */
export function prepare(): void {
  for (let n: u32 = 0; n < 32; n++) {
    const vector = vectorOf(n)
    const k = (vector >> 8) & 0xff
    const b = vector & 0xff
    // Sixteen words say all: of type I a single bit in the last, of type II two more.
    for (let i = k; i < k + 16; i++) store<u32>(wordAt(i), 0)
    store<u32>(wordAt(k + 15), 1 << b)
    if (vector >> 16 == 2) {
      store<u32>(wordAt(k + 1), rotl<u32>(0x80000000, b))
      store<u32>(wordAt(k + 3), rotl<u32>(0x80000000, b))
    }
    for (let i: i32 = k + 16; i < 80; i++) {
      const x = load<u32>(wordAt(i - 3)) ^ load<u32>(wordAt(i - 8))
      store<u32>(wordAt(i), rotl<u32>(x ^ load<u32>(wordAt(i - 14)) ^ load<u32>(wordAt(i - 16)), 1))
    }
    for (let i: i32 = k - 1; i >= -BEFORE_FIRST; i--) {
      const x = rotr<u32>(load<u32>(wordAt(i + 16)), 1) ^ load<u32>(wordAt(i + 13))
      store<u32>(wordAt(i), x ^ load<u32>(wordAt(i + 8)) ^ load<u32>(wordAt(i + 2)))
    }
    // A disturbance of a step is made up for in the five that follow: a local collision.
    for (let i: i32 = 0; i < 80; i++) {
      const first = load<u32>(wordAt(i)) ^ rotl<u32>(load<u32>(wordAt(i - 1)), 5) ^ load<u32>(wordAt(i - 2))
      const rest = load<u32>(wordAt(i - 3)) ^ load<u32>(wordAt(i - 4)) ^ load<u32>(wordAt(i - 5))
      store<u32>(DIFFERENCES + (n * STEPS + i) * 4, first ^ rotl<u32>(rest, 30))
    }
  }
}

/**
 * Hashes whole blocks, from the hash at HASH and into it.
 *
 * @returns How many of the blocks are one of a colliding pair.
 */
export function hashBlocks(at: u32, end: u32): u32 {
  let found: u32 = 0
  for (; at < end; at += LANES * BLOCK_SIZE) {
    expand(at)
    v128.store(POSSIBLE, possibleVectors())
    const lanesEnd = WORDS + min(LANES, (end - at) / BLOCK_SIZE) * 4
    for (let words = WORDS; words < lanesEnd; words += 4) {
      compress(words)
      const left = load<u32>(POSSIBLE + words - WORDS)
      if (left != 0 && isOneOfPair(left, words)) found++
      for (let i: u32 = 0; i < 20; i += 4) store<u32>(HASH + i, load<u32>(HASH + i) + load<u32>(LAST + i))
    }
  }
  return found
}

/** Four words of a block, which has them in big-endian order. */
function wordsOf(at: u32): v128 {
  const bytes = v128.load(at)
  return i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
}

/** The 16 words of each of four blocks, and the 64 that follow from them. */
function expand(at: u32): void {
  for (let i: u32 = 0; i < BLOCK_SIZE; i += 16) {
    const one = wordsOf(at + i)
    const two = wordsOf(at + i + BLOCK_SIZE)
    const three = wordsOf(at + i + 2 * BLOCK_SIZE)
    const four = wordsOf(at + i + 3 * BLOCK_SIZE)
    const oneTwo = v128.shuffle<u32>(one, two, 0, 4, 1, 5)
    const threeFour = v128.shuffle<u32>(three, four, 0, 4, 1, 5)
    const oneTwoEnd = v128.shuffle<u32>(one, two, 2, 6, 3, 7)
    const threeFourEnd = v128.shuffle<u32>(three, four, 2, 6, 3, 7)
    const to = WORDS + i * 4
    v128.store(to, v128.shuffle<u32>(oneTwo, threeFour, 0, 1, 4, 5))
    v128.store(to, v128.shuffle<u32>(oneTwo, threeFour, 2, 3, 6, 7), 16)
    v128.store(to, v128.shuffle<u32>(oneTwoEnd, threeFourEnd, 0, 1, 4, 5), 32)
    v128.store(to, v128.shuffle<u32>(oneTwoEnd, threeFourEnd, 2, 3, 6, 7), 48)
  }
  for (let i: u32 = WORDS + 16 * 16; i < WORDS + 80 * 16; i += 16) {
    const x = v128.xor(v128.load(i - 3 * 16), v128.load(i - 8 * 16))
    const y = v128.xor(x, v128.xor(v128.load(i - 14 * 16), v128.load(i - 16 * 16)))
    v128.store(i, v128.or(i32x4.shl(y, 1), i32x4.shr_u(y, 31)))
  }
}

function choose(b: u32, c: u32, d: u32): u32 {
  return (d ^ (b & (c ^ d))) + 0x5a827999
}

function parity(b: u32, c: u32, d: u32): u32 {
  return (b ^ c ^ d) + 0x6ed9eba1
}

function majority(b: u32, c: u32, d: u32): u32 {
  return ((b & c) | (d & (b | c))) + 0x8f1bbcdc
}

function lastParity(b: u32, c: u32, d: u32): u32 {
  return (b ^ c ^ d) + 0xca62c1d6
}

/** The 80 steps on one of the expanded messages, from the hash at HASH; what they come to is put at LAST. */
function compress(words: u32): void {
  let a = load<u32>(HASH)
  let b = load<u32>(HASH, 4)
  let c = load<u32>(HASH, 8)
  let d = load<u32>(HASH, 12)
  let e = load<u32>(HASH, 16)
  let w = words
  for (; w < words + 20 * 16; w += 5 * 16) {
    e = e + load<u32>(w) + choose(b, c, d) + rotl<u32>(a, 5)
    b = rotl<u32>(b, 30)
    d = d + load<u32>(w, 16) + choose(a, b, c) + rotl<u32>(e, 5)
    a = rotl<u32>(a, 30)
    c = c + load<u32>(w, 32) + choose(e, a, b) + rotl<u32>(d, 5)
    e = rotl<u32>(e, 30)
    b = b + load<u32>(w, 48) + choose(d, e, a) + rotl<u32>(c, 5)
    d = rotl<u32>(d, 30)
    a = a + load<u32>(w, 64) + choose(c, d, e) + rotl<u32>(b, 5)
    c = rotl<u32>(c, 30)
  }
  for (; w < words + 40 * 16; w += 5 * 16) {
    e = e + load<u32>(w) + parity(b, c, d) + rotl<u32>(a, 5)
    b = rotl<u32>(b, 30)
    d = d + load<u32>(w, 16) + parity(a, b, c) + rotl<u32>(e, 5)
    a = rotl<u32>(a, 30)
    c = c + load<u32>(w, 32) + parity(e, a, b) + rotl<u32>(d, 5)
    e = rotl<u32>(e, 30)
    b = b + load<u32>(w, 48) + parity(d, e, a) + rotl<u32>(c, 5)
    d = rotl<u32>(d, 30)
    a = a + load<u32>(w, 64) + parity(c, d, e) + rotl<u32>(b, 5)
    c = rotl<u32>(c, 30)
  }
  for (; w < words + 60 * 16; w += 5 * 16) {
    e = e + load<u32>(w) + majority(b, c, d) + rotl<u32>(a, 5)
    b = rotl<u32>(b, 30)
    d = d + load<u32>(w, 16) + majority(a, b, c) + rotl<u32>(e, 5)
    a = rotl<u32>(a, 30)
    c = c + load<u32>(w, 32) + majority(e, a, b) + rotl<u32>(d, 5)
    e = rotl<u32>(e, 30)
    b = b + load<u32>(w, 48) + majority(d, e, a) + rotl<u32>(c, 5)
    d = rotl<u32>(d, 30)
    a = a + load<u32>(w, 64) + majority(c, d, e) + rotl<u32>(b, 5)
    c = rotl<u32>(c, 30)
  }
  for (; w < words + 80 * 16; w += 5 * 16) {
    e = e + load<u32>(w) + lastParity(b, c, d) + rotl<u32>(a, 5)
    b = rotl<u32>(b, 30)
    d = d + load<u32>(w, 16) + lastParity(a, b, c) + rotl<u32>(e, 5)
    a = rotl<u32>(a, 30)
    c = c + load<u32>(w, 32) + lastParity(e, a, b) + rotl<u32>(d, 5)
    e = rotl<u32>(e, 30)
    b = b + load<u32>(w, 48) + lastParity(d, e, a) + rotl<u32>(c, 5)
    d = rotl<u32>(d, 30)
    a = a + load<u32>(w, 64) + lastParity(c, d, e) + rotl<u32>(b, 5)
    c = rotl<u32>(c, 30)
  }
  keep(LAST, a, b, c, d, e)
}

function keep(at: u32, a: u32, b: u32, c: u32, d: u32, e: u32): void {
  store<u32>(at, a)
  store<u32>(at, b, 4)
  store<u32>(at, c, 8)
  store<u32>(at, d, 12)
  store<u32>(at, e, 16)
}

/** Whether the block that was just hashed is one of a pair, by one of the vectors of `left`. Seldom comes here. */
function isOneOfPair(left: u32, words: u32): bool {
  keepStates(words)
  for (; left != 0; left &= left - 1) if (comesToTheSame(ctz(left), words)) return true
  return false
}

/** As {@link compress}, only to know the states in between. */
function keepStates(words: u32): void {
  let a = load<u32>(HASH)
  let b = load<u32>(HASH, 4)
  let c = load<u32>(HASH, 8)
  let d = load<u32>(HASH, 12)
  let e = load<u32>(HASH, 16)
  for (let step: u32 = 0; step <= 65; step++) {
    if (step == 58) keep(STATE_58, a, b, c, d, e)
    if (step == 65) keep(STATE_65, a, b, c, d, e)
    const next = rotl<u32>(a, 5) + mix(step, b, c, d) + e + load<u32>(words + step * 16)
    e = d
    d = c
    c = rotl<u32>(b, 30)
    b = a
    a = next
  }
}

/** What `choose` and its like do at a step. */
function mix(step: u32, b: u32, c: u32, d: u32): u32 {
  if (step < 20) return choose(b, c, d)
  if (step < 40) return parity(b, c, d)
  return step < 60 ? majority(b, c, d) : lastParity(b, c, d)
}

/** Whether the block that differs by vector `n` and the one that was hashed come to the same hash. */
function comesToTheSame(n: u32, words: u32): bool {
  const vector = vectorOf(n)
  const differences = DIFFERENCES + n * STEPS * 4
  // A step before which five words of the vector are zero: so the states of both are the same there.
  const from: u32 = ((vector >> 8) & 0xff) < 50 ? 58 : 65
  const state = from == 58 ? STATE_58 : STATE_65
  let a = load<u32>(state)
  let b = load<u32>(state, 4)
  let c = load<u32>(state, 8)
  let d = load<u32>(state, 12)
  let e = load<u32>(state, 16)
  for (let step = from; step > 0;) {
    step--
    const next = b
    b = rotr<u32>(c, 30)
    c = d
    d = e
    const word = load<u32>(words + step * 16) ^ load<u32>(differences + step * 4)
    e = a - rotl<u32>(next, 5) - mix(step, b, c, d) - word
    a = next
  }
  const a0 = a
  const b0 = b
  const c0 = c
  const d0 = d
  const e0 = e
  a = load<u32>(state)
  b = load<u32>(state, 4)
  c = load<u32>(state, 8)
  d = load<u32>(state, 12)
  e = load<u32>(state, 16)
  for (let step = from; step < STEPS; step++) {
    const word = load<u32>(words + step * 16) ^ load<u32>(differences + step * 4)
    const next = rotl<u32>(a, 5) + mix(step, b, c, d) + e + word
    e = d
    d = c
    c = rotl<u32>(b, 30)
    b = a
    a = next
  }
  return (
    a + a0 == load<u32>(HASH) + load<u32>(LAST) &&
    b + b0 == load<u32>(HASH, 4) + load<u32>(LAST, 4) &&
    c + c0 == load<u32>(HASH, 8) + load<u32>(LAST, 8) &&
    d + d0 == load<u32>(HASH, 12) + load<u32>(LAST, 12) &&
    e + e0 == load<u32>(HASH, 16) + load<u32>(LAST, 16)
  )
}
