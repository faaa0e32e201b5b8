/**
 * Pack index, versions 1 and 2: from an oid to the offset of its entry in the pack.
 *
 * Format: gitformat-pack, "pack-*.idx files". All integers big-endian. N objects, oids of H bytes:
 *
 *     version 1                          version 2
 *     fanout   256 × u32                 signature ff 74 4f 63, version u32
 *     rows     N × (u32 offset, oid)     fanout    256 × u32
 *     trailer  2 × H                     oids      N × H
 *                                        CRC-32s   N × u32
 *                                        offsets   N × u32; high bit set: a row of the next table
 *                                        large     u64 × as many as the file's length leaves
 *                                        trailer   2 × H: checksum of the pack, checksum of this file
 *
 * Checked on opening: signature, version, fanout never decreasing, length against object count. Not checked until
 * used: the row of the 64-bit table; the offset against the pack's length, which is for whoever opens the pack.
 * Not checked at all: that oids are sorted (a look-up in an unsorted table finds nothing or the right row) and the
 * file's own checksum.
 */
import { readUint32, readUint64 } from '../../base/big-endian.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import {
  PACK_LARGE_AT,
  PACK_LARGE_COUNT,
  PACK_OFFSET_STRIDE,
  PACK_OFFSETS_AT,
  PACK_TABLE,
  PACK_VERSION,
} from '../core/core-layout.js'
import type { CoreRows } from '../core/core-rows.js'
import { CorruptIndexError } from '../errors.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import { FANOUT_SIZE, OidTable, readFanout } from '../oid-table/oid-table.js'

const SIGNATURE = 0xff744f63 // gitformat-pack: "an unreasonable fanout[0] value", so no version 1 begins with it
/** An offset of version 2 from here on is a row of the 64-bit table: the high bit is set. */
const LARGE_OFFSET = 0x8000_0000

export class PackIndex implements Disposable {
  readonly path: string
  readonly version: 1 | 2
  readonly objectCount: number
  /** Bytes of the file. */
  readonly size: number
  readonly #file: FileWindow
  readonly #oids: OidTable
  readonly #width: number
  // Where the other tables begin, in bytes from the start of the file, and bytes from one offset to the next.
  readonly #crcsAt: number
  readonly #offsetsAt: number
  readonly #offsetStride: number
  readonly #largeAt: number
  readonly #largeCount: number
  readonly #field = new Uint8Array(32)

