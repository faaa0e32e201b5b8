/**
 * A multi-pack-index: from an oid to a pack and the offset of its entry there, for many packs by one look-up.
 *
 * Format: gitformat-pack, "multi-pack-index (MIDX) files", versions 1 and 2; the layout is that of gitformat-chunk
 * behind a header of 12 bytes (signature, version, oid version, chunks, base files, packs). Used here: PNAM (names of
 * the packs), OIDF and OIDL (fanout and oids), OOFF (u32 pack, u32 offset), LOFF (u64 offsets), and for bitmaps RIDX
 * (u32 positions). Version 2 differs in that the names need not be sorted. In a chain of them each file counts its own packs and oids from 0.
 *
 * Checked on opening, whatever the number of oids: header, table of chunks, their sizes, the fanout, the names. Not
 * checked until used: the pack's number and the row of the 64-bit table. Not checked at all: the checksum, and that
 * oids are sorted; see `verify/check-midx.ts`.
 */
import { readUint32, readUint64 } from '../../base/big-endian.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { encodeHex } from '../../object/oid.js'
import { type Chunk, readChunks } from '../chunk-file.js'
import { CorruptIndexError } from '../errors.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import { FANOUT_SIZE, NOT_FOUND, OidTable, readFanout } from '../oid-table/oid-table.js'

const SIGNATURE = 0x4d494458 // "MIDX"
export const HEADER_SIZE = 12
/** Where in the header the version of the oids stands, and the number of chunks. */
export const OID_VERSION_AT = 5
export const CHUNK_COUNT_AT = 6
/** An offset from here on is a row of LOFF: the high bit is set. */
const LARGE_OFFSET = 0x8000_0000
const OFFSET_ROW_SIZE = 8

/** What git calls the chunks that must be there. */
const CHUNK_NAMES = {
  PNAM: 'pack-name',
  OIDF: 'OID fanout',
  OIDL: 'OID lookup',
  OOFF: 'object offsets',
} as const

export class MultiPackIndex implements Disposable {
  readonly path: string
  /** The names of the packs, as `pack-….idx`, by number. */
  readonly packNames: readonly string[]
  readonly objectCount: number
  /** The number of the pack that {@link MultiPackIndex.find} found. */
  foundPack = 0
  /** The offset that {@link MultiPackIndex.find} found: bytes from the start of that packfile. */
  foundOffset = 0
  readonly #file: FileWindow
  readonly #oids: OidTable
  /** Bytes of an oid. */
  readonly #width: number
  readonly #offsetsAt: number
  readonly #large: Chunk
  readonly #reverse: Chunk
  readonly #field = new Uint8Array(8)

