/**
 * The header of a pack entry: what is stored, how large it is, and which base a delta needs.
 *
 * Format: gitformat-pack, "pack-*.pack files". "n-byte type and length" (3 bits of type, then the size of the
 * inflated data in 4 + 7 + 7 … bits, least significant first); for an ofs-delta the distance back to the base, in
 * "offset encoding" (7 bits a byte, most significant first, each further byte adding 1); for a ref-delta the base's
 * oid; then the zlib stream.
 */
/* eslint no-bitwise: "off" -- the operands are single bytes */
import type { ObjectType } from '../../object/object-type.js'

// gitformat-pack, "Object types"
export const OBJ_COMMIT = 1
export const OBJ_TREE = 2
export const OBJ_BLOB = 3
export const OBJ_TAG = 4
export const OBJ_OFS_DELTA = 6
export const OBJ_REF_DELTA = 7

/** The name of each whole type by its number; the rest are deltas or not assigned. */
export const TYPE_NAMES: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag']

/** 4 bits of size in the first byte and 7 in each further: 8 bytes hold 53. */
const TYPE_AND_SIZE_MAX = 8
/** 7 bits a byte: 8 bytes hold 56, and what does not fit 53 is checked. */
const DISTANCE_MAX = 8
/** No header is longer, with a base's oid of 32 bytes. */
export const ENTRY_HEADER_MAX = TYPE_AND_SIZE_MAX + 32

/** Filled by {@link readEntryHeader}; one object is used again and again. */
export class EntryHeader {
  /** One of the `OBJ_…` numbers. */
  type = 0
  /** Bytes of inflated data: of the content, or of the delta's instructions. */
  size = 0
  /** Bytes from the start of this entry to its zlib stream. */
  length = 0
  /** Ofs-delta: bytes from this entry back to its base. */
  baseDistance = 0
  /** Ref-delta: where in the bytes given the base's raw oid begins. */
  baseOidAt = 0
}

/**
 * Reads the header at `at`.
 *
 * Hot: once per entry of each chain.
 *
 * @param end One past the last byte that may belong to the header.
 * @param width Bytes of an oid.
 * @returns What is wrong, for the caller who knows path and offset; undefined when nothing is.
 */
export function readEntryHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  width: number,
  out: EntryHeader,
): string | undefined {
  const start = at
  if (at >= end) return 'no entry before the end of the pack'
  const sizeEnd = Math.min(end, at + TYPE_AND_SIZE_MAX)
  let byte = bytes[at++]!
  const type = (byte >>> 4) & 0x07
  let size = byte & 0x0f
  let scale = 0x10 // a multiplier, not a shift: a size may need more than 32 bits
  while (byte & 0x80) {
    if (at === sizeEnd) return 'entry size is cut short or beyond 2^53'
    byte = bytes[at++]!
    size += (byte & 0x7f) * scale
    scale *= 0x80
  }
  if (size > Number.MAX_SAFE_INTEGER) return 'entry size is beyond 2^53'
  out.type = type
  out.size = size
  if (type === OBJ_OFS_DELTA) {
    const distanceEnd = Math.min(end, at + DISTANCE_MAX)
    if (at === distanceEnd) return 'entry header is cut short'
    byte = bytes[at++]!
    let distance = byte & 0x7f
    while (byte & 0x80) {
      if (at === distanceEnd) return 'distance to the delta base is cut short or beyond 2^53'
      byte = bytes[at++]!
      distance = (distance + 1) * 0x80 + (byte & 0x7f)
    }
    if (distance === 0 || distance > Number.MAX_SAFE_INTEGER) return `delta base at distance ${distance}`
    out.baseDistance = distance
  } else if (type === OBJ_REF_DELTA) {
    if (at + width > end) return 'entry header is cut short'
    out.baseOidAt = at
    at += width
  } else if (type < OBJ_COMMIT || type > OBJ_TAG) {
    return `unknown object type ${type}`
  }
  out.length = at - start
  return undefined
}
