/**
 * Inflating a whole zlib stream that lies in the arena, in AssemblyScript.
 *
 * Entries of packs are short, so that what zlib does once per stream (its window, its state, the way there and back)
 * weighs as much as the decoding. Here input, content and tables are bytes of one memory, input is taken eight bytes at
 * a time, and one look-up tells all about a code. Of git.git's entries of up to 64 KiB it makes 1.3 to 1.4 times as many
 * as Node's zlib in the same time; of longer ones fewer.
 *
 * What it is not sure of it leaves to a general inflater, which says what is wrong: a stream that is malformed, goes on
 * behind the input, or is longer than the room.
 *
 * Formats: RFC 1950 and RFC 1951; section numbers are those of RFC 1951.
 */
import { adler32 } from './adler32'
import { addCode, beginCodes, makeTable } from './code-table'
import { copyBytes, copySixteen } from './copy-bytes'
import {
  COUNT,
  COUNTS,
  DISTANCE_BITS,
  DISTANCE_CODES,
  DISTANCE_ROWS,
  DISTANCES,
  END,
  FIXED_DISTANCES,
  FIXED_LITERALS,
  HELD,
  LITERAL,
  LITERAL_BITS,
  LITERAL_CODES,
  LITERAL_ROWS,
  LITERALS,
  MADE,
  NONE,
  PRECODE_BITS,
  PRECODE_CODES,
  PRECODE_ROWS,
  PRECODES,
  SECOND,
  SECOND_COUNTS,
  TO,
  WORKSPACE,
} from './inflate-layout'
import { WORK_AT } from '../core-layout'

/** The answer for a stream that is left to a general inflater.  */
const NOT_SURE: i32 = -1

// 3.2.3
const STORED: u32 = 0
const FIXED: u32 = 1
const DYNAMIC: u32 = 2

const LITERAL_CODES_MAX: u32 = 286
const DISTANCE_CODES_MAX: u32 = 30
const END_OF_BLOCK: u32 = 256
const MATCH_MAX: u32 = 258
/** Bits of the longest code for a distance with its extra bits. */
const DISTANCE_MAX_BITS: u32 = 15 + 13

const LITERAL_MASK: u32 = (1 << LITERAL_BITS) - 1
const DISTANCE_MASK: u32 = (1 << DISTANCE_BITS) - 1
const PRECODE_MASK: u32 = (1 << PRECODE_BITS) - 1

/** Bytes of the workspace of {@link inflate}. */
export function inflateWorkspace(): u32 {
  return WORKSPACE
}

/** Where in the workspace {@link inflate} leaves the size of the content. */
export function madeSizeAt(): u32 {
  return MADE
}

/** Writes what never changes to the workspace at `work`. */
export function prepareInflate(work: u32): void {
  // 3.2.5: literals, the end of the block, and lengths with their extra bits.
  const literals = work + LITERAL_ROWS
  for (let i: u32 = 0; i < END_OF_BLOCK; i++) store<u32>(literals + i * 4, (i << 16) | LITERAL)
  store<u32>(literals + END_OF_BLOCK * 4, END)
  let base: u32 = 3
  for (let i: u32 = 0; i < 28; i++) {
    const extra: u32 = i < 8 ? 0 : (i - 4) >> 2
    store<u32>(literals + (END_OF_BLOCK + 1 + i) * 4, (base << 16) | extra)
    base += 1 << extra
  }
  store<u32>(literals + 285 * 4, MATCH_MAX << 16)
  for (let i = LITERAL_CODES_MAX; i < LITERAL_CODES; i++) store<u32>(literals + i * 4, NONE)
  base = 1
  for (let i: u32 = 0; i < DISTANCE_CODES_MAX; i++) {
    const extra: u32 = i < 4 ? 0 : (i - 2) >> 1
    store<u32>(work + DISTANCE_ROWS + i * 4, (base << 16) | extra)
    base += 1 << extra
  }
  for (let i = DISTANCE_CODES_MAX; i < DISTANCE_CODES; i++) store<u32>(work + DISTANCE_ROWS + i * 4, NONE)
  for (let i: u32 = 0; i < PRECODE_CODES; i++) store<u32>(work + PRECODE_ROWS + i * 4, i << 16)

  // 3.2.6
  const counts = work + COUNTS
  beginCodes(work)
  for (let i: u32 = 0; i < LITERAL_CODES; i++)
    addCode(work, counts, i, i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)
  makeTable(work, 0, LITERAL_CODES, counts, literals, work + FIXED_LITERALS, LITERAL_BITS, false)
  beginCodes(work)
  for (let i: u32 = 0; i < DISTANCE_CODES; i++) addCode(work, counts, i, i, 5)
  makeTable(
    work,
    0,
    DISTANCE_CODES,
    counts,
    work + DISTANCE_ROWS,
    work + FIXED_DISTANCES,
    DISTANCE_BITS,
    false,
  )
}

