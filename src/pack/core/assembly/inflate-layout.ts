/**
 * What inflating keeps beside the stream and its content: a workspace of tables, and how a row of them is read.
 *
 * Codes are looked up by the next bits of input. A row says all that is to be known of one: the bits to drop, those of
 * its extra bits among them, and what it stands for.
 */

/** Bits that literals and lengths, distances, and the lengths of codes are looked up by at first. */
export const LITERAL_BITS: u32 = 10
export const DISTANCE_BITS: u32 = 8
export const PRECODE_BITS: u32 = 7

/** RFC 1951, 3.2.5 to 3.2.7: codes of each kind, those that stand for nothing among them. */
export const LITERAL_CODES: u32 = 288
export const DISTANCE_CODES: u32 = 32
export const PRECODE_CODES: u32 = 19

// A row: in the low byte bits of the code together with its extra bits; in the low half of the second byte bits of the
// code alone; in the high half the literal, or what the extra bits add to.
/** The sign: a row below 0 is a literal. */
export const LITERAL: u32 = 0x8000_0000
/** Leads to a second table: where it begins is in the high half, how many bits it is looked up by in the second byte. */
export const SECOND: u32 = 0x4000
/** The end of the block. */
export const END: u32 = 0x2000
/** No code. As a distance it is 0, which none is. */
export const NONE: u32 = 0x1000

// Where in the workspace is what, in bytes.
/** What each symbol stands for: the row that its code gets, but for the bits of the code. */
export const LITERAL_ROWS: u32 = 0
export const DISTANCE_ROWS: u32 = LITERAL_ROWS + LITERAL_CODES * 4
export const PRECODE_ROWS: u32 = DISTANCE_ROWS + DISTANCE_CODES * 4
/** The tables of the fixed codes (3.2.6), made once. */
export const FIXED_LITERALS: u32 = PRECODE_ROWS + 80
export const FIXED_DISTANCES: u32 = FIXED_LITERALS + (4 << LITERAL_BITS)
/**
 * Those of a block's own codes. Behind the first table is room for second ones of any set of lengths: each has two codes
 * at least, and as many rows as the bits from the first table to the longest code, 15, make.
 */
export const LITERALS: u32 = FIXED_DISTANCES + (4 << DISTANCE_BITS)
export const DISTANCES: u32 =
  LITERALS + ((1 << LITERAL_BITS) + (LITERAL_CODES / 2) * (1 << (15 - LITERAL_BITS))) * 4
export const PRECODES: u32 =
  DISTANCES + ((1 << DISTANCE_BITS) + (DISTANCE_CODES / 2) * (1 << (15 - DISTANCE_BITS))) * 4
/** Those symbols of a block that have codes, in their order, and how long the codes are. */
export const SYMBOLS: u32 = PRECODES + (4 << PRECODE_BITS)
export const LENGTHS: u32 = SYMBOLS + (LITERAL_CODES + DISTANCE_CODES) * 2
/** How many codes there are of each length, for two kinds of codes at a time. */
export const COUNTS: u32 = LENGTHS + LITERAL_CODES + DISTANCE_CODES
export const SECOND_COUNTS: u32 = COUNTS + 64
/** The symbols in the order of their codes. */
export const SORTED: u32 = SECOND_COUNTS + 64
/** Where decoding a block ended: bits that are held, their number, one past the content. Size of all content made. */
export const HELD: u32 = (SORTED + LITERAL_CODES * 2 + 7) & ~7
export const COUNT: u32 = HELD + 8
export const TO: u32 = COUNT + 4
export const MADE: u32 = TO + 4

/** Bytes of the workspace. */
export const WORKSPACE: u32 = MADE + 8
