/**
 * A range of a file as if it were one long array, read through a cursor's windows.
 *
 * Index 0 is the first byte at the offset that access began with, and negative numbers count from the end, as in
 * `Uint8Array`.
 */
import type { WindowCursor } from './window-cursor.js'

export class SlidingWindowMapBuffer implements Disposable, Iterable<number> {
  /** Bytes in reach; 0 while there is no access. */
  length = 0
  private offset = 0

  /**
   * @param source The cursor to read through, which stays the caller's and is moved by every access.
   * @param offset Where index 0 lies, in bytes from the start of the file.
   * @param size Bytes in reach, or up to the end of the file.
   * @throws {RangeError} There is no byte at `offset`, the cursor belongs to no file, or a number is negative or broken.
   */
  constructor(
    private source?: WindowCursor,
    offset = 0,
    size = Infinity,
  ) {
    if (source !== undefined && !this.beginAccess(source, offset, size)) {
      throw new RangeError(`the cursor reaches no byte at offset ${offset}`)
    }
  }

  /**
   * Makes the bytes from `offset` on accessible, by `cursor` or else by the one given before.
   *
   * @returns False, and nothing changes, when there is no cursor on a file or no byte at `offset`.
   * @throws {RangeError} A number is negative or broken.
   */
  beginAccess(cursor = this.source, offset = 0, size = Infinity): boolean {
    if (!(size >= 0)) throw new RangeError(`size must be a number of bytes from 0 on, not ${size}`)
    if (!cursor?.isAssociated() || offset >= cursor.fileSize()) return false
    this.source = cursor.useRegion(offset)
    this.offset = offset
    this.length = Math.max(0, Math.min(size, cursor.fileSize() - offset))
    return true
  }

  /** Gives back the region. May run any number of times; {@link SlidingWindowMapBuffer.beginAccess} revives. */
  endAccess(): void {
    this.length = 0
    this.source?.unuseRegion()
  }

  /** The cursor read through, if one was given. */
  cursor(): WindowCursor | undefined {
    return this.source
  }

  /** The byte at `index`, from the end if negative; undefined outside. */
  at(index: number): number | undefined {
    const whole = Math.trunc(index) || 0
    const i = whole < 0 ? this.length + whole : whole
    if (!(i >= 0 && i < this.length)) return undefined
    const offset = this.offset + i
    const region = this.source!.useRegion(offset, 1).region()! // no view is made for the occasion
    return region.bytes[offset - region.begin]
  }

  /** A copy of the bytes from `begin` to before `end`, which mean what they mean to `Uint8Array.slice`. */
  slice(begin = 0, end = this.length): Uint8Array {
    const from = clamp(begin, this.length)
    const target = new Uint8Array(Math.max(0, clamp(end, this.length) - from))
    this.copyInto(target, from)
    return target
  }

  /**
   * The bytes from `begin` to before `end`, as {@link SlidingWindowMapBuffer.slice}, without a copy where they lie
   * in one region. A view has length 0 once its region is unmapped, which the next access may do.
   */
  subarray(begin = 0, end = this.length): Uint8Array {
    const from = clamp(begin, this.length)
    const wanted = Math.max(0, clamp(end, this.length) - from)
    if (wanted === 0) return new Uint8Array(0)
    const view = this.viewAt(from, wanted)
    return view.length === wanted ? view : this.slice(from, from + wanted)
  }

  /**
   * Fills `target` with the bytes from `from` on; returns how many there were.
   *
   * @throws {RangeError} `from` is negative or not whole.
   */
  copyInto(target: Uint8Array, from = 0): number {
    if (!(Number.isSafeInteger(from) && from >= 0)) throw new RangeError(`no such index: ${from}`)
    const wanted = Math.max(0, Math.min(target.length, this.length - from))
    if (wanted === 0) return 0
    return this.source!.copyInto(
      wanted === target.length ? target : target.subarray(0, wanted),
      this.offset + from,
    )
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.length;) {
      // A copy, since whoever iterates may do things in between that unmap the view.
      const copy = this.viewAt(i, Math.min(this.length - i, ITERATION_BYTES)).slice()
      yield* copy
      i += copy.length
    }
  }

  /** As {@link SlidingWindowMapBuffer.endAccess}: the cursor stays its owner's. */
  close(): void {
    this.endAccess()
  }

  /** As {@link SlidingWindowMapBuffer.endAccess}, for `using`. */
  [Symbol.dispose](): void {
    this.endAccess()
  }

  /** At least one and at most `size` bytes from index `i` on, which is inside. */
  private viewAt(i: number, size: number): Uint8Array {
    return this.source!.useRegion(this.offset + i, size).buffer()
  }
}

const ITERATION_BYTES = 16_384

/** A bound of a slice as an index from 0 to `length`. */
function clamp(bound: number, length: number): number {
  const whole = Math.trunc(bound) || 0
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length)
}
