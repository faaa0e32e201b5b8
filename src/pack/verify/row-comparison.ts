/**
 * What entries of a pack come to, held against the rows of its index, some hundred at a time.
 *
 * The rows of objects that are made one after another lie anywhere in the index. Looked at in one loop the processor
 * waits for several at once; looked at one by one, between objects that push all else out of its caches, for each:
 * 849,000 took 0.8 s, and take 0.4.
 */
import { CorruptIndexError } from '../errors.js'
import type { PackIndex } from '../index/pack-index.js'

const CAPACITY = 1024

export class RowComparison {
  /** The raw oids of the objects, one after another. */
  readonly oids: Uint8Array
  /** The CRC-32s of their entries. */
  readonly crcs = new Uint32Array(CAPACITY)
  readonly #index: PackIndex
  readonly #width: number
  readonly #indexPositions = new Int32Array(CAPACITY)
  readonly #expected: Uint8Array
  #count = 0

  /** @param width Bytes of an oid. */
  constructor(index: PackIndex, width: number) {
    this.#index = index
    this.#width = width
    this.oids = new Uint8Array(CAPACITY * width)
    this.#expected = new Uint8Array(width)
  }

  /**
   * The number in {@link RowComparison.oids} and {@link RowComparison.crcs} that the object at an index position is to
   * have. Throws as {@link RowComparison.finish} does.
   */
  take(indexPosition: number): number {
    if (this.#count === CAPACITY) this.finish()
    this.#indexPositions[this.#count] = indexPosition
    return this.#count++
  }

  /**
   * Compares all that were taken and not compared yet.
   *
   * @throws {CorruptIndexError} A row is another.
   */
  finish(): void {
    const index = this.#index
    const expected = this.#expected
    const { oids } = this
    const width = this.#width
    const count = this.#count
    this.#count = 0
    let at = 0
    for (let number = 0; number < count; number++, at += width) {
      const position = this.#indexPositions[number]!
      index.copyOid(position, expected)
      for (let i = 0; i < width; i++) if (expected[i] !== oids[at + i]) throw this.#differs(position)
    }
    if (index.version === 1) return // which has no CRC-32s
    for (let number = 0; number < count; number++) {
      const position = this.#indexPositions[number]!
      if (index.crcAt(position) !== this.crcs[number]) throw this.#differs(position)
    }
  }

  #differs(position: number): CorruptIndexError {
    return new CorruptIndexError(this.#index.path, 0, `row ${position} is not what the pack says`)
  }
}