/**
 * Inflates the stream at `from…end`, in the room from `room` to `roomEnd`, and copies the content to `target`.
 *
 * All addresses are bytes of the memory. Behind `end` 64 more bytes can be read, and behind `roomEnd` 320 written:
 * that is looked at once for several literals, or after a match.
 *
 * @param roomEnd One past the room for the content, which must not be used up: a full room may lack an end.
 * @param work The workspace, after {@link prepareInflate}; the size of the content is left in it.
 * @returns One past the last byte of the stream, or NOT_SURE: then nothing was written to `target`.
 */
export function inflate(from: u32, end: u32, room: u32, roomEnd: u32, target: u32, work: u32): i32 {
  // RFC 1950, 2.2: deflate, a window of 32 KiB at most, no dictionary.
  if (end - from < 8) return NOT_SURE
  const head = ((<u32>load<u8>(from)) << 8) | (<u32>load<u8>(from + 1))
  if ((head & 0x8f20) != 0x0800 || head % 31 != 0) return NOT_SURE

  const atMax = end + 8
  let at = from + 2
  let to = room
  // The input that is next, lowest bit first, of which the low 6 bits of `count` say how many bits there are: above
  // these there may be some that are yet to be counted, and above that number whatever rows had beside theirs. Three
  // lines fill it up to 56 bits or more; they stand wherever that is needed, since a function cannot change both.
  let held: u64 = 0
  let count: u32 = 0
  let isLast = false
  do {
    held |= load<u64>(at, 0, 1) << (<u64>count)
    at += 7 - ((count >> 3) & 7)
    count |= 56
    // Up to two literals of a block are not looked at below, and there may be many such blocks.
    if (at > atMax || to > roomEnd) return NOT_SURE
    isLast = (held & 1) != 0
    const type = (<u32>(held >> 1)) & 3
    held >>= 3
    count -= 3

    if (type == STORED) {
      at -= count >> 3 // the rest of a byte is dropped, and whole ones are given back
      held = 0
      count = 0
      if (at + 4 > end) return NOT_SURE
      const size: u32 = load<u16>(at, 0, 1)
      if ((size ^ (<u32>load<u16>(at, 2, 1))) != 0xffff) return NOT_SURE
      at += 4
      if (size > end - at || size > roomEnd - to) return NOT_SURE
      copyBytes(to, at, size)
      at += size
      to += size
      continue
    }

    let literals = work + FIXED_LITERALS
    let distances = work + FIXED_DISTANCES
    if (type != FIXED) {
      if (type != DYNAMIC) return NOT_SURE
      literals = work + LITERALS
      distances = work + DISTANCES
      // 3.2.7: the lengths of the codes, themselves in a code.
      const literalCount = ((<u32>held) & 31) + 257
      const distanceCount = ((<u32>(held >> 5)) & 31) + 1
      const precodeCount = ((<u32>(held >> 10)) & 15) + 4
      if (literalCount > LITERAL_CODES_MAX || distanceCount > DISTANCE_CODES_MAX) return NOT_SURE
      held >>= 14
      count -= 14
      let precode: u64 = 0 // three bits for each symbol, in the order of symbols
      for (let i: u32 = 0; i < precodeCount; i++) {
        if (count < 3) {
          held |= load<u64>(at, 0, 1) << (<u64>count)
          at += 7 - ((count >> 3) & 7)
          count |= 56
        }
        // 16, 17, 18, 0, and then 8, 7, 9, 6, …, 1, 15.
        const symbol: u64 = i < 3 ? 16 + i : i == 3 ? 0 : i & 1 ? 7 - ((i - 5) >> 1) : 8 + ((i - 4) >> 1)
        precode |= (held & 7) << (symbol * 3)
        held >>= 3
        count -= 3
      }
      const counts = work + COUNTS
      let codes: u32 = 0
      beginCodes(work)
      for (let i: u32 = 0; i < PRECODE_CODES; i++, precode >>= 3) {
        const length = (<u32>precode) & 7
        if (length != 0) addCode(work, counts, codes++, i, length)
      }
      if (!makeTable(work, 0, codes, counts, work + PRECODE_ROWS, work + PRECODES, PRECODE_BITS, false))
        return NOT_SURE

      const total = literalCount + distanceCount
      let literalCodes: u32 = 0
      let length: u32 = 0
      let hasEnd = false
      codes = 0
      beginCodes(work)
      for (let i: u32 = 0; i < total;) {
        if (count < PRECODE_BITS + 7) {
          held |= load<u64>(at, 0, 1) << (<u64>count)
          at += 7 - ((count >> 3) & 7)
          count |= 56
          if (at > atMax) return NOT_SURE
        }
        const row = load<u32>(work + PRECODES + (((<u32>held) & PRECODE_MASK) << 2))
        held >>= <u64>row
        count -= row & 0xff
        const symbol = row >> 16
        let stop = i + 1
        if (symbol < 16) {
          length = symbol
        } else {
          const extra: u32 = symbol == 16 ? 2 : symbol == 17 ? 3 : 7
          const times: u32 = (symbol == 18 ? <u32>11 : <u32>3) + ((<u32>held) & ((1 << extra) - 1))
          held >>= <u64>extra
          count -= extra
          if (times > total - i || (symbol == 16 && i == 0)) return NOT_SURE
          if (symbol != 16) length = 0
          stop += times - 1
        }
        if (length == 0) {
          i = stop
          continue
        }
        for (; i < stop; i++) {
          if (i < literalCount) {
            addCode(work, counts, codes++, i, length)
            literalCodes = codes
            if (i == END_OF_BLOCK) hasEnd = true
          } else {
            addCode(work, work + SECOND_COUNTS, codes++, i - literalCount, length)
          }
        }
      }
      if (!hasEnd) return NOT_SURE
      if (!makeTable(work, 0, literalCodes, counts, work + LITERAL_ROWS, literals, LITERAL_BITS, true))
        return NOT_SURE
      const second = work + SECOND_COUNTS
      if (!makeTable(work, literalCodes, codes, second, work + DISTANCE_ROWS, distances, DISTANCE_BITS, true))
        return NOT_SURE
    }

    at = decodeBlock(literals, distances, at, held, count, to, room, roomEnd, atMax, work)
    if (at == 0) return NOT_SURE
    held = load<u64>(work + HELD)
    count = load<u32>(work + COUNT)
    to = load<u32>(work + TO)
  } while (!isLast)

  at -= count >> 3
  if (at + 4 > end || to >= roomEnd) return NOT_SURE
  if (bswap(load<u32>(at, 0, 1)) != adler32(room, to)) return NOT_SURE
  const size = to - room
  if (target != room) copyBytes(target, room, size)
  store<u32>(work + MADE, size)
  return <i32>(at + 4)
}