  /**
   * @throws {MapError} The file cannot be opened or mapped.
   * @throws {CorruptIndexError} The header or a chunk breaks the format.
   * @throws {UnsupportedFormatError} The version is neither 1 nor 2, or its oids are of another algorithm.
   */
  constructor(files: FileWindows, path: string, algorithm: HashAlgorithm) {
    const file = files.open(path)
    this.#file = file
    this.path = path
    this.#width = algorithm.size
    try {
      const fileEnd = file.size - algorithm.size
      if (fileEnd < HEADER_SIZE) throw this.#corrupt(file.size, 'the file is too small')
      const header = new Uint8Array(HEADER_SIZE)
      file.copy(0, HEADER_SIZE, header, 0)
      checkHeader(path, header, algorithm)
      const chunks = readChunks(file, HEADER_SIZE, header[CHUNK_COUNT_AT]!, fileEnd)
      if (typeof chunks === 'string') throw this.#corrupt(HEADER_SIZE, chunks)

      this.packNames = this.#readNames(this.#chunk(chunks, 'PNAM'), readUint32(header, 8), header[4]!)
      const fanoutChunk = this.#chunk(chunks, 'OIDF', FANOUT_SIZE)
      const fanout = readFanout(file, fanoutChunk.begin)
      if (typeof fanout === 'number') {
        throw this.#corrupt(
          fanoutChunk.begin + fanout * 4,
          `oid fanout out of order: fanout[${fanout}] decreases`,
        )
      }
      const count = fanout[255]!
      this.objectCount = count
      const oidsAt = this.#chunk(chunks, 'OIDL', count * algorithm.size).begin
      this.#oids = new OidTable(files, file, fanout, {
        oidsAt,
        stride: algorithm.size,
        width: algorithm.size,
      })
      this.#offsetsAt = this.#chunk(chunks, 'OOFF', count * OFFSET_ROW_SIZE).begin
      this.#large = chunks.get('LOFF') ?? { begin: 0, end: 0 }
      this.#reverse = chunks.get('RIDX') ?? { begin: 0, end: 0 }
    } catch (error) {
      file[Symbol.dispose]()
      throw error
    } finally {
      files.release()
    }
  }

  #chunk(chunks: ReadonlyMap<string, Chunk>, id: keyof typeof CHUNK_NAMES, size?: number): Chunk {
    const chunk = chunks.get(id)
    if (!chunk) {
      throw this.#corrupt(
        HEADER_SIZE,
        `multi-pack-index required ${CHUNK_NAMES[id]} chunk missing or corrupted`,
      )
    }
    if (size !== undefined && chunk.end - chunk.begin !== size) {
      throw this.#corrupt(chunk.begin, `multi-pack-index ${CHUNK_NAMES[id]} chunk is of the wrong size`)
    }
    return chunk
  }

  /** NUL-terminated names, with more NULs behind the last. Version 1 has them sorted. */
  #readNames({ begin, end }: Chunk, count: number, version: number): string[] {
    const bytes = Buffer.alloc(end - begin)
    this.#file.copy(begin, bytes.length, bytes, 0)
    const names: string[] = []
    let previous = bytes.subarray(0, 0)
    let at = 0
    while (names.length < count) {
      const stop = bytes.indexOf(0, at)
      if (stop < 0) throw this.#corrupt(begin + at, 'multi-pack-index pack-name chunk is too short')
      const name = bytes.subarray(at, stop)
      if (version === 1 && names.length > 0 && previous.compare(name) >= 0) {
        throw this.#corrupt(
          begin + at,
          `multi-pack-index pack names out of order: '${previous.toString()}' before '${name.toString()}'`,
        )
      }
      if (name.length === 0 || name.includes('/')) throw this.#corrupt(begin + at, 'not a pack name')
      names.push(name.toString())
      previous = name
      at = stop + 1
    }
    return names
  }

  /**
   * Writes the raw oid at a position to `out`.
   *
   * @param position Rank of the oid among the sorted oids, 0 to `objectCount - 1`.
   */
  copyOid(position: number, out: Uint8Array): void {
    this.#oids.copyOid(position, out)
  }

  /** The oid at a position, in hex. */
  oidAt(position: number): string {
    const oid = new Uint8Array(this.#width)
    this.#oids.copyOid(position, oid)
    return encodeHex(oid)
  }

  /** See {@link OidTable.lowerBound}. */
  lowerBound(oid: Uint8Array): number {
    return this.#oids.lowerBound(oid)
  }

  /** See {@link OidTable.prefixEnd}. */
  prefixEnd(position: number, prefix: Uint8Array, digits: number): number {
    return this.#oids.prefixEnd(position, prefix, digits)
  }

  /** The number of the pack that the oid at a position is in, as written: the file may have no such pack. */
  packAt(position: number): number {
    this.#file.copy(this.#offsetsAt + position * OFFSET_ROW_SIZE, 4, this.#field, 0)
    return readUint32(this.#field, 0)
  }

  /**
   * Looks for an oid; {@link MultiPackIndex.foundPack} and {@link MultiPackIndex.foundOffset} then say where it is.
   *
   * Hot: once per object.
   *
   * @param oid Raw bytes.
   * @throws {CorruptIndexError} The row found names no pack, or no row of the 64-bit table, or an offset beyond 2^53.
   */
  find(oid: Uint8Array): boolean {
    const position = this.#oids.find(oid)
    if (position === NOT_FOUND) return false
    this.readPlace(position)
    return true
  }

  /** The position of an oid; -1: it is not there. */
  positionOf(oid: Uint8Array): number {
    const position = this.#oids.find(oid)
    return position === NOT_FOUND ? -1 : position
  }

  /** The place of the oid at a position becomes what was found; throws as {@link MultiPackIndex.find} does. */
  readPlace(position: number): void {
    const at = this.#offsetsAt + position * OFFSET_ROW_SIZE
    const field = this.#field
    this.#file.copy(at, OFFSET_ROW_SIZE, field, 0)
    const pack = readUint32(field, 0)
    if (pack >= this.packNames.length) {
      throw this.#corrupt(at, `bad pack-int-id: ${pack} (${this.packNames.length} total packs)`)
    }
    this.foundPack = pack
    const offset = readUint32(field, 4)
    const { begin, end } = this.#large
    // Without LOFF all 32 bits are the offset's own.
    this.foundOffset = offset < LARGE_OFFSET || end === 0 ? offset : this.#largeOffset(begin, end, offset)
  }

  /** What the file says that its checksum is. */
  checksum(): Uint8Array {
    const checksum = new Uint8Array(this.#width)
    this.#file.copy(this.#file.size - this.#width, this.#width, checksum, 0)
    return checksum
  }

  /** The chunk `RIDX`: by bit of a bitmap a position; undefined: there is none of the right size. */
  reverseIndex(): Uint8Array | undefined {
    const { begin, end } = this.#reverse
    if (begin === end || end - begin !== this.objectCount * 4) return undefined
    const reverse = new Uint8Array(end - begin)
    this.#file.copy(begin, reverse.length, reverse, 0)
    return reverse
  }

  #largeOffset(begin: number, end: number, offset: number): number {
    const at = begin + (offset - LARGE_OFFSET) * 8
    if (at + 8 > end) throw this.#corrupt(begin, 'multi-pack-index large offset out of bounds')
    this.#file.copy(at, 8, this.#field, 0)
    const large = readUint64(this.#field, 0)
    if (!Number.isSafeInteger(large)) throw this.#corrupt(at, 'offset beyond 2^53')
    return large
  }

  #corrupt(offset: number, detail: string): CorruptIndexError {
    return new CorruptIndexError(this.path, offset, detail)
  }

  [Symbol.dispose](): void {
    this.#oids[Symbol.dispose]()
    this.#file[Symbol.dispose]()
  }
}

function checkHeader(path: string, header: Uint8Array, algorithm: HashAlgorithm): void {
  const signature = readUint32(header, 0)
  if (signature !== SIGNATURE) {
    throw new CorruptIndexError(
      path,
      0,
      `multi-pack-index signature 0x${hex32(signature)} does not match signature 0x${hex32(SIGNATURE)}`,
    )
  }
  const version = header[4]!
  if (version !== 1 && version !== 2) {
    throw new UnsupportedFormatError(path, `multi-pack-index version ${version} not recognized`)
  }
  const fault = oidVersionFault(header, algorithm)
  if (fault !== undefined) throw new UnsupportedFormatError(path, fault)
}

/** What is wrong with the kind of oids that a header speaks of; undefined: they are of `algorithm`. */
export function oidVersionFault(header: Uint8Array, algorithm: HashAlgorithm): string | undefined {
  const found = header[OID_VERSION_AT]!
  const expected = algorithm.name === 'sha1' ? 1 : 2
  if (found === expected) return undefined
  return `multi-pack-index hash version ${found} does not match version ${expected}`
}

function hex32(word: number): string {
  return word.toString(16).padStart(8, '0')
}
