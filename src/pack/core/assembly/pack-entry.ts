/**
 * The header of a pack entry: what is stored, how large it is, and where the base of a delta is.
 *
 * Format: gitformat-pack, "pack-*.pack files". "n-byte type and length" (3 bits of type, then the size of the inflated
 * data in 4 + 7 + 7 … bits, least significant first); for an ofs-delta the distance back to the base, in "offset
 * encoding" (7 bits a byte, most significant first, each further byte adding 1); for a ref-delta the base's oid; then the
 * zlib stream. And of its index: where entries begin.
 *
 * Checked: the entry lies inside the pack, no field is cut short or beyond 2^53, the base is there.
 */
import {
  BAD_DISTANCE,
  BASE_BEFORE_PACK,
  BASE_MISSING,
  BASE_OID_AT,
  DISTANCE_CUT_SHORT,
  ENTRY_OUTSIDE,
  HEADER_CUT_SHORT,
  LARGE_OFFSET_BEYOND,
  NO_LARGE_OFFSET,
  NOT_THERE,
  PACK_ENTRIES_END,
  PACK_FILE,
  PACK_LARGE_AT,
  PACK_LARGE_COUNT,
  PACK_OFFSET_STRIDE,
  PACK_OFFSETS_AT,
  PACK_TABLE,
  PACK_VERSION,
  SIZE_BEYOND,
  SIZE_CUT_SHORT,
  TABLE_FILE,
  TABLE_WIDTH,
  UNKNOWN_TYPE,
} from '../core-layout'
import { copyBytes } from './copy-bytes'
import { fail } from './host'
import { findOid } from './oid-table'
import { addressOf, leftFrom, wholeAt, word } from './windows'

// gitformat-pack, "Object types"
const OBJ_COMMIT: u32 = 1
const OBJ_TAG: u32 = 4
export const OBJ_BLOB: u32 = 3
const OBJ_OFS_DELTA: u32 = 6
const OBJ_REF_DELTA: u32 = 7

const PACK_HEADER_SIZE: f64 = 12
/** Nine of ten entries are smaller: where windows are scarce, one read mostly brings header and data. */
const ENTRY_SIZE_USUAL: f64 = 512
/** 4 bits of size in the first byte and 7 in each further: 8 bytes hold 53. */
const TYPE_AND_SIZE_MAX: u32 = 8
/** 7 bits a byte: 8 bytes hold 56, and what does not fit 53 is checked. */
const DISTANCE_MAX: u32 = 8
/** No header is longer, with a base's oid of 32 bytes. */
const ENTRY_HEADER_MAX: u32 = TYPE_AND_SIZE_MAX + 32
const SAFE_MAX: f64 = 9007199254740991

/** Of the entry whose header was read last: its OBJ_… number, */
export let entryType: u32 = 0
/** bytes of inflated data, of content or of a delta's instructions, */
export let entrySize: f64 = 0
/** bytes from its beginning to its zlib stream, */
export let entryLength: u32 = 0
/** and where its base begins; 0: it is no delta. */
export let entryBase: f64 = 0

export function isDelta(type: u32): bool {
  return type == OBJ_OFS_DELTA || type == OBJ_REF_DELTA
}

/** Reads the header of the entry at `offset`. Hot: once per entry of each chain that the cache does not have. */
export function readEntry(pack: u32, offset: f64): void {
  const entriesEnd = load<f64>(pack, PACK_ENTRIES_END)
  if (!(offset >= PACK_HEADER_SIZE && offset < entriesEnd)) fail(ENTRY_OUTSIDE, pack, offset, 0, 0)
  const file = load<u32>(pack, PACK_FILE)
  const rest = entriesEnd - offset
  let at = addressOf(file, offset, min<f64>(ENTRY_SIZE_USUAL, rest))
  const most = <u32>min<f64>(<f64>ENTRY_HEADER_MAX, rest)
  if (leftFrom(file, offset) < <f64>most) at = wholeAt(file, offset, most, <f64>most)
  const start = at
  const end = at + most
  const sizeEnd = min(end, at + TYPE_AND_SIZE_MAX)
  let byte: u32 = load<u8>(at++)
  const type = (byte >> 4) & 7
  let size = <f64>(byte & 15)
  let scale: f64 = 16
  while (byte & 0x80) {
    if (at == sizeEnd) fail(SIZE_CUT_SHORT, pack, offset, 0, 0)
    byte = load<u8>(at++)
    size += <f64>(byte & 0x7f) * scale
    scale *= 128
  }
  if (size > SAFE_MAX) fail(SIZE_BEYOND, pack, offset, 0, 0)
  let base: f64 = 0
  if (type == OBJ_OFS_DELTA) {
    const distanceEnd = min(end, at + DISTANCE_MAX)
    if (at == distanceEnd) fail(HEADER_CUT_SHORT, pack, offset, 0, 0)
    byte = load<u8>(at++)
    let distance = <f64>(byte & 0x7f)
    while (byte & 0x80) {
      if (at == distanceEnd) fail(DISTANCE_CUT_SHORT, pack, offset, 0, 0)
      byte = load<u8>(at++)
      distance = (distance + 1) * 128 + <f64>(byte & 0x7f)
    }
    if (distance == 0 || distance > SAFE_MAX) fail(BAD_DISTANCE, pack, offset, distance, 0)
    base = offset - distance
    if (base <= 0) fail(BASE_BEFORE_PACK, pack, offset, 0, 0)
    entryLength = at - start
  } else if (type == OBJ_REF_DELTA) {
    const width = load<u32>(load<u32>(pack, PACK_TABLE), TABLE_WIDTH)
    if (at + width > end) fail(HEADER_CUT_SHORT, pack, offset, 0, 0)
    copyBytes(BASE_OID_AT, at, width)
    entryLength = at + width - start
    const position = findOid(load<u32>(pack, PACK_TABLE), BASE_OID_AT)
    if (position == NOT_THERE) fail(BASE_MISSING, pack, offset, 0, 0)
    base = offsetAt(pack, position)
  } else {
    if (type < OBJ_COMMIT || type > OBJ_TAG) fail(UNKNOWN_TYPE, pack, offset, <f64>type, 0)
    entryLength = at - start
  }
  entryType = type
  entrySize = size
  entryBase = base
}

/** Where the entry at an index position, which is inside the table, begins in the pack. */
export function offsetAt(pack: u32, position: f64): f64 {
  const file = load<u32>(load<u32>(pack, PACK_TABLE), TABLE_FILE)
  const at = load<f64>(pack, PACK_OFFSETS_AT) + position * <f64>load<u32>(pack, PACK_OFFSET_STRIDE)
  const offset = word(file, at)
  if (offset < 0x8000_0000 || load<u32>(pack, PACK_VERSION) == 1) return <f64>offset
  const row = <f64>(offset & 0x7fff_ffff)
  if (row >= load<f64>(pack, PACK_LARGE_COUNT)) {
    fail(NO_LARGE_OFFSET, pack, at, row, load<f64>(pack, PACK_LARGE_COUNT))
  }
  const largeAt = load<f64>(pack, PACK_LARGE_AT) + row * 8
  const large = <f64>word(file, largeAt) * 4294967296.0 + <f64>word(file, largeAt + 4)
  if (large > SAFE_MAX) fail(LARGE_OFFSET_BEYOND, pack, largeAt, 0, 0)
  return large
}
