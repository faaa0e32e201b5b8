/**
 * The bytes of a pack's `.idx` and `.rev` files, as git writes them.
 *
 * Format: gitformat-pack, "pack-*.idx files" and "pack-*.rev files"; see `PackIndex` and `RevFile`, which read them.
 */
import { createHash } from 'node:crypto'
import { writeUint32 } from '../../base/big-endian.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import type { EntryTable } from '../traverse/entry-table.js'
import { compareRows } from './compare-rows.js'
import { DuplicateObjectError } from './errors.js'
import type { PackContents } from './pack-contents.js'

const INDEX_SIGNATURE = 0xff744f63
const REV_SIGNATURE = 0x52494458 // "RIDX"
const REV_HEADER_SIZE = 12
const FANOUT_SIZE = 256 * 4
/** From here on an offset has the high bit of 32 set, and version 2 keeps it in its table of 64-bit offsets. */
const LARGE_OFFSET = 0x8000_0000

export interface IndexFormat {
  /** Version 1 becomes 2 all the same where an offset needs it. */
  readonly version: 1 | 2
  /** Offsets above this go to the 64-bit table, though they may fit 31 bits. */
  readonly offset32Max: number
  /** Offsets that go to the 64-bit table though they are not above it. */
  readonly keptLarge?: ReadonlySet<number>
  /** Whether an object may be in the pack more than once. */
  readonly allowDuplicates: boolean
}

export const DEFAULT_INDEX_FORMAT: IndexFormat = {
  version: 2,
  offset32Max: LARGE_OFFSET - 1,
  allowDuplicates: true,
}

/**
 * The bytes of the index of a pack.
 *
 * @param order Index position to pack position; see `sortByOid`.
 * @throws {DuplicateObjectError} An object is there twice, and must not be.
 */
export function buildIndex(
  { entries, checksum, algorithm }: PackContents,
  order: Int32Array,
  format: IndexFormat,
): Buffer {
  if (!format.allowDuplicates) checkDuplicates(entries, order)
  const isLarge = (offset: number): boolean =>
    offset >= LARGE_OFFSET || offset > format.offset32Max || (format.keptLarge?.has(offset) ?? false)
  const isVersion2 = format.version === 2 || isLarge(entries.offsets[entries.count - 1] ?? 0)
  const index = isVersion2 ? version2(entries, order, isLarge) : version1(entries, order)
  return withTrailers(index, checksum, algorithm)
}

function version1({ oids, width, offsets }: EntryTable, order: Int32Array): Buffer {
  const rowSize = 4 + width
  const index = Buffer.alloc(FANOUT_SIZE + order.length * rowSize)
  writeFanout(index, 0, oids, width, order.length)
  for (let i = 0; i < order.length; i++) {
    const at = FANOUT_SIZE + i * rowSize
    index.writeUInt32BE(offsets[order[i]!]!, at)
    copyOid(oids, order[i]! * width, width, index, at + 4)
  }
  return index
}

function version2(
  { oids, width, offsets, crcs }: EntryTable,
  order: Int32Array,
  isLarge: (offset: number) => boolean,
): Buffer {
  const count = order.length
  let largeCount = 0
  for (let i = 0; i < count; i++) if (isLarge(offsets[i]!)) largeCount++
  const oidsAt = 8 + FANOUT_SIZE
  const crcsAt = oidsAt + count * width
  const offsetsAt = crcsAt + count * 4
  const largeAt = offsetsAt + count * 4
  const index = Buffer.alloc(largeAt + largeCount * 8)
  index.writeUInt32BE(INDEX_SIGNATURE, 0)
  index.writeUInt32BE(2, 4)
  writeFanout(index, 8, oids, width, count)
  // A loop for each table: what an oid sorts next to stands anywhere in the pack, and in a short loop the processor waits
  // for several places at once.
  for (let i = 0; i < count; i++) copyOid(oids, order[i]! * width, width, index, oidsAt + i * width)
  for (let i = 0; i < count; i++) writeUint32(index, crcsAt + i * 4, crcs[order[i]!]!)
  let largeRow = 0
  for (let i = 0; i < count; i++) {
    const offset = offsets[order[i]!]!
    if (isLarge(offset)) {
      writeUint32(index, offsetsAt + i * 4, LARGE_OFFSET + largeRow)
      index.writeBigUInt64BE(BigInt(offset), largeAt + largeRow * 8)
      largeRow++
    } else {
      writeUint32(index, offsetsAt + i * 4, offset)
    }
  }
  return index
}

/** @param count Oids, in any order. */
function writeFanout(index: Buffer, at: number, oids: Uint8Array, width: number, count: number): void {
  const perByte = new Uint32Array(256)
  for (let i = 0; i < count; i++) perByte[oids[i * width]!]!++
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    sum += perByte[byte]!
    index.writeUInt32BE(sum, at + byte * 4)
  }
}

function copyOid(oids: Uint8Array, from: number, width: number, out: Uint8Array, at: number): void {
  for (let i = 0; i < width; i++) out[at + i] = oids[from + i]!
}

/** @throws {DuplicateObjectError} An object is there twice. */
export function checkDuplicates({ oids, width }: EntryTable, order: Int32Array): void {
  for (let i = 1; i < order.length; i++) {
    const at = order[i]! * width
    if (compareRows(oids, order[i - 1]! * width, oids, at, width) === 0) {
      throw new DuplicateObjectError(encodeHex(oids, at, width))
    }
  }
}

/** The bytes of the reverse index of a pack. */
export function buildReverseIndex(
  { checksum, algorithm }: Pick<PackContents, 'checksum' | 'algorithm'>,
  order: Int32Array,
): Buffer {
  const file = Buffer.alloc(REV_HEADER_SIZE + order.length * 4)
  file.writeUInt32BE(REV_SIGNATURE, 0)
  file.writeUInt32BE(1, 4)
  file.writeUInt32BE(algorithm.name === 'sha1' ? 1 : 2, 8)
  for (let i = 0; i < order.length; i++) file.writeUInt32BE(i, REV_HEADER_SIZE + order[i]! * 4)
  return withTrailers(file, checksum, algorithm)
}

/** Both kinds end with the checksum of the pack and that of the file itself. */
function withTrailers(content: Buffer, packChecksum: Buffer, algorithm: HashAlgorithm): Buffer {
  const own = createHash(algorithm.name).update(content).update(packChecksum).digest()
  return Buffer.concat([content, packChecksum, own])
}
