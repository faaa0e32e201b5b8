/**
 * The entries of a pack in the order in which they stand in it, and so where each one ends.
 *
 * A pack says where entries begin (its index, by oid) and not where they end: an entry ends where the next begins.
 * Built from the index in memory: for 849,000 objects 0.2 s, once.
 */
import { CorruptIndexError } from '../errors.js'
import type { PackIndex } from '../index/pack-index.js'

export class PackOrder {
  /** Offsets of all entries, ascending: bytes from the start of the packfile. */
  readonly offsets: Float64Array
  readonly #positions: Uint32Array
  readonly #entriesEnd: number

  /**
   * @param entriesEnd One past the last byte of the last entry.
   * @throws {CorruptIndexError} The index puts two objects at one offset.
   */
  constructor(index: PackIndex, entriesEnd: number) {
    const count = index.objectCount
    this.#entriesEnd = entriesEnd
    this.#positions = new Uint32Array(count)
    const byPosition = new Float64Array(count)
    for (let position = 0; position < count; position++) byPosition[position] = index.offsetAt(position)
    this.offsets = byPosition.slice().sort()
    for (let i = 1; i < count; i++) {
      if (this.offsets[i] === this.offsets[i - 1]) {
        throw new CorruptIndexError(index.path, 0, `two objects at offset ${this.offsets[i]!}`)
      }
    }
    for (let position = 0; position < count; position++) {
      this.#positions[this.packPositionOf(byPosition[position]!)] = position
    }
  }

  /**
   * Rank of the entry at `offset` among all entries of the pack.
   *
   * @returns -1: no entry begins there.
   */
  packPositionOf(offset: number): number {
    const { offsets } = this
    let low = 0
    let high = offsets.length
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (offsets[middle]! < offset) low = middle + 1
      else high = middle
    }
    return offsets[low] === offset ? low : -1
  }

  /** Index position of the entry that stands at a pack position. */
  indexPositionAt(packPosition: number): number {
    return this.#positions[packPosition]!
  }

  /** One past the last byte of the entry at a pack position. */
  endAt(packPosition: number): number {
    const next = packPosition + 1
    return next < this.offsets.length ? this.offsets[next]! : this.#entriesEnd
  }
}
