/**
 * A sorted table of oids behind a fanout, as pack indexes, multi-pack-indexes and commit-graphs have it.
 *
 * The fanout (256 × u32: how many oids have a first byte up to this one) is copied on opening, and checked to never
 * decrease. The table stays where it is and is read through windows.
 */
import { readUint32 } from '../../base/big-endian.js'
import type { FileWindow } from '../file-window.js'
import { fractionOf, lowerBound, rowStartsWith } from './search.js'

export const FANOUT_SIZE = 256 * 4

/** The answer of {@link OidTable.find} for an oid that is not there. */
export const NOT_FOUND = -1

/** Rows on either side of where an oid is expected: five times the usual error in a bucket of some thousand. */
const NEAR = 128

/** Where a table lies in its file: bytes from its start. */
export interface OidTableLayout {
  /** Where the oid of position 0 begins. */
  readonly oidsAt: number
  /** Bytes from one oid to the next: the width of an oid, or more where rows hold other fields. */
  readonly stride: number
  /** Bytes of an oid. */
  readonly width: number
}

/**
 * Reads a fanout.
 *
 * @returns The 256 counts, or the first byte value whose count is below that of the one before.
 */
export function readFanout(file: FileWindow, at: number): Uint32Array | number {
  const bytes = new Uint8Array(FANOUT_SIZE)
  file.copy(at, FANOUT_SIZE, bytes, 0)
  const fanout = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    fanout[byte] = readUint32(bytes, byte * 4)
    if (byte > 0 && fanout[byte]! < fanout[byte - 1]!) return byte
  }
  return fanout
}

export class OidTable {
  readonly count: number
  readonly #file: FileWindow
  readonly #fanout: Uint32Array
  readonly #oidsAt: number
  readonly #stride: number
  readonly #width: number
  readonly #row = new Uint8Array(32)

  /** The table must lie inside the file; it is not checked to be sorted, and a look-up terminates all the same. */
  constructor(file: FileWindow, fanout: Uint32Array, layout: OidTableLayout) {
    this.#file = file
    this.#fanout = fanout
    this.count = fanout[255]!
    this.#oidsAt = layout.oidsAt
    this.#stride = layout.stride
    this.#width = layout.width
  }

  /** How many oids have a first byte below `firstByte`, 0 to 256: where in the table its bucket begins. */
  bucketStart(firstByte: number): number {
    return firstByte === 0 ? 0 : this.#fanout[firstByte - 1]!
  }

  /**
   * The position of an oid, or {@link NOT_FOUND}.
   *
   * Hot: once per object for every pack searched.
   *
   * @param oid Raw bytes, as many as the hash algorithm's or more.
   */
  find(oid: Uint8Array): number {
    const position = this.lowerBound(oid)
    if (position === this.count) return NOT_FOUND
    return this.startsWith(position, oid, this.#width * 2) ? position : NOT_FOUND
  }

  /** Whether the oid at a position, 0 to `count - 1`, begins with the first `digits` hex digits of `prefix`. */
  startsWith(position: number, prefix: Uint8Array, digits: number): boolean {
    const at = this.#oidsAt + position * this.#stride
    const file = this.#file
    file.seek(at, this.#width)
    if (at + this.#width <= file.end) return rowStartsWith(file.bytes, at - file.begin, prefix, digits)
    file.copy(at, this.#width, this.#row, 0)
    return rowStartsWith(this.#row, 0, prefix, digits)
  }

  /** The position of the first oid that is not below `oid`; `count` if there is none. */
  lowerBound(oid: Uint8Array): number {
    const first = oid[0]!
    const low = this.bucketStart(first)
    const high = this.#fanout[first]!
    if (low === high) return high
    const file = this.#file
    const start = this.#oidsAt + low * this.#stride
    const end = start + (high - low - 1) * this.#stride + this.#width
    if (start >= file.begin && end <= file.end) {
      return lowerBound(file.bytes, start - file.begin, this.#stride, low, high, oid, this.#width)
    }
    return this.#lowerBoundInPart(low, high, oid)
  }

  /** A bucket that the window does not hold: looked for where the oid is likely, and else row by row. */
  #lowerBoundInPart(low: number, high: number, oid: Uint8Array): number {
    const file = this.#file
    const guess = low + Math.floor(fractionOf(oid) * (high - low))
    const first = Math.max(low, guess - NEAR)
    const end = Math.min(high, guess + NEAR)
    const start = this.#oidsAt + first * this.#stride
    const size = (end - first - 1) * this.#stride + this.#width
    file.seek(start, size)
    if (start + size <= file.end) {
      const at = start - file.begin
      const found = lowerBound(file.bytes, at, this.#stride, first, end, oid, this.#width, low, high)
      // At an edge of the part the answer may lie beyond it.
      if ((found > first || first === low) && (found < end || end === high)) return found
    }
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      this.copyOid(middle, this.#row)
      if (lowerBound(this.#row, 0, this.#width, 0, 1, oid, this.#width) === 1) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Writes the raw oid at a position, 0 to `count - 1`, to `out[at…]`. */
  copyOid(position: number, out: Uint8Array, at = 0): void {
    this.#file.copy(this.#oidsAt + position * this.#stride, this.#width, out, at)
  }
}
