/**
 * The `.pack` file: its header, its trailer, and the headers of its entries.
 *
 * Format: gitformat-pack, "pack-*.pack files": "PACK", version u32, object count u32, entries, checksum of all that.
 *
 * Checked on opening, as git does: signature, version 2 or 3, object count and checksum against the index's. The
 * checksum is compared and not computed, so that opening stays O(1).
 */
import { readUint32 } from '../../base/big-endian.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { FileChangedError } from '../../smmap/index.js'
import { CorruptPackError } from '../errors.js'
import type { PackIndex } from '../index/pack-index.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import { ENTRY_HEADER_MAX, type EntryHeader, readEntryHeader } from './entry-header.js'

const SIGNATURE = 0x5041434b // "PACK"
/** Nine of ten entries are smaller: where windows are scarce, one read mostly brings header and data. */
const ENTRY_SIZE_USUAL = 512
export const PACK_HEADER_SIZE = 12

export class PackData implements Disposable {
  readonly path: string
  /** Bytes of the file. */
  readonly size: number
  /** One past the last byte of the last entry, in bytes from the start of the file. */
  readonly entriesEnd: number
  readonly file: FileWindow
  /** Holds the base of the ref-delta whose header was read last, in its first bytes. */
  readonly baseOid = new Uint8Array(32)
  readonly #width: number
  readonly #straddling = new Uint8Array(ENTRY_HEADER_MAX)
  readonly #trailer: Uint8Array

  /**
   * @param fd See {@link FileWindows.open}.
   * @throws {MapError} The file cannot be opened or mapped.
   * @throws {CorruptPackError} Header or trailer break the format or contradict the index.
   * @throws {UnsupportedFormatError} The version is neither 2 nor 3.
   */
  constructor(files: FileWindows, path: string, algorithm: HashAlgorithm, index: PackIndex, fd?: number) {
    this.path = path
    this.#width = algorithm.size
    this.file = files.open(path, fd)
    this.size = this.file.size
    this.entriesEnd = this.size - algorithm.size
    this.#trailer = new Uint8Array(algorithm.size)
    try {
      this.#checkEnds(index)
    } catch (error) {
      this.file[Symbol.dispose]()
      throw error
    }
  }

  #checkEnds(index: PackIndex): void {
    const { file, path } = this
    if (this.entriesEnd < PACK_HEADER_SIZE)
      throw new CorruptPackError(path, this.size, 'too short for a pack')
    const header = new Uint8Array(PACK_HEADER_SIZE)
    file.copy(0, PACK_HEADER_SIZE, header, 0)
    if (readUint32(header, 0) !== SIGNATURE)
      throw new CorruptPackError(path, 0, 'not a packfile: no signature')
    const version = readUint32(header, 4)
    if (version !== 2 && version !== 3) {
      throw new UnsupportedFormatError(path, `pack version ${version} is not known`)
    }
    const count = readUint32(header, 8)
    if (count !== index.objectCount) {
      throw new CorruptPackError(path, 8, `${count} objects, and ${index.objectCount} in ${index.path}`)
    }
    file.copy(this.entriesEnd, this.#width, this.#trailer, 0)
    if (!isEqual(index.packChecksum(), this.#trailer)) {
      throw new CorruptPackError(path, this.entriesEnd, `checksum differs from the one in ${index.path}`)
    }
  }

  /**
   * Another window on the pack, to be closed by whoever asks for it: it outlives this one, which goes when git repacks.
   *
   * @throws {FileChangedError} Another pack has taken its name.
   * @throws {MapError} It cannot be opened or mapped.
   */
  openWindow(files: FileWindows): FileWindow {
    const file = files.open(this.path)
    const trailer = new Uint8Array(this.#width)
    try {
      if (file.size === this.size) file.copy(this.entriesEnd, this.#width, trailer, 0)
      if (isEqual(trailer, this.#trailer)) return file
      throw new FileChangedError(this.path, 'another pack has taken its name')
    } catch (error) {
      file[Symbol.dispose]()
      throw error
    }
  }

  /**
   * Reads the header of the entry at `offset`; a ref-delta's base goes to {@link PackData.baseOid}.
   *
   * @throws {CorruptPackError} There is no entry at `offset`, or its header breaks the format.
   */
  readHeader(offset: number, out: EntryHeader): void {
    if (!(offset >= PACK_HEADER_SIZE && offset < this.entriesEnd)) {
      throw new CorruptPackError(this.path, offset, 'an entry is said to be here, outside the pack')
    }
    const file = this.file
    file.seek(offset, Math.min(ENTRY_SIZE_USUAL, this.entriesEnd - offset))
    const end = Math.min(offset + ENTRY_HEADER_MAX, this.entriesEnd)
    let bytes = file.bytes
    let at = offset - file.begin
    if (end > file.end) {
      file.copy(offset, end - offset, this.#straddling, 0)
      bytes = this.#straddling
      at = 0
    }
    const fault = readEntryHeader(bytes, at, at + (end - offset), this.#width, out)
    if (fault !== undefined) throw new CorruptPackError(this.path, offset, fault)
    if (out.baseOidAt !== 0) {
      for (let i = 0; i < this.#width; i++) this.baseOid[i] = bytes[out.baseOidAt + i]!
      out.baseOidAt = 0
    }
  }

  [Symbol.dispose](): void {
    this.file[Symbol.dispose]()
  }
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, i) => byte === other[i])
}
