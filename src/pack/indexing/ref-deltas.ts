/**
 * The ref-deltas of a pack by the oid of their base, so that an object whose oid has just become known finds its
 * children.
 */
import { compareRows } from './compare-rows.js'

const FIRST_CAPACITY = 256

export class RefDeltas {
  count = 0
  readonly #width: number
  /** The pack position of each ref-delta, in the order of the pack. */
  #positions = new Int32Array(FIRST_CAPACITY)
  #baseOids: Uint8Array
  /** The numbers of the ref-deltas, sorted by the oid of their base. */
  #sorted: Uint32Array | undefined

  /** @param width Bytes of an oid. */
  constructor(width: number) {
    this.#width = width
    this.#baseOids = new Uint8Array(FIRST_CAPACITY * width)
  }

  /** Adds the ref-delta at a pack position, higher than all before, whose base's raw oid is at `bytes[at…]`. */
  add(position: number, bytes: Uint8Array, at: number): void {
    const row = this.count++
    if (row === this.#positions.length) this.#grow(row * 2)
    this.#positions[row] = position
    const to = row * this.#width
    for (let i = 0; i < this.#width; i++) this.#baseOids[to + i] = bytes[at + i]!
    this.#sorted = undefined
  }

  /** The pack position of a ref-delta by its number, 0 to `count - 1`. */
  positionAt(row: number): number {
    return this.#positions[row]!
  }

  /** The raw oid of the base that a ref-delta names: a view. */
  baseOidAt(row: number): Uint8Array {
    return this.#baseOids.subarray(row * this.#width, (row + 1) * this.#width)
  }

  /**
   * Calls `found` with the pack position of each ref-delta whose base is the oid at `oids[at…]`.
   *
   * Hot: once per object of a pack that has ref-deltas.
   */
  forEachOf(oids: Uint8Array, at: number, found: (position: number) => void): void {
    if (this.count === 0) return
    const width = this.#width
    const baseOids = this.#baseOids
    const sorted = (this.#sorted ??= this.#sort())
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1 // eslint-disable-line no-bitwise -- the sum of two numbers below 2^31
      if (compareRows(baseOids, sorted[middle]! * width, oids, at, width) < 0) low = middle + 1
      else high = middle
    }
    for (; low < this.count; low++) {
      const row = sorted[low]!
      if (compareRows(baseOids, row * width, oids, at, width) !== 0) return
      found(this.#positions[row]!)
    }
  }

  #sort(): Uint32Array {
    const width = this.#width
    const baseOids = this.#baseOids
    const rows = new Uint32Array(this.count).map((_, row) => row)
    return rows.sort((a, b) => compareRows(baseOids, a * width, baseOids, b * width, width) || a - b)
  }

  #grow(capacity: number): void {
    const positions = new Int32Array(capacity)
    positions.set(this.#positions)
    this.#positions = positions
    const baseOids = new Uint8Array(capacity * this.#width)
    baseOids.set(this.#baseOids)
    this.#baseOids = baseOids
  }
}
