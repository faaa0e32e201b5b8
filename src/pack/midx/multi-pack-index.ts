/**
 * A multi-pack-index: from an oid to a pack and the offset of its entry there, for many packs by one look-up.
 *
 * Format: gitformat-pack, "multi-pack-index (MIDX) files", versions 1 and 2; the layout is that of gitformat-chunk
 * behind a header of 12 bytes (signature, version, oid version, chunks, base files, packs). Used here: PNAM (names of
 * the packs), OIDF and OIDL (fanout and oids), OOFF (u32 pack, u32 offset), LOFF (u64 offsets). Version 2 differs in
 * that the names need not be sorted. In a chain of them each file counts its own packs and oids from 0.
 *
 * Checked on opening, whatever the number of oids: header, table of chunks, their sizes, the fanout, the names. Not
 * checked until used: the pack's number and the row of the 64-bit table.
 */
import { readUint32, readUint64 } from '../../base/big-endian.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { type Chunk, readChunks } from '../chunk-file.js'
import { CorruptIndexError } from '../errors.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import { FANOUT_SIZE, NOT_FOUND, OidTable, readFanout } from '../oid-table/oid-table.js'

const SIGNATURE = 0x4d494458 // "MIDX"
const HEADER_SIZE = 12
/** An offset from here on is a row of LOFF: the high bit is set. */
const LARGE_OFFSET = 0x8000_0000
const OFFSET_ROW_SIZE = 8

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
  readonly #offsetsAt: number
  readonly #large: Chunk
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
    try {
      const fileEnd = file.size - algorithm.size
      if (fileEnd < HEADER_SIZE) throw this.#corrupt(file.size, 'too short for a multi-pack-index')
      const header = new Uint8Array(HEADER_SIZE)
      file.copy(0, HEADER_SIZE, header, 0)
      checkHeader(path, header, algorithm)
      const chunks = readChunks(file, HEADER_SIZE, header[6]!, fileEnd)
      if (typeof chunks === 'string') throw this.#corrupt(HEADER_SIZE, chunks)

      this.packNames = this.#readNames(this.#chunk(chunks, 'PNAM'), readUint32(header, 8))
      const fanoutChunk = this.#chunk(chunks, 'OIDF', FANOUT_SIZE)
      const fanout = readFanout(file, fanoutChunk.begin)
      if (typeof fanout === 'number') throw this.#corrupt(fanoutChunk.begin + fanout * 4, 'fanout decreases')
      const count = fanout[255]!
      this.objectCount = count
      const oidsAt = this.#chunk(chunks, 'OIDL', count * algorithm.size).begin
      this.#oids = new OidTable(file, fanout, { oidsAt, stride: algorithm.size, width: algorithm.size })
      this.#offsetsAt = this.#chunk(chunks, 'OOFF', count * OFFSET_ROW_SIZE).begin
      this.#large = chunks.get('LOFF') ?? { begin: 0, end: 0 }
    } catch (error) {
      file[Symbol.dispose]()
      throw error
    } finally {
      files.release()
    }
  }

  #chunk(chunks: ReadonlyMap<string, Chunk>, id: string, size?: number): Chunk {
    const chunk = chunks.get(id)
    if (!chunk) throw this.#corrupt(HEADER_SIZE, `no chunk ${id}`)
    if (size !== undefined && chunk.end - chunk.begin !== size) {
      throw this.#corrupt(chunk.begin, `chunk ${id} has not the ${size} bytes that it must have`)
    }
    return chunk
  }

  /** NUL-terminated names, with more NULs behind the last. */
  #readNames({ begin, end }: Chunk, count: number): string[] {
    const bytes = new Uint8Array(end - begin)
    this.#file.copy(begin, bytes.length, bytes, 0)
    const names: string[] = []
    let at = 0
    while (names.length < count) {
      const stop = bytes.indexOf(0, at)
      if (stop <= at) throw this.#corrupt(begin + at, `${names.length} of ${count} pack names`)
      const name = Buffer.from(bytes.subarray(at, stop)).toString()
      if (name.includes('/')) throw this.#corrupt(begin + at, 'a pack name with a slash')
      names.push(name)
      at = stop + 1
    }
    return names
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
    const at = this.#offsetsAt + position * OFFSET_ROW_SIZE
    const field = this.#field
    this.#file.copy(at, OFFSET_ROW_SIZE, field, 0)
    const pack = readUint32(field, 0)
    if (pack >= this.packNames.length) throw this.#corrupt(at, `pack ${pack} of ${this.packNames.length}`)
    this.foundPack = pack
    const offset = readUint32(field, 4)
    const { begin, end } = this.#large
    // Without LOFF all 32 bits are the offset's own.
    this.foundOffset = offset < LARGE_OFFSET || end === 0 ? offset : this.#largeOffset(begin, end, offset)
    return true
  }

  #largeOffset(begin: number, end: number, offset: number): number {
    const at = begin + (offset - LARGE_OFFSET) * 8
    if (at + 8 > end) throw this.#corrupt(begin, `64-bit offset ${offset - LARGE_OFFSET} is not in the table`)
    this.#file.copy(at, 8, this.#field, 0)
    const large = readUint64(this.#field, 0)
    if (!Number.isSafeInteger(large)) throw this.#corrupt(at, 'offset beyond 2^53')
    return large
  }

  #corrupt(offset: number, detail: string): CorruptIndexError {
    return new CorruptIndexError(this.path, offset, detail)
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]()
  }
}

function checkHeader(path: string, header: Uint8Array, algorithm: HashAlgorithm): void {
  if (readUint32(header, 0) !== SIGNATURE) throw new CorruptIndexError(path, 0, 'not a multi-pack-index')
  const version = header[4]!
  if (version !== 1 && version !== 2) {
    throw new UnsupportedFormatError(path, `multi-pack-index version ${version} is not known`)
  }
  const oidVersion = algorithm.name === 'sha1' ? 1 : 2
  if (header[5] !== oidVersion) {
    throw new UnsupportedFormatError(
      path,
      `multi-pack-index with oids of version ${header[5]!}, not ${oidVersion}`,
    )
  }
}