/**
 * Decodes the rest of a block (3.2.3).
 *
 * @returns Where the input goes on: HELD, COUNT and TO of the workspace say the rest. 0: it is no block, or too long.
 */
function decodeBlock(
  literals: u32,
  distances: u32,
  at: u32,
  held: u64,
  count: u32,
  to: u32,
  room: u32,
  roomEnd: u32,
  atMax: u32,
  work: u32,
): u32 {
  held |= load<u64>(at, 0, 1) << (<u64>count)
  at += 7 - ((count >> 3) & 7)
  count |= 56
  // The next row is always under way before what the last one says is done.
  let row = load<u32>(literals + (((<u32>held) & LITERAL_MASK) << 2))
  for (;;) {
    let before = held
    held >>= <u64>row
    count -= row
    // As many literals as there are bits for, and the code behind them.
    if (<i32>row < 0) {
      store<u8>(to, <u8>(row >> 16))
      row = load<u32>(literals + (((<u32>held) & LITERAL_MASK) << 2))
      before = held
      held >>= <u64>row
      count -= row
      to++
      if (<i32>row < 0) {
        store<u8>(to, <u8>(row >> 16))
        row = load<u32>(literals + (((<u32>held) & LITERAL_MASK) << 2))
        before = held
        held >>= <u64>row
        count -= row
        to++
        if (<i32>row < 0) {
          store<u8>(to++, <u8>(row >> 16))
          row = load<u32>(literals + (((<u32>held) & LITERAL_MASK) << 2))
          held |= load<u64>(at, 0, 1) << (<u64>count)
          at += 7 - ((count >> 3) & 7)
          count |= 56
          if (<i32>((atMax - at) | (roomEnd - to)) < 0) return breakOff(at, atMax, to, work)
          continue
        }
      }
    }
    if (row & (END | NONE | SECOND)) {
      if (row & SECOND) {
        row = load<u32>(literals + (((row >> 16) + ((<u32>held) & ((1 << ((row >> 8) & 15)) - 1))) << 2))
        before = held
        held >>= <u64>row
        count -= row
        if (<i32>row < 0) {
          store<u8>(to++, <u8>(row >> 16))
          held |= load<u64>(at, 0, 1) << (<u64>count)
          at += 7 - ((count >> 3) & 7)
          count |= 56
          row = load<u32>(literals + (((<u32>held) & LITERAL_MASK) << 2))
          if (<i32>((atMax - at) | (roomEnd - to)) < 0) return breakOff(at, atMax, to, work)
          continue
        }
      }
      if (row & END) break
      if (row & NONE) return 0
    }
    const stop = to + valueOf(row, <u32>before)
    if ((count & 63) < DISTANCE_MAX_BITS) {
      held |= load<u64>(at, 0, 1) << (<u64>count)
      at += 7 - ((count >> 3) & 7)
      count |= 56
    }
    row = load<u32>(distances + (((<u32>held) & DISTANCE_MASK) << 2))
    if (row & SECOND) {
      held >>= <u64>row
      count -= row
      row = load<u32>(distances + (((row >> 16) + ((<u32>held) & ((1 << ((row >> 8) & 15)) - 1))) << 2))
    }
    const distance = valueOf(row, <u32>held)
    held >>= <u64>row
    count -= row
    if (distance - 1 >= to - room) return 0 // 0 as well
    held |= load<u64>(at, 0, 1) << (<u64>count)
    row = load<u32>(literals + (((<u32>held) & LITERAL_MASK) << 2))
    at += 7 - ((count >> 3) & 7)
    count |= 56
    repeat(to, distance, stop)
    to = stop
    if (<i32>((atMax - at) | (roomEnd - to)) < 0) return breakOff(at, atMax, to, work)
  }
  store<u64>(work + HELD, held)
  store<u32>(work + COUNT, count & 63)
  store<u32>(work + TO, to)
  return at
}

