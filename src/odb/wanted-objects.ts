/**
 * What is asked for of many objects, and where they are: columns rather than an object each, which a garbage collector
 * would go through again and again while the objects are made.
 */
/* eslint no-bitwise: "off" -- hashes are 32-bit words */
import { PackmapError } from '../base/errors.js'
import { decodeHex, type OidLike, toRawOid } from '../object/oid.js'
import type { Pack } from '../pack/pack.js'
import type { ObjectSource } from './object-source.js'

const FIRST_CAPACITY = 1024

/** The pack of what is loose, or not there. */
export const NO_PACK = -1

/** A pack that has some of the objects. */
interface WantedPack {
  readonly stem: string
  /** That of its entries: where the objects are is true of this pack, and of no other that gets the same name. */
  readonly checksum: Uint8Array
}

export class WantedObjects {
  count = 0
  /** The packs by number, in the order in which they were first hit. */
  readonly places: WantedPack[] = []
  /** The number of each object's pack, or {@link NO_PACK}. */
  packs = new Int32Array(FIRST_CAPACITY)
  /** Where its entry begins: bytes from the start of the packfile. */
  offsets = new Float64Array(FIRST_CAPACITY)
  /** How often it was asked for. */
  times = new Uint32Array(FIRST_CAPACITY).fill(1)
  readonly #width: number
  #raws: Buffer
  /** 1 + the number of an object, by the first bytes of its oid; 0: none. */
  #places = new Int32Array(FIRST_CAPACITY * 2)

  /**
   * Looks all of them up. Damage in an index is left for the reading of the object to deal with.
   *
   * @throws {InvalidOidError} One is none.
   */
  constructor(source: ObjectSource, oids: Iterable<OidLike>) {
    this.#width = source.algorithm.size
    this.#raws = Buffer.allocUnsafeSlow(FIRST_CAPACITY * this.#width)
    const numbers = new Map<number, number>()
    const raw = new Uint8Array(this.#width)
    const { algorithm, place } = source
    try {
      for (const oid of oids) {
        if (typeof oid !== 'string') raw.set(toRawOid(oid, algorithm))
        else if (!decodeHex(oid, raw, this.#width)) toRawOid(oid, algorithm) // which throws
        const known = this.#find(raw)
        if (known >= 0) {
          this.times[known]!++
          continue
        }
        const i = this.#add(raw)
        if (!isFound(source, raw, () => this.hexOf(i)) || !place.pack) continue
        const { id } = place.pack
        let number = numbers.get(id)
        if (number === undefined) {
          const checksum = checksumOf(place.pack)
          if (!checksum) continue
          number = this.places.push({ stem: place.pack.stem, checksum }) - 1
          numbers.set(id, number)
        }
        this.packs[i] = number
        this.offsets[i] = place.offset
      }
    } finally {
      source.end()
    }
  }

  rawOf(i: number): Uint8Array {
    return this.#raws.subarray(i * this.#width, (i + 1) * this.#width)
  }

  hexOf(i: number): string {
    return this.#raws.toString('hex', i * this.#width, (i + 1) * this.#width)
  }

  /** The objects of a pack, ascending by offset. */
  ofPack(number: number): Int32Array {
    const { offsets } = this
    return this.#those(number).sort((a, b) => offsets[a]! - offsets[b]!)
  }

  /** The objects that are in no pack, in the order in which they were asked for. */
  elsewhere(): Int32Array {
    return this.#those(NO_PACK)
  }

  #those(pack: number): Int32Array {
    const chosen = new Int32Array(this.count)
    let count = 0
    for (let i = 0; i < this.count; i++) if (this.packs[i] === pack) chosen[count++] = i
    return chosen.subarray(0, count)
  }

  /** The number of an object that is known already, or -1. */
  #find(raw: Uint8Array): number {
    return this.#places[this.#placeOf(raw, 0)]! - 1
  }

  /** Where the raw oid at `at` is in the hash table, or belongs. Oids are hashes already. */
  #placeOf(raw: Uint8Array, at: number): number {
    const mask = this.#places.length - 1
    let place = (raw[at]! | (raw[at + 1]! << 8) | (raw[at + 2]! << 16) | (raw[at + 3]! << 24)) & mask
    for (; ; place = (place + 1) & mask) {
      const i = this.#places[place]! - 1
      if (i < 0 || this.#isAt(i, raw, at)) return place
    }
  }

  #isAt(i: number, raw: Uint8Array, at: number): boolean {
    const from = i * this.#width
    for (let byte = 0; byte < this.#width; byte++)
      if (this.#raws[from + byte] !== raw[at + byte]) return false
    return true
  }

  #add(raw: Uint8Array): number {
    const i = this.count++
    if (i === this.packs.length) this.#grow(i * 2)
    this.packs[i] = NO_PACK
    const place = this.#placeOf(raw, 0)
    this.#raws.set(raw, i * this.#width)
    this.#places[place] = i + 1
    return i
  }

  #grow(capacity: number): void {
    const raws = Buffer.allocUnsafeSlow(capacity * this.#width)
    raws.set(this.#raws)
    this.#raws = raws
    this.packs = grown(new Int32Array(capacity), this.packs)
    this.offsets = grown(new Float64Array(capacity), this.offsets)
    this.times = grown(new Uint32Array(capacity).fill(1), this.times)
    const count = this.#places.length / 2
    this.#places = new Int32Array(capacity * 2)
    for (let i = 0; i < count; i++) this.#places[this.#placeOf(raws, i * this.#width)] = i + 1
  }
}

/** Undefined: it cannot be read, which is left for the reading of the object to deal with. */
function checksumOf(pack: Pack): Uint8Array | undefined {
  try {
    return pack.index.packChecksum()
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}

function isFound(source: ObjectSource, raw: Uint8Array, hex: () => string): boolean {
  try {
    return source.locate(raw, hex())
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}

function grown<A extends Int32Array | Uint32Array | Float64Array>(to: A, from: A): A {
  to.set(from)
  return to
}
