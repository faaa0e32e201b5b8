/**
 * A compressed bitmap (git's ewah format, in gitformat-bitmap "Appendix A"): its set bits.
 *
 * In order: number of bits (u32), number of words (u32), the words (u64 each), position of the last marker (u32). A
 * marker word stands before others: bit 0 is what a run of equal words is filled with, bits 1 to 32 how many there
 * are, bits 33 to 63 how many literal words follow it.
 */
/* eslint no-bitwise: "off" -- markers and literal words, read as two words of 32 bits */
import { readUint32 } from '../../base/big-endian.js'
import { BitSet } from '../../base/bit-set.js'

export const EWAH_HEADER_SIZE = 8
const WORD_SIZE = 8
const WORD_BITS = 64
const TRAILER_SIZE = 4

export interface EwahBitmap {
  readonly bits: BitSet
  /** How many bits it says that it has. */
  readonly size: number
  /** Where the next thing begins. */
  readonly next: number
}

/** Bytes of a bitmap that begins with these. */
export function ewahSize(header: Uint8Array): number {
  return EWAH_HEADER_SIZE + readUint32(header, 4) * WORD_SIZE + TRAILER_SIZE
}

/**
 * Reads the bitmap at `at`.
 *
 * @param count Bits that there may be: a set one beyond them is an error.
 * @returns Undefined: it is cut short, or sets a bit beyond.
 */
export function readEwahBitmap(bytes: Uint8Array, at: number, count: number): EwahBitmap | undefined {
  if (at + EWAH_HEADER_SIZE > bytes.length) return undefined
  const wordsEnd = at + EWAH_HEADER_SIZE + readUint32(bytes, at + 4) * WORD_SIZE
  if (wordsEnd + TRAILER_SIZE > bytes.length) return undefined
  const bits = new BitSet(count)
  let bit = 0 // may pass `count` by runs of zeros: a number, not an index
  for (let word = at + EWAH_HEADER_SIZE; word < wordsEnd;) {
    const high = readUint32(bytes, word)
    const low = readUint32(bytes, word + 4)
    const runWords = (((high & 1) << 31) | (low >>> 1)) >>> 0
    const runEnd = bit + runWords * WORD_BITS
    if (low & 1 && runWords > 0) {
      if (runEnd > count) return undefined
      bits.addRange(bit, runEnd)
    }
    bit = runEnd
    word += WORD_SIZE
    const literalsEnd = word + (high >>> 1) * WORD_SIZE
    if (literalsEnd > wordsEnd) return undefined
    for (; word < literalsEnd; word += WORD_SIZE, bit += WORD_BITS) {
      const isInside =
        addWord(bits, bit, readUint32(bytes, word + 4), count) &&
        addWord(bits, bit + WORD_BITS / 2, readUint32(bytes, word), count)
      if (!isInside) return undefined
    }
  }
  return { bits, size: readUint32(bytes, at), next: wordsEnd + TRAILER_SIZE }
}

/** @returns False: it sets a bit from `count` on. */
function addWord(bits: BitSet, bit: number, word: number, count: number): boolean {
  if (word === 0) return true
  if (bit + 32 - Math.clz32(word) > count) return false
  bits.words[bit / 32]! |= word
  return true
}

/**
 * The checksum by which git shows a bitmap: over its size and its words as they are compressed, low bytes first.
 *
 * @param size How many bits it says that it has.
 */
export function ewahChecksum({ words }: BitSet, size: number): number {
  let sum = size | 0
  const take = (low: number, high: number): void => {
    for (let i = 0; i < 32; i += 8) sum = (Math.imul(sum, 31) + ((low >>> i) & 0xff)) | 0
    for (let i = 0; i < 32; i += 8) sum = (Math.imul(sum, 31) + ((high >>> i) & 0xff)) | 0
  }
  const wordCount = Math.ceil(size / WORD_BITS)
  const kindOf = (at: number): number => {
    const [low, high] = [words[2 * at] ?? 0, words[2 * at + 1] ?? 0]
    return low === high && (low === 0 || low === 0xffff_ffff) ? low & 1 : LITERAL
  }
  for (let at = 0; at === 0 || at < wordCount;) {
    const fill = at < wordCount ? kindOf(at) : 0
    const runAt = at
    if (fill !== LITERAL) while (at < wordCount && kindOf(at) === fill) at++
    const run = at - runAt
    const literalsAt = at
    while (at < wordCount && kindOf(at) === LITERAL) at++
    // 32 bits of the run's length stand between the fill and 31 bits of the number of literals.
    take(((fill === 1 ? 1 : 0) | (run << 1)) >>> 0, ((run >>> 31) | ((at - literalsAt) << 1)) >>> 0)
    for (let i = literalsAt; i < at; i++) take(words[2 * i] ?? 0, words[2 * i + 1] ?? 0)
    if (wordCount === 0) break
  }
  return sum >>> 0
}

/** A word that is neither all zeros nor all ones. */
const LITERAL = 2
