/**
 * Blocks of a reftable: sorted records whose keys share prefixes, and restarts where a key is written in full.
 *
 * Format: git's reftable document, "Ref block format", "Index block format" and "Log block format". In order: type
 * (1 byte), length (3 bytes), records, restart offsets (3 bytes each), their count (2 bytes). The records of a block
 * of logs are deflated. Offsets count from the start of the block, which for the first one is that of the file.
 */
/* eslint no-bitwise: "off" -- flags and 7-bit groups; numbers are put together by multiplying */
import { constants, inflateSync } from 'node:zlib'
import { readUint16 } from '../../../base/big-endian.js'
import { CorruptRefError } from '../errors.js'
import type { TableFile } from './table-file.js'

export type BlockType = 'r' | 'g' | 'i'

const TYPES: ReadonlyMap<number, BlockType> = new Map([
  [0x72, 'r'],
  [0x67, 'g'],
  [0x69, 'i'],
])

/** A key with where its value stands; the key is valid until the next record is read. */
export interface BlockRecord {
  readonly key: Buffer
  /** The low three bits beside the length of the key: what kind of value follows. */
  readonly valueType: number
  readonly value: FieldReader
}

/** Reads the value of a record, which tells where the next one begins. */
export type SkipValue = (valueType: number, value: FieldReader) => void

/** One block, inflated if it was deflated. */
export class Block {
  readonly #restartCount: number
  readonly #restartsAt: number

  /**
   * @param bytes From the start of the block to its end, padding left out.
   * @param recordsAt Where the first record is.
   * @param next The position in the file at which the block after this one begins.
   */
  constructor(
    readonly type: BlockType,
    readonly bytes: Uint8Array,
    readonly recordsAt: number,
    readonly next: number,
    private readonly path: string,
    private readonly position: number,
  ) {
    this.#restartCount = bytes.length < 2 ? 0 : readUint16(bytes, bytes.length - 2)
    this.#restartsAt = bytes.length - 2 - 3 * this.#restartCount
    if (this.#restartCount === 0 || this.#restartsAt < recordsAt) {
      throw new CorruptRefError(path, position, 'a block of the reftable has no valid restarts')
    }
  }

  /**
   * The records from the first one whose key is not below `from`.
   *
   * @param skipValue Called for each record whose value the consumer has not read to its end.
   * @throws {CorruptRefError} A record runs out of the block.
   */
  *records(from: Uint8Array, skipValue: SkipValue): Iterable<BlockRecord> {
    const fields = this.#fields(this.#lastRestartBelow(from))
    let key: Buffer = Buffer.alloc(0)
    while (fields.at < this.#restartsAt) {
      const prefixLength = fields.varint()
      const packed = fields.varint()
      if (prefixLength > key.length) throw fields.corrupt('a key shares more than the key before it has')
      const suffix = fields.take(Math.floor(packed / 8))
      key = Buffer.concat([key.subarray(0, prefixLength), suffix])
      const valueType = packed % 8
      const valueAt = fields.at
      skipValue(valueType, fields)
      const next = fields.at
      if (Buffer.compare(key, from) >= 0) {
        fields.at = valueAt
        yield { key, valueType, value: fields }
        fields.at = next
      }
    }
  }

  /** The offset of the last restart whose key is below `wanted`, or of the first record. */
  #lastRestartBelow(wanted: Uint8Array): number {
    let low = 0
    let high = this.#restartCount
    while (low < high) {
      const middle = (low + high) >>> 1
      const fields = this.#fields(this.#restartAt(middle))
      fields.varint()
      const key = fields.take(Math.floor(fields.varint() / 8))
      if (Buffer.compare(key, wanted) < 0) low = middle + 1
      else high = middle
    }
    return low === 0 ? this.recordsAt : this.#restartAt(low - 1)
  }

  #restartAt(n: number): number {
    const at = this.#restartsAt + 3 * n
    const offset = readUint24(this.bytes, at)
    if (offset < this.recordsAt || offset >= this.#restartsAt) {
      throw new CorruptRefError(this.path, this.position, 'a restart lies outside of its reftable block')
    }
    return offset
  }

  #fields(at: number): FieldReader {
    return new FieldReader(this.bytes, at, this.#restartsAt, this.path, this.position)
  }
}