  /**
   * Opens an index. O(1): the fanout is read, the tables are not.
   *
   * @param fd See {@link FileWindows.open}.
   * @throws {MapError} The file cannot be opened or mapped.
   * @throws {CorruptIndexError} The header or the length breaks the format.
   * @throws {UnsupportedFormatError} The version is neither 1 nor 2.
   */
  constructor(files: FileWindows, path: string, algorithm: HashAlgorithm, fd?: number) {
    const file = files.open(path, fd)
    this.#file = file
    this.path = path
    this.size = file.size
    const width = algorithm.size
    this.#width = width
    try {
      if (file.size < FANOUT_SIZE + 2 * width) throw this.#corrupt(file.size, 'too short for a pack index')
      const head = new Uint8Array(8)
      file.copy(0, head.length, head, 0)
      const hasHeader = readUint32(head, 0) === SIGNATURE
      if (hasHeader && readUint32(head, 4) !== 2) {
        throw new UnsupportedFormatError(path, `pack index version ${readUint32(head, 4)} is not known`)
      }
      this.version = hasHeader ? 2 : 1
      const fanoutAt = hasHeader ? 8 : 0
      const fanout = readFanout(file, fanoutAt)
      if (typeof fanout === 'number') throw this.#corrupt(fanoutAt + fanout * 4, 'fanout decreases')
      const count = fanout[255]!
      this.objectCount = count

      const tables = fanoutAt + FANOUT_SIZE
      this.#crcsAt = tables + count * width
      this.#offsetsAt = hasHeader ? this.#crcsAt + count * 4 : tables
      this.#offsetStride = hasHeader ? 4 : width + 4
      this.#oids = new OidTable(files, file, fanout, {
        oidsAt: hasHeader ? tables : tables + 4,
        stride: hasHeader ? width : width + 4,
        width,
      })
      this.#largeAt = hasHeader ? this.#offsetsAt + count * 4 : tables + count * (width + 4)
      const largeSize = file.size - 2 * width - this.#largeAt
      // Git's own bound: an entry beyond 2 GiB each, and the first entry of a pack never is.
      const largeSizeMax = hasHeader ? Math.max(0, count - 1) * 8 : 0
      if (largeSize < 0 || largeSize > largeSizeMax || largeSize % 8 !== 0) {
        throw this.#corrupt(file.size, `length ${file.size} does not fit ${count} objects`)
      }
      this.#largeCount = largeSize / 8
    } catch (error) {
      file[Symbol.dispose]()
      throw error
    } finally {
      files.release()
    }
  }

  #corrupt(offset: number, detail: string): CorruptIndexError {
    return new CorruptIndexError(this.path, offset, detail)
  }

  /** The index position of an oid, or `NOT_FOUND`. See {@link OidTable.find}. */
  find(oid: Uint8Array): number {
    return this.#oids.find(oid)
  }

  /** See {@link OidTable.lowerBound}. */
  lowerBound(oid: Uint8Array): number {
    return this.#oids.lowerBound(oid)
  }

  /** See {@link OidTable.bucketStart}. */
  bucketStart(firstByte: number): number {
    return this.#oids.bucketStart(firstByte)
  }

  /**
   * Writes the raw oid at an index position to `out[at…]`.
   *
   * @param position Index position: rank of the oid among the sorted oids, 0 to `objectCount - 1`.
   */
  copyOid(position: number, out: Uint8Array, at = 0): void {
    this.#check(position)
    this.#oids.copyOid(position, out, at)
  }

  /** The hex oid at an index position. */
  oidAt(position: number): string {
    this.copyOid(position, this.#field)
    return encodeHex(this.#field, 0, this.#width)
  }

  /** See {@link OidTable.prefixEnd}. */
  prefixEnd(position: number, prefix: Uint8Array, digits: number): number {
    return this.#oids.prefixEnd(position, prefix, digits)
  }

  /**
   * Offset of the entry at an index position, in bytes from the start of the `.pack` file.
   *
   * @param position Index position, 0 to `objectCount - 1`.
   * @returns A whole number that may exceed 2^32 and never 2^53.
   * @throws {CorruptIndexError} The 64-bit offset table has no such row, or the offset is beyond 2^53; carries the
   *   offset of that row.
   */
  offsetAt(position: number): number {
    this.#check(position)
    const at = this.#offsetsAt + position * this.#offsetStride
    const offset = this.#readUint32(at)
    if (offset < LARGE_OFFSET || this.version === 1) return offset
    const row = offset - LARGE_OFFSET
    if (row >= this.#largeCount) throw this.#corrupt(at, `64-bit offset ${row} of ${this.#largeCount}`)
    const largeAt = this.#largeAt + row * 8
    this.#file.copy(largeAt, 8, this.#field, 0)
    const large = readUint64(this.#field, 0)
    if (!Number.isSafeInteger(large)) throw this.#corrupt(largeAt, 'offset beyond 2^53')
    return large
  }

  /** CRC-32 of the entry's bytes in the pack; undefined in version 1, which has none. */
  crcAt(position: number): number | undefined {
    this.#check(position)
    return this.version === 1 ? undefined : this.#readUint32(this.#crcsAt + position * 4)
  }

  /** The checksum that the pack of this index ends with: raw bytes. */
  packChecksum(): Uint8Array {
    const checksum = new Uint8Array(this.#width)
    this.#file.copy(this.size - 2 * this.#width, this.#width, checksum, 0)
    return checksum
  }

  #readUint32(at: number): number {
    const file = this.#file
    file.seek(at, 4)
    if (at + 4 <= file.end) return readUint32(file.bytes, at - file.begin)
    file.copy(at, 4, this.#field, 0)
    return readUint32(this.#field, 0)
  }

  #check(position: number): void {
    if (!(position >= 0 && position < this.objectCount)) {
      throw new RangeError(`index position ${position} of ${this.objectCount}`)
    }
  }

  /**
   * Writes to the row of a pack what the core needs to know of its index.
   */
  describe(rows: CoreRows, row: number): void {
    rows.setWord(row + PACK_TABLE, this.#oids.row)
    rows.setWord(row + PACK_VERSION, this.version)
    rows.setWord(row + PACK_OFFSET_STRIDE, this.#offsetStride)
    rows.setNumber(row + PACK_OFFSETS_AT, this.#offsetsAt)
    rows.setNumber(row + PACK_LARGE_AT, this.#largeAt)
    rows.setNumber(row + PACK_LARGE_COUNT, this.#largeCount)
  }

  [Symbol.dispose](): void {
    this.#oids[Symbol.dispose]()
    this.#file[Symbol.dispose]()
  }
}
