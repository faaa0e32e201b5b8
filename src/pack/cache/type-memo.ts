/**
 * The types of objects at pack offsets, remembered so that a header read need not walk to the base again.
 *
 * Direct-mapped: an entry has one place, and whoever comes later takes it. A lost memory costs a walk.
 */
/* eslint no-bitwise: "off" -- a hash is a 32-bit word */

const PLACE_BITS = 17

export class TypeMemo {
  readonly #offsets = new Float64Array(2 ** PLACE_BITS)
  readonly #packs = new Int32Array(2 ** PLACE_BITS)
  readonly #types = new Uint8Array(2 ** PLACE_BITS)

  #place(pack: number, offset: number): number {
    return Math.imul((offset | 0) ^ Math.imul(pack, 0x9e3779b1), 0x85ebca6b) >>> (32 - PLACE_BITS)
  }

  /** The `OBJ_…` number of the object at an offset, or 0. */
  get(pack: number, offset: number): number {
    const place = this.#place(pack, offset)
    return this.#offsets[place] === offset && this.#packs[place] === pack ? this.#types[place]! : 0
  }

  set(pack: number, offset: number, type: number): void {
    const place = this.#place(pack, offset)
    this.#offsets[place] = offset
    this.#packs[place] = pack
    this.#types[place] = type
  }
}
