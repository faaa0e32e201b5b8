/**
 * A set of raw oids in one typed array: some 30 bytes an oid, where a `Set` of hex strings takes over 100.
 */
import { readUint32 } from '../base/big-endian.js'

const FIRST_CAPACITY = 1024
/** Above this share of places taken, searching gets long. */
const LOAD_MAX = 0.7

export class OidSet {
  size = 0
  readonly #width: number
  #capacity = FIRST_CAPACITY
  #rows: Uint8Array
  #taken: Uint8Array

  /** @param width Bytes of an oid. */
  constructor(width: number) {
    this.#width = width
    this.#rows = new Uint8Array(FIRST_CAPACITY * width)
    this.#taken = new Uint8Array(FIRST_CAPACITY)
  }

  /** The place of an oid, or the free one where it would go. Oids are digests, so their first bytes are the hash. */
  #placeOf(oid: Uint8Array): number {
    let place = readUint32(oid, 0) % this.#capacity
    while (this.#taken[place] === 1 && !this.#isAt(place, oid)) place = (place + 1) % this.#capacity
    return place
  }

  #isAt(place: number, oid: Uint8Array): boolean {
    const row = place * this.#width
    for (let i = 0; i < this.#width; i++) if (this.#rows[row + i] !== oid[i]) return false
    return true
  }

  has(oid: Uint8Array): boolean {
    return this.#taken[this.#placeOf(oid)] === 1
  }

  /** Adds a copy of an oid. */
  add(oid: Uint8Array): void {
    const place = this.#placeOf(oid)
    if (this.#taken[place] === 1) return
    this.#taken[place] = 1
    for (let i = 0; i < this.#width; i++) this.#rows[place * this.#width + i] = oid[i]!
    if (++this.size > this.#capacity * LOAD_MAX) this.#grow()
  }

  /** The oids in no order; each is a view of the set, valid until the next is added. */
  *[Symbol.iterator](): IterableIterator<Uint8Array> {
    for (let place = 0; place < this.#capacity; place++) {
      if (this.#taken[place] === 1) yield this.#rows.subarray(place * this.#width, (place + 1) * this.#width)
    }
  }

  #grow(): void {
    const rows = this.#rows
    const taken = this.#taken
    const capacity = this.#capacity
    this.#capacity = capacity * 2
    this.#rows = new Uint8Array(this.#capacity * this.#width)
    this.#taken = new Uint8Array(this.#capacity)
    for (let place = 0; place < capacity; place++) {
      if (taken[place] === 0) continue
      const row = rows.subarray(place * this.#width, (place + 1) * this.#width)
      const to = this.#placeOf(row)
      this.#taken[to] = 1
      this.#rows.set(row, to * this.#width)
    }
  }
}
