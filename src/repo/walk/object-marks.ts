/**
 * What a walk has noted of objects, by raw oid: some 45 bytes an object, where a `Map` of hex strings takes over 150.
 *
 * Oids stand one after another in one array; a table of places, found by their first bytes since oids are digests,
 * tells which. Beside its number a place has the next four bytes of the oid: another oid, which nearly always differs in
 * them, need not be read from where it is in no cache. An object keeps its number however the arrays grow.
 */
/* eslint no-bitwise: "off" -- places are masked by the table's size, a power of two */
import { readUint32 } from '../../base/big-endian.js'
import { encodeHex } from '../../object/oid.js'

const FIRST_CAPACITY = 1024
/** Of the table that is taken at most: above it, searching gets long. */
const LOAD_MAX = 0.6

export class ObjectMarks {
  /** How many objects have been met; their numbers are 0 to `count - 1`. */
  count = 0
  /** By number: whatever the walk wants to note, 0 at first. */
  marks = new Uint8Array(FIRST_CAPACITY)
  #oids: Uint8Array
  /** Two words each: a number plus one, 0 where the place is free, and the second four bytes of the oid. */
  #places = new Int32Array(4 * FIRST_CAPACITY)

  /** @param width Bytes of an oid. */
  constructor(private readonly width: number) {
    this.#oids = new Uint8Array(FIRST_CAPACITY * width)
  }

  /** The number of the oid at `at` of `bytes`; it gets one if it has none. */
  numberOf(bytes: Uint8Array, at: number): number {
    const places = this.#places
    const mask = places.length - 1
    const next = secondWord(bytes, at)
    let place = (readUint32(bytes, at) << 1) & mask
    for (let taken = places[place]!; taken !== 0; taken = places[place]!) {
      if (places[place + 1] === next && this.#isAt(taken - 1, bytes, at)) return taken - 1
      place = (place + 2) & mask
    }
    return this.#add(bytes, at, place, next)
  }

  /** In hex. */
  oidOf(number: number): string {
    return encodeHex(this.#oids, number * this.width, this.width)
  }

  /** Writes the raw oid to `out`. */
  copyOid(number: number, out: Uint8Array): void {
    const oids = this.#oids
    for (let i = 0, row = number * this.width; i < this.width; i++) out[i] = oids[row + i]!
  }

  #add(bytes: Uint8Array, at: number, place: number, next: number): number {
    const number = this.count++
    if (number === this.marks.length) this.#growRows()
    for (let i = 0, row = number * this.width; i < this.width; i++) this.#oids[row + i] = bytes[at + i]!
    this.#places[place] = number + 1
    this.#places[place + 1] = next
    if (2 * this.count > this.#places.length * LOAD_MAX) this.#growTable()
    return number
  }

  #isAt(number: number, bytes: Uint8Array, at: number): boolean {
    const oids = this.#oids
    const row = number * this.width
    for (let i = 0; i < this.width; i++) if (oids[row + i] !== bytes[at + i]) return false
    return true
  }

  #growRows(): void {
    const [oids, marks] = [this.#oids, this.marks]
    this.#oids = new Uint8Array(oids.length * 2)
    this.#oids.set(oids)
    this.marks = new Uint8Array(marks.length * 2)
    this.marks.set(marks)
  }

  #growTable(): void {
    const places = new Int32Array(this.#places.length * 2)
    const mask = places.length - 1
    for (let number = 0, row = 0; number < this.count; number++, row += this.width) {
      let place = (readUint32(this.#oids, row) << 1) & mask
      while (places[place] !== 0) place = (place + 2) & mask
      places[place] = number + 1
      places[place + 1] = secondWord(this.#oids, row)
    }
    this.#places = places
  }
}

/** The second four bytes of an oid, as a place has them. */
function secondWord(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at + 4) | 0
}
