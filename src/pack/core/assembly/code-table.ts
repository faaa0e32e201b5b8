/**
 * Huffman codes of RFC 1951, and the tables by which they are looked up.
 *
 * A code is given as the symbols that have one, with their lengths: of the 286 literals and lengths a block of a pack
 * uses some eighty, so nothing here goes through all of them.
 */
import { clearBytes, copySixteen } from './copy-bytes'
import { COUNTS, LENGTHS, NONE, SECOND, SORTED, SYMBOLS } from './inflate-layout'

const CODE_LENGTH_MAX: u32 = 15

/** Begins new codes, of both kinds. */
export function beginCodes(work: u32): void {
  clearBytes(work + COUNTS, 128)
}

/**
 * Gives a symbol a code of `length` bits, 1 to 15.
 *
 * @param counts Of the code's kind.
 * @param i The number of the symbol among those that have codes, of both kinds; ascending, as symbols are.
 */
export function addCode(work: u32, counts: u32, i: u32, symbol: u32, length: u32): void {
  store<u16>(work + SYMBOLS + (i << 1), <u16>symbol)
  store<u8>(work + LENGTHS + i, <u8>length)
  const at = counts + (length << 2)
  store<u32>(at, load<u32>(at) + 1)
}

/**
 * Makes the table of the canonical code (3.2.2) of the symbols `first…end`. Its counts are used up.
 *
 * @param rows What each symbol stands for.
 * @param bits Bits that the table is looked up by at first.
 * @param mayBeSingle Whether it may be one code of one bit, or none, as zlib has it of literals and distances.
 * @returns False: the lengths are those of no code.
 */
export function makeTable(
  work: u32,
  first: u32,
  end: u32,
  counts: u32,
  rows: u32,
  table: u32,
  bits: u32,
  mayBeSingle: bool,
): bool {
  let left: i32 = 1
  let start: u32 = 0
  let longest: u32 = 0
  for (let length: u32 = 1; length <= CODE_LENGTH_MAX; length++) {
    const at = counts + (length << 2)
    const count = load<u32>(at)
    store<u32>(at, start) // now where those of this length begin in the order of codes
    start += count
    left = (left << 1) - <i32>count
    if (left < 0) return false
    if (count != 0) longest = length
  }
  if (left > 0) {
    if (!mayBeSingle || longest > 1) return false
    let row = NONE
    if (start == 1) row = load<u32>(rows + ((<u32>load<u16>(work + SYMBOLS + (first << 1))) << 2)) + 0x101
    const tableEnd = table + (4 << bits)
    for (let at = table; at < tableEnd; at += 8) {
      store<u32>(at, row)
      store<u32>(at + 4, NONE)
    }
    return true
  }
  const sorted = work + SORTED
  for (let i = first; i < end; i++) {
    const at = counts + ((<u32>load<u8>(work + LENGTHS + i)) << 2)
    const position = load<u32>(at)
    store<u32>(at, position + 1) // in the end where those of this length end
    store<u16>(sorted + (position << 1), load<u16>(work + SYMBOLS + (i << 1)))
  }

  // Codes in order, each with its bits reversed, as they stand in the input (3.1.1). A table for codes of n bits is
  // one for n + 1 bits when it is repeated, and so grows with the codes.
  let at = sorted
  let code: u32 = 0
  let length: u32 = 1
  for (; length <= bits; length++) {
    if (length > 1) repeatTable(table, 4 << (length - 1))
    const stop = sorted + (load<u32>(counts + (length << 2)) << 1)
    for (; at < stop; at += 2) {
      store<u32>(table + (code << 2), load<u32>(rows + ((<u32>load<u16>(at)) << 2)) + length * 0x101)
      code = nextCode(code, length)
    }
  }
  if (longest <= bits) return true

  // The rest in second tables, one for each beginning, all looked up by the bits that the longest code has left.
  const secondBits = longest - bits
  const mask: u32 = (1 << bits) - 1
  let second: u32 = 1 << bits
  let beginning: u32 = 0xffff_ffff
  for (; length <= longest; length++) {
    const stop = sorted + (load<u32>(counts + (length << 2)) << 1)
    for (; at < stop; at += 2) {
      if ((code & mask) != beginning) {
        if (beginning != 0xffff_ffff) second += 1 << secondBits
        beginning = code & mask
        store<u32>(table + (beginning << 2), (second << 16) | SECOND | (secondBits << 8) | bits)
      }
      const row = load<u32>(rows + ((<u32>load<u16>(at)) << 2)) + (length - bits) * 0x101
      const secondEnd = second + (1 << secondBits)
      for (let i = second + (code >> bits); i < secondEnd; i += 1 << (length - bits))
        store<u32>(table + (i << 2), row)
      code = nextCode(code, length)
    }
  }
  return true
}

/** Writes the first `size` bytes of a table again behind them. */
function repeatTable(table: u32, size: u32): void {
  const end = table + size
  if (size < 16) {
    for (let at = table; at < end; at += 4) store<u32>(at + size, load<u32>(at))
  } else {
    for (let at = table; at < end; at += 16) copySixteen(at + size, at)
  }
}

/** The code after `code` of `length` bits, both with their bits reversed. */
function nextCode(code: u32, length: u32): u32 {
  const zeros = ~code & ((1 << length) - 1)
  if (zeros == 0) return 0
  const bit: u32 = 1 << (31 - clz(zeros))
  return (code & (bit - 1)) | bit
}
