/**
 * One file of a reftable stack: header, blocks of refs and of reflogs, indexes of both, footer.
 *
 * Format: git's reftable document, "File format". A header of 24 bytes (28 in version 2, which names the hash
 * function), repeated in the footer with the positions of the sections. All integers are big-endian.
 *
 * Checked on opening: magic, version, footer against header, the footer's CRC-32. Blocks are checked when read.
 */
import { crc32 } from '../../../base/crc32.js'
import { readUint32, readUint64 } from '../../../base/big-endian.js'
import { UnsupportedFormatError } from '../../../base/errors.js'
import { type HashAlgorithm, SHA1, SHA256 } from '../../../object/hash-algorithm.js'
import { asciiText } from '../../../object/text.js'
import { CorruptRefError } from '../errors.js'

const MAGIC = 'REFT'
const HEADER_SIZES = new Map([
  [1, 24],
  [2, 28],
])
/** After the repeated header: five positions of 8 bytes, and the CRC-32. */
const FOOTER_TAIL_SIZE = 44

export class TableFile {
  /** Bytes of the header, which the first block's offsets count too. */
  readonly headerSize: number
  /** Bytes between the starts of blocks of refs; 0: they follow each other without padding. */
  readonly blockSize: number
  /** Where the footer begins and the blocks end. */
  readonly end: number
  /** Positions of the first blocks; 0: there is no such section. */
  readonly refIndexAt: number
  readonly logAt: number
  readonly logIndexAt: number
  readonly algorithm: HashAlgorithm

  /**
   * @throws {CorruptRefError} It is cut short, or header and footer do not agree.
   * @throws {UnsupportedFormatError} A version or hash function that packmap does not know.
   */
  constructor(
    readonly path: string,
    readonly bytes: Uint8Array,
  ) {
    if (bytes.length < 24 || asciiText(bytes, 0, 4) !== MAGIC) {
      throw new CorruptRefError(path, 0, 'not a reftable file')
    }
    const version = bytes[4]!
    const headerSize = HEADER_SIZES.get(version)
    if (headerSize === undefined) throw new UnsupportedFormatError(path, `reftable version ${version}`)
    this.headerSize = headerSize
    this.end = bytes.length - headerSize - FOOTER_TAIL_SIZE
    if (this.end < headerSize) throw new CorruptRefError(path, bytes.length, 'the reftable is cut short')
    this.#checkFooter()
    this.algorithm = version === 1 ? SHA1 : hashAlgorithmOf(bytes, path)
    this.blockSize = bytes[5]! * 0x1_0000 + bytes[6]! * 0x100 + bytes[7]!
    const tailAt = this.end + headerSize
    this.refIndexAt = this.#position(tailAt)
    this.logAt = this.#position(tailAt + 24)
    this.logIndexAt = this.#position(tailAt + 32)
  }

  #checkFooter(): void {
    const { bytes, end, headerSize, path } = this
    const header = Buffer.from(bytes.buffer, bytes.byteOffset, headerSize)
    if (Buffer.compare(header, bytes.subarray(end, end + headerSize)) !== 0) {
      throw new CorruptRefError(path, end, 'header and footer of the reftable differ')
    }
    const sumAt = bytes.length - 4
    if (crc32(bytes.subarray(end, sumAt)) !== readUint32(bytes, sumAt)) {
      throw new CorruptRefError(path, sumAt, 'the checksum of the reftable footer is wrong')
    }
  }

  #position(at: number): number {
    const position = readUint64(this.bytes, at)
    if (position >= this.end) {
      throw new CorruptRefError(this.path, at, 'a section of the reftable lies outside of it')
    }
    return position
  }
}

function hashAlgorithmOf(bytes: Uint8Array, path: string): HashAlgorithm {
  const id = asciiText(bytes, 24, 28)
  if (id === 'sha1') return SHA1
  if (id === 's256') return SHA256
  throw new UnsupportedFormatError(path, `reftable hash function '${id}'`)
}
