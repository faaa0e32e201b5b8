/**
 * The contents of the objects on the path from a root of the delta tree to where the walk is, within a byte budget.
 *
 * A stack that loses its bottom: contents are pushed and popped at the top, next to one another in the arena's ring,
 * and when the ring is full the lowest ones are dropped, because they are needed last. Whoever needs a dropped one
 * makes it again. What the ring is too small for has an array of its own, under a budget of its own.
 *
 * {@link HEADROOM} bytes before each content are free for whoever looks at it, such as for the header that git
 * hashes in front of the content.
 */
import type { CoreMemory } from '../core/core-memory.js'
import { uninitialised } from '../read/output-slabs.js'

/** Bytes free before each content. */
export const HEADROOM = 32

/** A content above this share of the ring would leave no room for the base or the result beside it. */
const RING_SHARE_MAX = 1 / 3

const FIRST_CAPACITY = 64

/** The content of a level that is not held. */
const NOTHING = new Uint8Array(0)

export class HeldContents {
  /** The array in which each level's content lies: the arena, or one of its own. */
  readonly bytes: Uint8Array[] = []
  /** Where in that array the content of each level begins. */
  at = new Int32Array(FIRST_CAPACITY)
  /** Bytes of each level's content. */
  sizes = new Float64Array(FIRST_CAPACITY)
  // The part of the ring that each level takes; empty for a content with an array of its own.
  #begins = new Int32Array(FIRST_CAPACITY)
  #ends = new Int32Array(FIRST_CAPACITY)
  /** The levels from `#low` to `#high` are held. */
  #low = 0
  #high = -1
  #ownBytes = 0
  readonly #arena: Uint8Array
  readonly #ringBegin: number
  readonly #ringEnd: number
  readonly #ownBytesMax: number

  /**
   * @param arena Its ring is used here, so nobody else may cache entries in it.
   * @param ownBytesMax Bytes for contents outside the ring; exceeded where a base and its result are more.
   */
  constructor(arena: CoreMemory, ownBytesMax: number) {
    this.#arena = arena.bytes
    this.#ringBegin = arena.ringAt
    this.#ringEnd = arena.ringAt + arena.ringSize
    this.#ownBytesMax = ownBytesMax
  }

  /** Whether the content of a level is there. */
  holds(level: number): boolean {
    return level >= this.#low && level <= this.#high
  }

  /**
   * Makes room for `size` bytes, and one more, as the content of the next level up. The top level so far stays as it
   * is; lower ones may be dropped.
   */
  push(level: number, size: number): void {
    if (this.#high < this.#low) {
      this.#low = level
      this.#high = level - 1
    }
    if (level === this.at.length) this.#grow()
    const top = this.#high
    this.#high = level
    this.sizes[level] = size
    const begin = this.#reserve(top, size)
    if (begin < 0) {
      this.#pushOwn(level, size)
      return
    }
    const at = begin + HEADROOM
    this.bytes[level] = this.#arena
    this.at[level] = at
    this.#begins[level] = begin
    this.#ends[level] = (at + size + 8) & ~7 // eslint-disable-line no-bitwise -- below the size of the ring
  }

  /** Where in the ring a content can begin without touching that of level `top`; -1: nowhere. */
  #reserve(top: number, size: number): number {
    const ringBegin = this.#ringBegin
    const ringEnd = this.#ringEnd
    const needed = HEADROOM + size + 8
    if (needed > (ringEnd - ringBegin) * RING_SHARE_MAX) return -1
    const isFirst = top < this.#low
    let begin = isFirst ? ringBegin : this.#ends[top]!
    if (begin + needed > ringEnd) {
      // Around: what lies behind is the oldest, if anything does.
      while (this.#low < top && this.#begins[this.#low]! >= begin) this.#dropLowest()
      begin = ringBegin
    }
    const end = begin + needed
    while (this.#low <= top && this.#begins[this.#low]! < end && this.#ends[this.#low]! > begin) {
      if (this.#low === top) return -1
      this.#dropLowest()
    }
    return begin
  }

  #pushOwn(level: number, size: number): void {
    while (this.#low < level - 1 && this.#ownBytes + size > this.#ownBytesMax) this.#dropLowest()
    const below = level > this.#low ? this.#ends[level - 1]! : this.#ringBegin
    this.bytes[level] = uninitialised(HEADROOM + size + 1)
    this.at[level] = HEADROOM
    this.#begins[level] = this.#ends[level] = below
    this.#ownBytes += size
  }

  #dropLowest(): void {
    this.#forget(this.#low++)
  }

  /** Gives up the content of the top level, if it is held. */
  pop(level: number): void {
    if (!this.holds(level)) return
    this.#forget(level)
    this.#high = level - 1
  }

  /** Gives up what is held above `level`. */
  popAbove(level: number): void {
    while (this.#high > level && this.#high >= this.#low) this.#forget(this.#high--)
  }

  /** Gives up all contents. */
  clear(): void {
    while (this.#high >= this.#low) this.#forget(this.#high--)
  }

  #forget(level: number): void {
    if (this.bytes[level] !== this.#arena) this.#ownBytes -= this.sizes[level]!
    this.bytes[level] = NOTHING
  }

  #grow(): void {
    const capacity = this.at.length * 2
    const copied = <A extends Int32Array | Float64Array>(to: A, from: A): A => {
      to.set(from)
      return to
    }
    this.at = copied(new Int32Array(capacity), this.at)
    this.sizes = copied(new Float64Array(capacity), this.sizes)
    this.#begins = copied(new Int32Array(capacity), this.#begins)
    this.#ends = copied(new Int32Array(capacity), this.#ends)
  }
}
