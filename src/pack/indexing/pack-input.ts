/**
 * A pack as it comes in, from the first byte to the last: hashed, its entries' CRC-32s taken, and copied if asked.
 *
 * A window that only moves forward, in one buffer. The source is asked for no byte before it is needed: behind the
 * end of a pack on a pipe there may be nothing for a long time.
 */
import { createHash, type Hash } from 'node:crypto'
import { crc32 } from '../../base/crc32.js'
import { readUint32 } from '../../base/big-endian.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { ENTRY_HEADER_MAX, type EntryHeader, readEntryHeader } from '../data/entry-header.js'
import { PACK_HEADER_SIZE } from '../data/pack-data.js'
import { CorruptPackError } from '../errors.js'
import type { ByteWindow } from '../inflate/stream-inflater.js'
import { PackTooLargeError } from './errors.js'

const SIGNATURE = 0x5041434b // "PACK"
const BUFFER_SIZE = 1024 * 1024

/** Where the bytes of a pack come from. */
export interface PackSource {
  /** Waits for bytes and puts them to `into[at…]`; returns how many, and 0 at the end. */
  read(into: Uint8Array, at: number): number
}

export interface PackInputOptions {
  readonly algorithm: HashAlgorithm
  /** What error messages call the pack. */
  readonly path: string
  /** Bytes that the pack may have; the default is no limit. */
  readonly sizeMax?: number | undefined
  /** Given every byte of the pack but its trailer, in order; the array is used again afterwards. */
  readonly copy?: ((bytes: Uint8Array) => void) | undefined
}

export class PackInput implements ByteWindow {
  readonly bytes: Uint8Array = new Uint8Array(BUFFER_SIZE)
  begin = 0
  end = 0
  readonly path: string
  readonly #source: PackSource
  readonly #algorithm: HashAlgorithm
  readonly #sizeMax: number
  readonly #copy: ((bytes: Uint8Array) => void) | undefined
  readonly #hash: Hash
  // The CRC-32 of the current entry up to `#crcAt`.
  #crc = 0
  #crcAt = 0

  constructor(source: PackSource, { algorithm, path, sizeMax, copy }: PackInputOptions) {
    this.#source = source
    this.#algorithm = algorithm
    this.#sizeMax = sizeMax ?? Infinity
    this.#copy = copy
    this.path = path
    this.#hash = createHash(algorithm.name)
  }

  /**
   * Moves the window so that it holds the byte at `offset`: one past its end at most, and never back.
   *
   * @throws {CorruptPackError} The source has ended.
   */
  seek(offset: number): void {
    if (offset === this.end && !this.#more(offset)) throw this.#cutShort(offset)
  }

  /**
   * Reads the header of the pack.
   *
   * @returns How many objects it declares.
   * @throws {CorruptPackError | UnsupportedFormatError} It is none, or of another version than 2 and 3.
   */
  readPackHeader(): number {
    while (this.end < PACK_HEADER_SIZE) if (!this.#more(0)) throw this.#cutShort(this.end)
    if (readUint32(this.bytes, 0) !== SIGNATURE) throw this.#corrupt(0, 'pack signature mismatch')
    const version = readUint32(this.bytes, 4)
    if (version !== 2 && version !== 3) {
      throw new UnsupportedFormatError(this.path, `pack version ${version} unsupported`)
    }
    return readUint32(this.bytes, 8)
  }

  /**
   * Reads the header of the entry at `offset`, and begins its CRC-32. `out.baseOidAt` counts in `bytes`.
   *
   * @throws {CorruptPackError} It breaks the format.
   */
  readHeader(offset: number, out: EntryHeader): void {
    this.#crc = 0
    this.#crcAt = offset
    for (;;) {
      const at = offset - this.begin
      const end = Math.min(this.end - this.begin, at + ENTRY_HEADER_MAX)
      const fault = readEntryHeader(this.bytes, at, end, this.#algorithm.size, out)
      if (fault === undefined) return
      if (end === at + ENTRY_HEADER_MAX) throw this.#corrupt(offset, fault)
      if (!this.#more(offset)) throw this.#cutShort(this.end)
    }
  }

  /** The CRC-32 of the entry whose header was read last and which ends at `end`. */
  crcUpTo(end: number): number {
    return crc32(this.bytes.subarray(this.#crcAt - this.begin, end - this.begin), this.#crc)
  }

  /**
   * Reads the trailer behind the last entry, and compares it with the checksum of everything before.
   *
   * @returns The checksum: raw bytes.
   * @throws {CorruptPackError} It differs.
   */
  finish(entriesEnd: number): Buffer {
    const { size } = this.#algorithm
    this.#discard(entriesEnd)
    while (this.end < entriesEnd + size) if (!this.#more(entriesEnd)) throw this.#cutShort(this.end)
    const at = entriesEnd - this.begin
    const checksum = this.#hash.digest()
    if (!checksum.equals(this.bytes.subarray(at, at + size))) {
      throw this.#corrupt(entriesEnd, 'pack is corrupted: its checksum does not match its content')
    }
    this.bytes.copyWithin(0, at + size, this.end - this.begin)
    this.begin = entriesEnd + size
    return checksum
  }

  /** After {@link PackInput.finish}: the bytes that were read and lie behind the pack. */
  rest(): Uint8Array {
    return this.bytes.subarray(0, this.end - this.begin)
  }

  /** After {@link PackInput.finish}: whether anything lies behind the pack. Waits for it where that is a pipe. */
  hasRest(): boolean {
    return this.end > this.begin || this.#source.read(this.bytes, 0) > 0
  }

  /** Gives up everything before `offset` and reads more behind the rest; false at the end of the source. */
  #more(offset: number): boolean {
    this.#discard(offset)
    const kept = this.end - this.begin
    const length = this.#source.read(this.bytes, kept)
    this.end += length
    if (this.end > this.#sizeMax) throw new PackTooLargeError(this.path, this.#sizeMax)
    return length > 0
  }

  /** Takes the bytes before `offset` into the hashes, copies them, and moves the rest to the front of the buffer. */
  #discard(offset: number): void {
    const length = offset - this.begin
    if (length === 0) return
    const passed = this.bytes.subarray(0, length)
    if (this.#crcAt < offset) {
      this.#crc = this.crcUpTo(offset)
      this.#crcAt = offset
    }
    this.#hash.update(passed)
    this.#copy?.(passed)
    this.bytes.copyWithin(0, length, this.end - this.begin)
    this.begin = offset
  }

  #cutShort(offset: number): CorruptPackError {
    return this.#corrupt(offset, 'the pack ends too early')
  }

  #corrupt(offset: number, detail: string): CorruptPackError {
    return new CorruptPackError(this.path, offset, detail)
  }
}
