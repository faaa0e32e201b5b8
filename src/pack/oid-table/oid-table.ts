/**
 * A sorted table of oids behind a fanout, as pack indexes, multi-pack-indexes and commit-graphs have it.
 *
 * The fanout (256 × u32: how many oids have a first byte up to this one) is copied on opening, and checked to never
 * decrease. The table stays where it is and is read through windows.
 */
import { readUint32 } from '../../base/big-endian.js'
import {
  OID_AT,
  TABLE_FANOUT,
  TABLE_FILE,
  TABLE_OIDS_AT,
  TABLE_ROW_SIZE,
  TABLE_STRIDE,
  TABLE_WIDTH,
} from '../core/core-layout.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import type { ReadCore } from '../read/read-core.js'

export const FANOUT_SIZE = 256 * 4

/** The answer of {@link OidTable.find} for an oid that is not there. */
export const NOT_FOUND = -1

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

export class OidTable implements Disposable {
  readonly count: number
  readonly #files: FileWindows
  readonly #file: FileWindow
  readonly #fanout: Uint32Array
  readonly #layout: OidTableLayout
  /** By which the core knows the table; 0: it does not, so far. */
  #row = 0

  /** The table must lie inside the file; it is not checked to be sorted, and a look-up terminates all the same. */
  constructor(files: FileWindows, file: FileWindow, fanout: Uint32Array, layout: OidTableLayout) {
    this.#files = files
    this.#file = file
    this.#fanout = fanout
    this.count = fanout[255]!
    this.#layout = layout
  }

  /** The row by which the core knows the table. */
  get row(): number {
    if (this.#row === 0) this.#row = this.#takeRow(this.#files.core)
    return this.#row
  }

  #takeRow({ rows }: ReadCore): number {
    const { oidsAt, stride, width } = this.#layout
    const row = rows.take(TABLE_ROW_SIZE)
    rows.setWord(row + TABLE_FILE, this.#file.row)
    rows.setWord(row + TABLE_STRIDE, stride)
    rows.setWord(row + TABLE_WIDTH, width)
    rows.setNumber(row + TABLE_OIDS_AT, oidsAt)
    for (const [i, count] of this.#fanout.entries()) rows.setWord(row + TABLE_FANOUT + i * 4, count)
    return row
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
    const { core } = this.#files
    if (oid !== core.oid) this.#giveOid(core, oid)
    return core.functions.findOid(this.row, OID_AT)
  }

  /** The position of the first oid that is not below `oid`; `count` if there is none. */
  lowerBound(oid: Uint8Array): number {
    const { core } = this.#files
    this.#giveOid(core, oid)
    return core.functions.lowerBound(this.row, OID_AT)
  }

  /** One past the last position, from `position` on, of the oids that begin with `digits` hex digits of `prefix`. */
  prefixEnd(position: number, prefix: Uint8Array, digits: number): number {
    const { core } = this.#files
    this.#giveOid(core, prefix)
    return core.functions.prefixEnd(this.row, position, OID_AT, digits)
  }

  #giveOid({ oid: target }: ReadCore, oid: Uint8Array): void {
    const { width } = this.#layout
    for (let i = 0; i < width; i++) target[i] = oid[i]!
  }

  /** Writes the raw oid at a position, 0 to `count - 1`, to `out[at…]`. */
  copyOid(position: number, out: Uint8Array, at = 0): void {
    const { oidsAt, stride, width } = this.#layout
    this.#file.copy(oidsAt + position * stride, width, out, at)
  }

  /** Has the core forget the table; the file is its owner's to close. */
  [Symbol.dispose](): void {
    if (this.#row !== 0) this.#files.core.rows.give(this.#row, TABLE_ROW_SIZE)
    this.#row = 0
  }
}