/** Reads field after field, never past the records of the block. */
export class FieldReader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    private readonly end: number,
    private readonly path: string,
    private readonly position: number,
  ) {}

  /** A number in groups of seven bits, the first group first; each further group counts from the next number on. */
  varint(): number {
    let byte = this.byte()
    let value = byte & 0x7f
    while (byte & 0x80) {
      byte = this.byte()
      value = (value + 1) * 0x80 + (byte & 0x7f)
      if (!Number.isSafeInteger(value)) throw this.corrupt('a number is beyond 2^53')
    }
    return value
  }

  byte(): number {
    if (this.at >= this.end) throw this.corrupt('a record is cut short')
    return this.bytes[this.at++]!
  }

  /** A view of the next `length` bytes. */
  take(length: number): Buffer {
    if (length > this.end - this.at) throw this.corrupt('a record is cut short')
    const taken = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.at, length)
    this.at += length
    return taken
  }

  corrupt(detail: string): CorruptRefError {
    return new CorruptRefError(this.path, this.position, `${detail} in a reftable block`)
  }
}

/**
 * The block at a position of the file; undefined at the end of the blocks, or where one of another type stands.
 *
 * @throws {CorruptRefError} Its length is not possible, or it cannot be inflated.
 */
export function readBlock(file: TableFile, position: number): Block | undefined {
  const headerAt = position === 0 ? file.headerSize : position
  if (headerAt + 4 > file.end) return undefined
  const type = TYPES.get(file.bytes[headerAt]!)
  if (type === undefined) return undefined
  const length = readUint24(file.bytes, headerAt + 1)
  const recordsAt = headerAt + 4 - position
  if (type === 'g') return readLogBlock(file, position, length, recordsAt)
  if (length < recordsAt || position + length > file.end) {
    throw new CorruptRefError(file.path, position, 'a reftable block is longer than its file')
  }
  const bytes = file.bytes.subarray(position, position + length)
  return new Block(type, bytes, recordsAt, endOfPadding(file, position, length), file.path, position)
}

/** Blocks are padded with zeros to the block size, but for the last before a section that is not. */
function endOfPadding(file: TableFile, position: number, length: number): number {
  const isPadded = length < file.blockSize && file.bytes[position + length] === 0
  return position + (isPadded ? file.blockSize : length)
}

/** What a deflated block of logs may come to: the length field's own limit. */
const LOG_BLOCK_SIZE_MAX = 0xffffff

function readLogBlock(file: TableFile, position: number, length: number, recordsAt: number): Block {
  const inflatedSize = length - recordsAt
  if (inflatedSize <= 0 || length > LOG_BLOCK_SIZE_MAX) {
    throw new CorruptRefError(file.path, position, 'a block of reflogs has an impossible length')
  }
  const deflated = file.bytes.subarray(position + recordsAt, file.end)
  const { buffer, consumed } = inflate(deflated, inflatedSize, file, position)
  if (buffer.length !== inflatedSize) {
    throw new CorruptRefError(file.path, position, 'a block of reflogs does not inflate to its length')
  }
  const bytes = Buffer.concat([file.bytes.subarray(position, position + recordsAt), buffer])
  return new Block('g', bytes, recordsAt, position + recordsAt + consumed, file.path, position)
}

function inflate(
  deflated: Uint8Array,
  size: number,
  file: TableFile,
  position: number,
): { buffer: Buffer; consumed: number } {
  try {
    const options = { maxOutputLength: size, info: true, finishFlush: constants.Z_SYNC_FLUSH }
    const { buffer, engine } = inflateSync(deflated, options) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    return { buffer, consumed: engine.bytesWritten }
  } catch (error) {
    throw new CorruptRefError(file.path, position, 'a block of reflogs cannot be inflated', { cause: error })
  }
}

function readUint24(bytes: Uint8Array, at: number): number {
  return readUint16(bytes, at) * 0x100 + bytes[at + 2]!
}
