/**
 * The first few bytes of a zlib stream, or a short one as a whole, decoded bit by bit.
 *
 * Asking what a delta makes takes the eight bytes that it begins with. A general inflater sets up a window and tables
 * of codes for that; this one reads the block's header, keeps the codes in the form in which the header has them, and
 * stops. What it is not sure of it leaves to the general one: a stream that goes on beyond the bytes at hand, and
 * whatever is not a valid beginning. It must not be given less than the file has: the header of a block alone may be
 * longer than 64 bytes.
 *
 * Format: RFC 1950 and RFC 1951; section numbers are those of RFC 1951.
 */
/* eslint no-bitwise: "off" -- codes and lengths have at most 15 bits */

/** The answer for a stream that is left to a general inflater. */
export const NOT_SURE = -1

const CODE_LENGTH_MAX = 15
/** No code for a code length is longer. */
const TABLE_BITS = 7
const END_OF_BLOCK = 256
const ADLER_BASE = 65_521
const LITERAL_CODES_MAX = 286
const DISTANCE_CODES_MAX = 30

// 3.2.5: what a length or distance code stands for, and how many further bits add to it.
// prettier-ignore
const LENGTH_BASES = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
const LENGTH_EXTRAS = LENGTH_BASES.map((_, i) => (i < 4 || i === 28 ? 0 : (i - 4) >> 2))
const DISTANCE_EXTRAS = Array.from({ length: DISTANCE_CODES_MAX }, (_, i) => Math.max(0, (i - 2) >> 1))
const DISTANCE_BASES = DISTANCE_EXTRAS.map((bits, i) => (i < 2 ? i + 1 : ((2 + (i & 1)) << bits) + 1))

/** 3.2.7: the order in which the lengths of the codes for code lengths stand. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** A canonical Huffman code (3.2.2): how many codes there are of each length, and their symbols in order. */
class Code {
  readonly #counts = new Uint16Array(CODE_LENGTH_MAX + 1)
  readonly #symbols = new Uint16Array(288)
  readonly #next = new Uint16Array(CODE_LENGTH_MAX + 1)
  /** Of the symbols that have codes, in their order: a fifth of those that there are. */
  readonly #added = new Uint16Array(288)
  readonly #lengths = new Uint8Array(288)
  #addedCount = 0

  /** Begins a new code. */
  begin(): void {
    this.#counts.fill(0)
    this.#addedCount = 0
  }

  /** Gives a symbol a code of `length` bits, 1 to 15. Symbols are added in ascending order. */
  add(symbol: number, length: number): void {
    this.#counts[length]!++
    this.#added[this.#addedCount] = symbol
    this.#lengths[this.#addedCount++] = length
  }

