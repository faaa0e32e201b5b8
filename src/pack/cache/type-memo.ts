/**
 * The types of objects at pack offsets, remembered so that a header read need not walk to the base again.
 *
 * Direct-mapped: an entry has one place, and whoever comes later takes it. A lost memory costs a walk.
 */
/* eslint no-bitwise: "off" -- a hash is a 32-bit word */

const PLACE_BITS = 17
/** There are fewer types than this, so type and pack fit one number. */
const TYPES_MAX = 8

export class TypeMemo {
  /** Of each place two numbers, side by side so that one cache line brings both: offset, and `8 * pack + type`. */
  readonly #places = new Float64Array(2 * 2 ** PLACE_BITS)

  #place(pack: number, offset: number): number {
    return 2 * (Math.imul((offset | 0) ^ Math.imul(pack, 0x9e3779b1), 0x85ebca6b) >>> (32 - PLACE_BITS))
  }

  /** The `OBJ_…` number of the object at an offset, or 0. */
  get(pack: number, offset: number): number {
    const place = this.#place(pack, offset)
    if (this.#places[place] !== offset) return 0
    const type = this.#places[place + 1]! - pack * TYPES_MAX
    return type > 0 && type < TYPES_MAX ? type : 0
  }

  set(pack: number, offset: number, type: number): void {
    const place = this.#place(pack, offset)
    this.#places[place] = offset
    this.#places[place + 1] = pack * TYPES_MAX + type
  }
}
