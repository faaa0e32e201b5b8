/**
 * The entries of one pack in the order in which they stand in it, a column for each thing that is known of them.
 *
 * Columns are typed arrays that grow with what has really been read: the number of objects that a pack's header
 * declares is a stranger's word.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'

/** The base of an entry that is stored whole. */
export const NO_BASE = -1
/** The base of a delta for which no entry has been found. */
export const UNKNOWN_BASE = -2

const FIRST_CAPACITY = 1024

/** Positions are kept in signed 32-bit numbers. */
export const ENTRY_COUNT_MAX = 0x7fff_fff0

export class EntryTable {
  /** Entries so far. */
  count = 0
  /** Bytes of an oid. */
  readonly width: number
  /** The `OBJ_…` number of each entry as it is stored. */
  types: Uint8Array
  /** The `OBJ_…` number of each object; 0 until it is known. */
  objectTypes: Uint8Array
  /** Bytes from the start of each entry to its zlib stream. */
  headerLengths: Uint8Array
  /** Where each entry begins, in bytes from the start of the packfile; one more says where the last one ends. */
  offsets: Float64Array
  /** Bytes that each entry inflates to: of content, or of a delta's instructions. */
  sizes: Float64Array
  /** Pack position of each delta's base, {@link NO_BASE} or {@link UNKNOWN_BASE}. */
  bases: Int32Array
  /** Deltas to apply to make each object; 0 until it is known. */
  depths: Uint32Array
  /** CRC-32 of each entry's bytes in the pack. */
  crcs: Uint32Array
  /** The raw oid of each object; zeros until it is known. */
  oids: Uint8Array

  /** @param capacity Entries to make room for at once: as many as somebody vouches for. */
  constructor(algorithm: HashAlgorithm, capacity = FIRST_CAPACITY) {
    this.width = algorithm.size
    this.types = new Uint8Array(capacity)
    this.objectTypes = new Uint8Array(capacity)
    this.headerLengths = new Uint8Array(capacity)
    this.offsets = new Float64Array(capacity + 1)
    this.sizes = new Float64Array(capacity)
    this.bases = new Int32Array(capacity)
    this.depths = new Uint32Array(capacity)
    this.crcs = new Uint32Array(capacity)
    this.oids = new Uint8Array(capacity * this.width)
  }

  /**
   * Adds an entry behind all others.
   *
   * @returns Its pack position.
   */
  add(offset: number, type: number, size: number, headerLength: number, base: number): number {
    const position = this.count++
    if (position === this.types.length) this.#grow(position * 2)
    this.offsets[position] = offset
    this.types[position] = type
    this.sizes[position] = size
    this.headerLengths[position] = headerLength
    this.bases[position] = base
    return position
  }

  /** The pack position of the entry that begins at `offset`; -1: none does. */
  positionOf(offset: number): number {
    const { offsets } = this
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (offsets[middle]! < offset) low = middle + 1
      else high = middle
    }
    return low < this.count && offsets[low] === offset ? low : -1
  }

  #grow(capacity: number): void {
    this.types = copied(new Uint8Array(capacity), this.types)
    this.objectTypes = copied(new Uint8Array(capacity), this.objectTypes)
    this.headerLengths = copied(new Uint8Array(capacity), this.headerLengths)
    this.offsets = copied(new Float64Array(capacity + 1), this.offsets)
    this.sizes = copied(new Float64Array(capacity), this.sizes)
    this.bases = copied(new Int32Array(capacity), this.bases)
    this.depths = copied(new Uint32Array(capacity), this.depths)
    this.crcs = copied(new Uint32Array(capacity), this.crcs)
    this.oids = copied(new Uint8Array(capacity * this.width), this.oids)
  }
}

function copied<A extends Uint8Array | Uint32Array | Int32Array | Float64Array>(to: A, from: A): A {
  to.set(from)
  return to
}