  /**
   * Makes the code of what was added.
   *
   * @returns Bit patterns that no symbol has, in units of the longest: 0 for a complete code, below 0 for lengths that
   *   cannot be.
   */
  make(): number {
    const counts = this.#counts
    let left = 1
    this.#next[1] = 0
    for (let length = 1; length <= CODE_LENGTH_MAX; length++) {
      left = left * 2 - counts[length]!
      if (left < 0) return left
      if (length < CODE_LENGTH_MAX) this.#next[length + 1] = this.#next[length]! + counts[length]!
    }
    for (let i = 0; i < this.#addedCount; i++)
      this.#symbols[this.#next[this.#lengths[i]!]!++] = this.#added[i]!
    return left
  }

  /** Whether it is one code of one bit, or none: the only incomplete codes that are allowed. */
  get isSingle(): boolean {
    return this.#counts[1]! <= 1 && this.#counts.every((count, length) => length === 1 || count === 0)
  }

  /** Makes a table of a complete code of up to 7 bits: by the next 7 bits of input, 8 × symbol + length. */
  spread(table: Uint8Array): void {
    let at = 0
    let code = 0
    for (let length = 1; length <= TABLE_BITS; length++, code <<= 1) {
      for (let i = this.#counts[length]!; i > 0; i--, code++) {
        const row = this.#symbols[at++]! * 8 + length
        // Codes stand in the input with their first bit lowest (3.1.1).
        for (let bits = REVERSED[code]! >> (TABLE_BITS - length); bits < table.length; bits += 1 << length)
          table[bits] = row
      }
    }
  }

  /** The next symbol; below 0 if there is none. */
  read(input: BitReader): number {
    let held = input.peek()
    let code = 0
    let first = 0
    let index = 0
    for (let length = 1; length <= CODE_LENGTH_MAX; length++, held >>= 1) {
      code |= held & 1
      const count = this.#counts[length]!
      if (code - first < count) {
        input.drop(length)
        return this.#symbols[index + code - first]!
      }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return NOT_SURE
  }
}

/** Bits from the least significant of each byte on (3.1.1). Past the end it gives zeros, and says so. */
class BitReader {
  bytes: Uint8Array = new Uint8Array(0)
  at = 0
  end = 0
  #isPastEnd = false
  #held = 0
  #count = 0

  begin(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes
    this.at = at
    this.end = end
    this.#isPastEnd = false
    this.#held = 0
    this.#count = 0
  }

  /** @param count 0 to 15. */
  bits(count: number): number {
    while (this.#count < count) {
      if (this.at === this.end) {
        this.#isPastEnd = true
        return 0
      }
      this.#held |= this.bytes[this.at++]! << this.#count
      this.#count += 8
    }
    const value = this.#held & ((1 << count) - 1)
    this.#held >>>= count
    this.#count -= count
    return value
  }

  /** The next 15 bits, and zeros past the end; none of them is taken. */
  peek(): number {
    while (this.#count < CODE_LENGTH_MAX && this.at < this.end) {
      this.#held |= this.bytes[this.at++]! << this.#count
      this.#count += 8
    }
    return this.#held
  }

  /** Takes bits that {@link BitReader.peek} gave. */
  drop(count: number): void {
    if (count > this.#count) this.#isPastEnd = true
    this.#held >>>= count
    this.#count -= count
  }

  /** The next symbol of a code that {@link Code.spread} made a table of. */
  look(table: Uint8Array): number {
    const row = table[this.peek() & (table.length - 1)]!
    this.drop(row & 7)
    return row >> 3
  }

  /** Whether bits were asked for that are not there. */
  isPastEnd(): boolean {
    return this.#isPastEnd
  }

  /** Where the first byte is of which no bit has been taken. */
  nextByte(): number {
    return this.at - (this.#count >> 3)
  }

  /** Drops the rest of the byte that is being read. */
  skipToByte(): void {
    this.at = this.nextByte()
    this.#held = 0
    this.#count = 0
  }
}

/** Each number of 7 bits with its bits in the other order. */
const REVERSED = Uint8Array.from({ length: 1 << TABLE_BITS }, (_, number) => {
  let reversed = 0
  for (let i = 0; i < TABLE_BITS; i++) reversed |= ((number >> i) & 1) << (TABLE_BITS - 1 - i)
  return reversed
})

const input = new BitReader()
const lengthTable = new Uint8Array(1 << TABLE_BITS)
/** Of the codes for code lengths. */
const lengths = new Uint8Array(ORDER.length)
const lengthCode = new Code()
const literals = new Code()
const distances = new Code()
const fixedLiterals = new Code()
const fixedDistances = new Code()
// 3.2.6
for (let i = 0; i < 288; i++) fixedLiterals.add(i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)
for (let i = 0; i < 32; i++) fixedDistances.add(i, 5)
fixedLiterals.make()
fixedDistances.make()

/**
 * Inflates the first `room` bytes of the stream at `bytes[at…end]`, or all if it has fewer, to the start of `output`.
 *
 * @returns How many there are, or {@link NOT_SURE}.
 */
export function inflateHead(
  bytes: Uint8Array,
  at: number,
  end: number,
  output: Uint8Array,
  room: number,
): number {
  return inflateBlocks(bytes, at, end, output, room)
}

/**
 * Inflates the stream at `bytes[at…]` if all of it is there, is valid and leaves room free.
 *
 * @returns Size of the content, and one past the last byte of the stream; undefined for a stream that is left to a
 *   general inflater.
 */
export function inflateWhole(
  bytes: Uint8Array,
  at: number,
  end: number,
  output: Uint8Array,
): { size: number; inputEnd: number } | undefined {
  const size = inflateBlocks(bytes, at, end, output, output.length)
  if (size < 0 || size === output.length) return undefined // a full output may lack an end
  const inputEnd = input.nextByte() + 4
  if (inputEnd > end) return undefined
  let stored = 0
  for (let i = inputEnd - 4; i < inputEnd; i++) stored = stored * 256 + bytes[i]!
  return stored === adler32(output, size) ? { size, inputEnd } : undefined
}

/** RFC 1950, 8.2, of the first `size` bytes, of which there may be 2^20. */
function adler32(bytes: Uint8Array, size: number): number {
  let a = 1
  let b = 0
  for (let i = 0; i < size; i++) {
    a = (a + bytes[i]!) % ADLER_BASE
    b += a
  }
  return (b % ADLER_BASE) * 65_536 + a
}

/** The first `room` bytes, or all up to the end of the last block. */
function inflateBlocks(bytes: Uint8Array, at: number, end: number, output: Uint8Array, room: number): number {
  if (at + 2 > end || !isZlibHeader(bytes[at]!, bytes[at + 1]!)) return NOT_SURE
  input.begin(bytes, at + 2, end)
  let made = 0
  for (let isLast = false; !isLast && made < room;) {
    isLast = input.bits(1) === 1
    const kind = input.bits(2)
    if (kind === 0) made = copyStored(output, made, room)
    else if (kind === 1) made = decode(fixedLiterals, fixedDistances, output, made, room)
    else if (kind === 2 && readCodes()) made = decode(literals, distances, output, made, room)
    else return NOT_SURE
    if (made < 0 || input.isPastEnd()) return NOT_SURE
  }
  return made
}

/** RFC 1950, 2.2: method 8, a window of at most 32 KiB, no preset dictionary, and the check bits. */
function isZlibHeader(method: number, flags: number): boolean {
  return (
    (method & 0x0f) === 8 && method >> 4 <= 7 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0
  )
}

/** 3.2.4 */
function copyStored(output: Uint8Array, made: number, room: number): number {
  input.skipToByte()
  const { bytes, at, end } = input
  if (at + 4 > end) return NOT_SURE
  const size = bytes[at]! | (bytes[at + 1]! << 8)
  if ((size ^ 0xffff) !== (bytes[at + 2]! | (bytes[at + 3]! << 8))) return NOT_SURE
  const count = Math.min(size, room - made)
  if (at + 4 + count > end) return NOT_SURE
  for (let i = 0; i < count; i++) output[made + i] = bytes[at + 4 + i]!
  input.at = at + 4 + count
  return made + count
}

/** 3.2.7: the codes of a block, in front of it. */
function readCodes(): boolean {
  const literalCount = input.bits(5) + 257
  const distanceCount = input.bits(5) + 1
  const lengthCount = input.bits(4) + 4
  if (literalCount > LITERAL_CODES_MAX || distanceCount > DISTANCE_CODES_MAX) return false
  lengths.fill(0)
  for (let i = 0; i < lengthCount; i++) lengths[ORDER[i]!] = input.bits(3)
  lengthCode.begin()
  for (let i = 0; i < ORDER.length; i++) if (lengths[i]! > 0) lengthCode.add(i, lengths[i]!)
  if (lengthCode.make() !== 0) return false
  // Some eighty symbols: most of the work on a head, so they are looked up and not read bit by bit.
  lengthCode.spread(lengthTable)
  literals.begin()
  distances.begin()
  const count = literalCount + distanceCount
  let length = 0
  let hasEnd = false
  for (let i = 0; i < count;) {
    const symbol = input.look(lengthTable)
    let repeats = 1
    if (symbol < 16) {
      length = symbol
    } else if (symbol === 16) {
      if (i === 0) return false
      repeats = 3 + input.bits(2)
    } else {
      length = 0
      repeats = symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7)
    }
    const stop = i + repeats
    if (stop > count) return false
    if (length === 0) {
      i = stop
      continue
    }
    if (i <= END_OF_BLOCK && stop > END_OF_BLOCK) hasEnd = true
    for (; i < stop; i++) {
      if (i < literalCount) literals.add(i, length)
      else distances.add(i - literalCount, length)
    }
  }
  if (input.isPastEnd() || !hasEnd || literals.make() !== 0) return false
  const left = distances.make()
  return left === 0 || (left > 0 && distances.isSingle)
}

/** 3.2.3: the content of a block, until its end or until there is no more room. */
function decode(literal: Code, distance: Code, output: Uint8Array, made: number, room: number): number {
  while (made < room) {
    const symbol = literal.read(input)
    if (symbol < 0 || input.isPastEnd()) return NOT_SURE
    if (symbol === END_OF_BLOCK) break
    if (symbol < END_OF_BLOCK) {
      output[made++] = symbol
      continue
    }
    const lengthAt = symbol - END_OF_BLOCK - 1
    if (lengthAt >= LENGTH_BASES.length) return NOT_SURE
    const length = LENGTH_BASES[lengthAt]! + input.bits(LENGTH_EXTRAS[lengthAt]!)
    const distanceAt = distance.read(input)
    if (distanceAt < 0 || distanceAt >= DISTANCE_CODES_MAX) return NOT_SURE
    const back = DISTANCE_BASES[distanceAt]! + input.bits(DISTANCE_EXTRAS[distanceAt]!)
    if (back > made || input.isPastEnd()) return NOT_SURE
    const stop = Math.min(room, made + length)
    for (; made < stop; made++) output[made] = output[made - back]!
  }
  return made
}
