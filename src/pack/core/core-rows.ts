/** The rows by which the core knows files, tables of oids and packs: parts of its memory, taken and given back. */
import type { CoreMemory } from './core-memory.js'

export class CoreRows {
  readonly #memory: CoreMemory
  readonly #view: DataView
  #next: number
  /** Rows that were given back, by their size. */
  readonly #free = new Map<number, number[]>()

  constructor(memory: CoreMemory) {
    const { bytes } = memory
    this.#memory = memory
    this.#view = new DataView(bytes.buffer, 0, memory.slotsAt)
    this.#next = memory.rowsAt
  }

  /**
   * The address of a row of `size` bytes, all zeros.
   *
   * @throws {RangeError} So many files are open that there is no room for their rows.
   */
  take(size: number): number {
    const padded = Math.ceil(size / 8) * 8
    const given = this.#free.get(padded)?.pop()
    const row = given ?? this.#next
    if (given === undefined) {
      this.#next += padded
      if (this.#next > this.#memory.rowsEnd) throw new RangeError('too many packs are open at a time')
    }
    this.#memory.bytes.fill(0, row, row + padded)
    return row
  }

  give(row: number, size: number): void {
    const padded = Math.ceil(size / 8) * 8
    const free = this.#free.get(padded)
    if (free) free.push(row)
    else this.#free.set(padded, [row])
  }

  setWord(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  setNumber(at: number, value: number): void {
    this.#view.setFloat64(at, value, true)
  }

  word(at: number): number {
    return this.#view.getUint32(at, true)
  }

  number(at: number): number {
    return this.#view.getFloat64(at, true)
  }

  byte(at: number): number {
    return this.#view.getUint8(at)
  }
}
