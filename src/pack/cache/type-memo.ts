/**
 * The types of objects at pack offsets, remembered so that a header read need not walk to the base again.
 *
 * Direct-mapped: an entry has one place, and whoever comes later takes it. A lost memory costs a walk.
 *
 * Small until it has been written to often: most databases are opened for a few objects, and filling 2 MiB with zeros
 * took longer than all else that opening one does.
 */
/* eslint no-bitwise: "off" -- a hash is a 32-bit word */

const PLACE_BITS_FIRST = 8
const PLACE_BITS = 17
/** After so many writes the first table gives way to the large one, and what it knew is forgotten. */
const WRITES_FIRST = 128
/** There are fewer types than this, so type and pack fit one number. */
const TYPES_MAX = 8

export class TypeMemo {
  /** Of each place two numbers, side by side so that one cache line brings both: offset, and `8 * pack + type`. */
  #places = new Float64Array(2 * 2 ** PLACE_BITS_FIRST)
  #shift = 32 - PLACE_BITS_FIRST
  #writesLeft = WRITES_FIRST

  #place(pack: number, offset: number): number {
    return 2 * (Math.imul((offset | 0) ^ Math.imul(pack, 0x9e3779b1), 0x85ebca6b) >>> this.#shift)
  }

  /** The `OBJ_…` number of the object at an offset, or 0. */
  get(pack: number, offset: number): number {
    const place = this.#place(pack, offset)
    if (this.#places[place] !== offset) return 0
    const type = this.#places[place + 1]! - pack * TYPES_MAX
    return type > 0 && type < TYPES_MAX ? type : 0
  }

  set(pack: number, offset: number, type: number): void {
    if (this.#writesLeft > 0 && --this.#writesLeft === 0) {
      this.#places = new Float64Array(2 * 2 ** PLACE_BITS)
      this.#shift = 32 - PLACE_BITS
    }
    const place = this.#place(pack, offset)
    this.#places[place] = offset
    this.#places[place + 1] = pack * TYPES_MAX + type
  }
}
