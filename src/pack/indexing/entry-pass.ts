/**
 * One entry after another inflated, to find out where it ends and, where it is stored whole, the oid of its object. Of
 * deltas nothing is kept.
 */
import { CorruptPackError } from '../errors.js'
import type { ByteWindow } from '../inflate/stream-inflater.js'
import type { ReadCore } from '../read/read-core.js'
import { type EntryTable, NO_BASE } from '../traverse/entry-table.js'
import { HEADROOM } from '../traverse/held-contents.js'
import type { ObjectHasher } from './object-hasher.js'

/** Of what does not fit the arena's scratch area, this much is inflated at a time. */
const PIECE_SIZE = 1024 * 1024

/** Sees an object that is stored whole; its content is at `bytes[at…]`, or `bytes` is undefined: it was too large. */
export type WholeObjectVisitor = (
  position: number,
  bytes: Uint8Array | undefined,
  at: number,
  size: number,
) => void

export class EntryPass {
  readonly #path: string
  readonly #entries: EntryTable
  readonly #core: ReadCore
  readonly #hasher: ObjectHasher
  readonly #visit: WholeObjectVisitor

  /**
   * @param path What error messages call the pack.
   * @param entries Where oids and types of objects are entered.
   * @param core The pass's own while it lasts.
   */
  constructor(
    path: string,
    entries: EntryTable,
    core: ReadCore,
    hasher: ObjectHasher,
    visit: WholeObjectVisitor,
  ) {
    this.#path = path
    this.#entries = entries
    this.#core = core
    this.#hasher = hasher
    this.#visit = visit
  }

  /**
   * Inflates the entry that stands in the table at `position`.
   *
   * @param limit One past the last byte of the window's file that may belong to it.
   * @returns Where it ends.
   * @throws {CorruptPackError} Its stream is broken, or not as long as it says.
   */
  inflate(position: number, window: ByteWindow, limit: number): number {
    const { offsets, headerLengths, sizes, types, bases, objectTypes } = this.#entries
    const { inflater, memory: arena } = this.#core
    const offset = offsets[position]!
    const size = sizes[position]!
    inflater.begin(window, offset + headerLengths[position]!, limit)
    if (bases[position] === NO_BASE) {
      objectTypes[position] = types[position]!
      this.#readWhole(position)
    } else if (size < arena.scratchSize) {
      this.#inflateTo(offset, arena.bytes, arena.firstScratchAt, size)
    } else {
      this.#inflatePieces(offset, size, () => undefined)
    }
    return inflater.offset
  }

  #readWhole(position: number): void {
    const { memory: arena } = this.#core
    const { types, sizes, offsets, oids, width } = this.#entries
    const type = types[position]!
    const size = sizes[position]!
    const offset = offsets[position]!
    if (HEADROOM + size < arena.scratchSize) {
      const at = arena.firstScratchAt + HEADROOM
      this.#inflateTo(offset, arena.bytes, at, size)
      this.#hasher.hash(type, arena.bytes, at, size, oids, position * width)
      this.#visit(position, arena.bytes, at, size)
      return
    }
    const hash = this.#hasher.begin(type, size)
    this.#inflatePieces(offset, size, (piece) => hash.update(piece))
    oids.set(hash.digest(), position * width)
    this.#visit(position, undefined, 0, size)
  }

  /** Inflates to `output[at…]`, which has room for one byte more than the entry's size. */
  #inflateTo(offset: number, output: Uint8Array, at: number, size: number): void {
    const length = this.#core.inflater.fill(output, at, size + 1)
    if (length !== size) throw this.#wrongLength(offset, size, length)
  }

  /** Inflates an entry of any size, a piece at a time. */
  #inflatePieces(offset: number, size: number, take: (piece: Uint8Array) => void): void {
    const { inflater, memory: arena } = this.#core
    const at = arena.firstScratchAt
    let produced = 0
    while (!inflater.hasEnded) {
      const length = inflater.fill(arena.bytes, at, PIECE_SIZE)
      produced += length
      if (length < 0 || produced > size) throw this.#wrongLength(offset, size, length < 0 ? length : produced)
      take(arena.bytes.subarray(at, at + length))
    }
    if (produced !== size) throw this.#wrongLength(offset, size, produced)
  }

  #wrongLength(offset: number, size: number, length: number): CorruptPackError {
    const much = length > size ? 'more' : `${length} bytes, less`
    const detail =
      length < 0 ? this.#core.inflater.fault : `entry inflates to ${much} than the declared ${size}`
    return new CorruptPackError(this.#path, offset, detail)
  }
}
