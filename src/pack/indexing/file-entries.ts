/** Entries of a packfile read one after another, from any of them on. */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import {
  ENTRY_HEADER_MAX,
  EntryHeader,
  OBJ_OFS_DELTA,
  OBJ_REF_DELTA,
  readEntryHeader,
} from '../data/entry-header.js'
import { CorruptPackError } from '../errors.js'
import type { FileWindow } from '../file-window.js'
import { crcOfRange } from '../read/entry-crc.js'
import type { ReadCore } from '../read/read-core.js'
import { EntryTable, NO_BASE, UNKNOWN_BASE } from '../traverse/entry-table.js'
import { compareContents } from './collision-check.js'
import { EntryPass } from './entry-pass.js'
import type { ExistingObjects } from './existing-objects.js'
import { ObjectHasher } from './object-hasher.js'
import { columnsOf, type EntryColumns } from './segment-rows.js'

export class FileEntries {
  /** The entries; of deltas the bases are unknown. */
  readonly #table: EntryTable
  readonly #baseOffsets: number[] = []
  readonly #file: FileWindow
  readonly #entriesEnd: number
  readonly #existing: ExistingObjects | undefined
  readonly #pass: EntryPass
  readonly #header = new EntryHeader()
  readonly #headerBytes = new Uint8Array(ENTRY_HEADER_MAX)

  /**
   * @param entriesEnd One past the last byte of the last entry.
   * @param core The reader's own while it lasts.
   * @param existing Objects that are there already and must be the same.
   */
  constructor(
    file: FileWindow,
    entriesEnd: number,
    algorithm: HashAlgorithm,
    core: ReadCore,
    existing: ExistingObjects | undefined,
  ) {
    this.#table = new EntryTable(algorithm)
    this.#file = file
    this.#entriesEnd = entriesEnd
    this.#existing = existing
    this.#pass = new EntryPass(file.path, this.#table, core, new ObjectHasher(algorithm), this.#check)
  }

  get count(): number {
    return this.#table.count
  }

  /** Where the last one ends. */
  get end(): number {
    return this.#table.offsets[this.count]!
  }

  get columns(): EntryColumns {
    return columnsOf(this.#table, Float64Array.from(this.#baseOffsets))
  }

  /**
   * Adds the entry at `offset`.
   *
   * @returns Where it ends.
   * @throws {PackmapError} There is none, or one that is wrong or must be read in another way.
   */
  read(offset: number): number {
    const table = this.#table
    const { type, size, length, baseDistance } = this.#readHeader(offset)
    const isDelta = type === OBJ_OFS_DELTA
    // What its base is called would have to be kept.
    if (type === OBJ_REF_DELTA) throw this.#corrupt(offset, 'ref-delta')
    if (isDelta && baseDistance >= offset) throw this.#corrupt(offset, 'delta base offset is out of bound')
    const position = table.add(offset, type, size, length, isDelta ? UNKNOWN_BASE : NO_BASE)
    this.#baseOffsets.push(isDelta ? offset - baseDistance : 0)
    const end = this.#pass.inflate(position, this.#file, this.#entriesEnd)
    table.crcs[position] = crcOfRange(this.#file, offset, end)
    table.offsets[position + 1] = end
    return end
  }

  /** @throws {CorruptPackError} It breaks the format. */
  #readHeader(offset: number): EntryHeader {
    const file = this.#file
    const stop = Math.min(offset + ENTRY_HEADER_MAX, this.#entriesEnd)
    file.seek(offset, stop - offset)
    let { bytes } = file
    let at = offset - file.begin
    if (stop > file.end) {
      bytes = this.#headerBytes
      at = 0
      file.copy(offset, stop - offset, bytes, 0)
    }
    const fault = readEntryHeader(bytes, at, at + stop - offset, this.#table.width, this.#header)
    if (fault !== undefined) throw this.#corrupt(offset, fault)
    return this.#header
  }

  readonly #check = (position: number, bytes: Uint8Array | undefined, at: number, size: number): void => {
    const { oids, width, objectTypes, offsets } = this.#table
    const oid = oids.subarray(position * width, (position + 1) * width)
    if (!this.#existing?.has(oid)) return
    if (!bytes) throw this.#corrupt(offsets[position]!, 'too large to be compared here')
    compareContents(this.#existing, oid, objectTypes[position]!, bytes, at, size)
  }

  #corrupt(offset: number, detail: string): CorruptPackError {
    return new CorruptPackError(this.#file.path, offset, detail)
  }
}