/** Leaves how far the content goes that was made, unless the input has ended; 0, as `decodeBlock` answers then. */
function breakOff(at: u32, atMax: u32, to: u32, work: u32): u32 {
  if (at <= atMax) store<u32>(work + TO, to)
  return 0
}

/** Size of the content that `inflate` made last. */
export function inflatedSize(): u32 {
  return load<u32>(WORK_AT + MADE)
}

/**
 * Inflates the first `size` bytes of the stream at `from…end`, a few, to `room`.
 *
 * @returns False: they cannot be had so, or not with certainty.
 */
export function inflateHead(from: u32, end: u32, room: u32, size: u32, work: u32): bool {
  store<u32>(work + TO, 0)
  if (inflate(from, end, room, room + size, room, work) >= 0) return load<u32>(work + MADE) >= size
  return load<u32>(work + TO) >= room + size
}

/** What a code and the extra bits behind it stand for. */
function valueOf(row: u32, held: u32): u32 {
  return (row >> 16) + ((held & ((1 << (row & 31)) - 1)) >> ((row >> 8) & 15))
}

/** Writes the bytes from `distance` before `to` on at `to…stop`, and up to 15 behind. */
function repeat(to: u32, distance: u32, stop: u32): void {
  let from = to - distance
  if (distance >= 16) {
    do {
      copySixteen(to, from)
      to += 16
      from += 16
    } while (to < stop)
  } else if (distance >= 8) {
    do {
      store<u64>(to, load<u64>(from, 0, 1), 0, 1)
      to += 8
      from += 8
    } while (to < stop)
  } else {
    do store<u8>(to++, load<u8>(from++))
    while (to < stop)
  }
}
