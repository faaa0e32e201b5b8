/**
 * A compressed bitmap (git's ewah format, in gitformat-bitmap "Appendix A"): its set bits, in ascending order.
 *
 * In order: number of bits (u32), number of words (u32), the words (u64 each), position of the last marker (u32). A
 * marker word stands before others: bit 0 is what a run of equal words is filled with, bits 1 to 32 how many there
 * are, bits 33 to 63 how many literal words follow it.
 */
/* eslint no-bitwise: "off" -- markers and literal words, read as two words of 32 bits */
import { readUint32 } from '../../base/big-endian.js'

const HEADER_SIZE = 8
const WORD_SIZE = 8
const WORD_BITS = 64
const TRAILER_SIZE = 4

export interface EwahBitmap {
  /** Ascending. */
  readonly positions: readonly number[]
  /** Where the next thing begins. */
  readonly next: number
}

/**
 * Reads the bitmap at `at`.
 *
 * @param bits Bits that there may be: a set one beyond them is an error.
 * @returns Undefined: it is cut short, or sets a bit beyond.
 */
export function readEwahBitmap(bytes: Uint8Array, at: number, bits: number): EwahBitmap | undefined {
  if (at + HEADER_SIZE > bytes.length) return undefined
  const wordsEnd = at + HEADER_SIZE + readUint32(bytes, at + 4) * WORD_SIZE
  if (wordsEnd + TRAILER_SIZE > bytes.length) return undefined
  const positions: number[] = []
  let bit = 0 // may pass `bits` by runs of zeros: a number, not an index
  for (let word = at + HEADER_SIZE; word < wordsEnd;) {
    const high = readUint32(bytes, word)
    const low = readUint32(bytes, word + 4)
    const runBits = (((high & 1) << 31) | (low >>> 1)) >>> 0
    const runEnd = bit + runBits * WORD_BITS
    if (low & 1) {
      if (runEnd > bits + WORD_BITS) return undefined
      for (; bit < runEnd; bit++) positions.push(bit)
    }
    bit = runEnd
    word += WORD_SIZE
    const literalsEnd = word + (high >>> 1) * WORD_SIZE
    if (literalsEnd > wordsEnd) return undefined
    for (; word < literalsEnd; word += WORD_SIZE, bit += WORD_BITS) pushLiteral(bytes, word, bit, positions)
  }
  const last = positions.at(-1)
  if (last !== undefined && last >= bits) return undefined
  return { positions, next: wordsEnd + TRAILER_SIZE }
}

function pushLiteral(bytes: Uint8Array, at: number, bit: number, positions: number[]): void {
  for (let half = 0; half < 2; half++) {
    const word = readUint32(bytes, at + (half === 0 ? 4 : 0))
    for (let n = 0; n < 32; n++) if ((word >>> n) & 1) positions.push(bit + half * 32 + n)
  }
}
