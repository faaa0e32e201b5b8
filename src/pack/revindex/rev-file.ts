/**
 * The order of a pack's entries as its `.rev` file has it: nothing is built, and a question costs a few reads.
 *
 * Format: gitformat-pack, "pack-*.rev files": "RIDX", version u32, hash function u32, N × u32 index positions in pack
 * order, checksum of the pack, checksum of this file.
 *
 * Checked on opening: signature, version, hash function, length, the checksum of the pack against the index's. Not
 * checked until used: that a position is one of the index's.
 */
import { readUint32 } from '../../base/big-endian.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { CorruptIndexError } from '../errors.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import type { PackIndex } from '../index/pack-index.js'
import type { PackOrder } from './pack-order.js'

const SIGNATURE = 0x52494458 // "RIDX"
const HEADER_SIZE = 12

export class RevFile implements PackOrder, Disposable {
  readonly path: string
  readonly count: number
  readonly #file: FileWindow
  readonly #index: PackIndex
  readonly #field = new Uint8Array(4)

  /**
   * @throws {MapError} The file cannot be opened or mapped.
   * @throws {CorruptIndexError} It breaks the format, or is not of this index's pack.
   */
  constructor(files: FileWindows, path: string, index: PackIndex, algorithm: HashAlgorithm) {
    this.path = path
    this.#index = index
    this.count = index.objectCount
    this.#file = files.open(path)
    try {
      this.#check(algorithm)
    } catch (error) {
      this.#file[Symbol.dispose]()
      throw error
    }
  }

  #check(algorithm: HashAlgorithm): void {
    const file = this.#file
    const trailerAt = HEADER_SIZE + this.count * 4
    if (file.size !== trailerAt + 2 * algorithm.size)
      throw this.#corrupt(file.size, 'length does not fit the index')
    const header = new Uint8Array(HEADER_SIZE)
    file.copy(0, HEADER_SIZE, header, 0)
    if (readUint32(header, 0) !== SIGNATURE) throw this.#corrupt(0, 'not a reverse index')
    if (readUint32(header, 4) !== 1) throw this.#corrupt(4, `version ${readUint32(header, 4)} is not known`)
    if (readUint32(header, 8) !== (algorithm.name === 'sha1' ? 1 : 2))
      throw this.#corrupt(8, 'another hash function')
    const checksum = new Uint8Array(algorithm.size)
    file.copy(trailerAt, algorithm.size, checksum, 0)
    if (!this.#index.packChecksum().every((byte, i) => byte === checksum[i])) {
      throw this.#corrupt(trailerAt, `checksum of another pack than ${this.#index.path}`)
    }
  }

  offsetAt(packPosition: number): number {
    return this.#index.offsetAt(this.indexPositionAt(packPosition))
  }

  indexPositionAt(packPosition: number): number {
    const at = HEADER_SIZE + packPosition * 4
    const file = this.#file
    file.seek(at, 4)
    let position: number
    if (at + 4 <= file.end) {
      position = readUint32(file.bytes, at - file.begin)
    } else {
      file.copy(at, 4, this.#field, 0)
      position = readUint32(this.#field, 0)
    }
    if (position >= this.count) throw this.#corrupt(at, `index position ${position} of ${this.count}`)
    return position
  }

  #corrupt(offset: number, detail: string): CorruptIndexError {
    return new CorruptIndexError(this.path, offset, detail)
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]()
  }
}
