/**
 * The order of a pack's entries, made in memory from its index.
 */
import { totalmem } from 'node:os'
import { CorruptIndexError } from '../errors.js'
import type { PackIndex } from '../index/pack-index.js'
import type { PackOrder } from './pack-order.js'
import { sortByOffset } from './sort-offsets.js'

export class MemoryOrder implements PackOrder {
  readonly count: number
  readonly #offsets: Float64Array
  readonly #positions: Uint32Array

  /** @throws {CorruptIndexError} The index puts two objects at one offset, or has more than fit into memory. */
  constructor(index: PackIndex) {
    const count = index.objectCount
    this.count = count
    const offsets = offsetsFor(index, count)
    for (let position = 0; position < count; position++) offsets[position] = index.offsetAt(position)
    this.#positions = sortByOffset(offsets)
    this.#offsets = offsets
    for (let i = 1; i < count; i++) {
      if (offsets[i] === offsets[i - 1]) {
        throw new CorruptIndexError(index.path, 0, `two objects at offset ${offsets[i]!}`)
      }
    }
  }

  offsetAt(packPosition: number): number {
    return this.#offsets[packPosition]!
  }

  indexPositionAt(packPosition: number): number {
    return this.#positions[packPosition]!
  }
}

/** Bytes that one entry takes here, with what sorting needs. */
const BYTES_PER_ENTRY = 28

/** A sparse file costs nothing and may claim four billion objects, for which the system would even promise memory. */
function offsetsFor(index: PackIndex, count: number): Float64Array {
  if (count * BYTES_PER_ENTRY > totalmem() / 2) {
    throw new CorruptIndexError(index.path, 0, `the order of ${count} entries does not fit into memory`)
  }
  return new Float64Array(count)
}
