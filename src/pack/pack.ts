/**
 * One pack: its index, its data and the order of its entries, each opened when it is first needed.
 */
import { existsSync } from 'node:fs'
import { PackmapError } from '../base/errors.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { encodeHex } from '../object/oid.js'
import { PACK_ENTRIES_END, PACK_FILE, PACK_ID, PACK_ROW_SIZE } from './core/core-layout.js'
import { PackData } from './data/pack-data.js'
import { CorruptIndexError } from './errors.js'
import { PackIndex } from './index/pack-index.js'
import type { FileWindows } from './file-window.js'
import type { ReadCore } from './read/read-core.js'
import { MemoryOrder } from './revindex/memory-order.js'
import { type PackOrder, packPositionOf } from './revindex/pack-order.js'
import { RevFile } from './revindex/rev-file.js'

let packsOpened = 0

/** Descriptors of a pack's files that somebody keeps open: see {@link FileWindows.open}. */
export interface HeldFiles {
  readonly index?: number | undefined
  readonly data?: number | undefined
}

export class Pack implements Disposable {
  /** Tells this pack from every other of this process, in the caches: a number that is never used again. */
  id = ++packsOpened
  /** The `.pack` file. */
  readonly path: string
  readonly algorithm: HashAlgorithm
  readonly #files: FileWindows
  readonly #held: HeldFiles
  /** The path of both files without their endings. */
  readonly stem: string
  #index: PackIndex | undefined
  #data: PackData | undefined
  #order: PackOrder | undefined
  #revFile: RevFile | undefined
  #trustsRevFile = true
  /** By which the core knows the pack; 0: it does not, so far. */
  #row = 0

  /** @param stem The path of the `.pack` and `.idx` files without their endings. Nothing is opened yet. */
  constructor(files: FileWindows, stem: string, algorithm: HashAlgorithm, held: HeldFiles = {}) {
    this.#files = files
    this.#held = held
    this.stem = stem
    this.path = `${stem}.pack`
    this.algorithm = algorithm
  }

  /** Whether the index has been opened: then it has the form of one, whatever single rows say. */
  get hasOpenIndex(): boolean {
    return this.#index !== undefined
  }

  /** Whether it came from a remote that promised whatever its objects refer to: a `.promisor` file lies beside it. */
  get isPromisor(): boolean {
    return existsSync(`${this.stem}.promisor`)
  }

  /** @throws {CorruptIndexError | UnsupportedFormatError | MapError} On first use: see {@link PackIndex}. */
  get index(): PackIndex {
    return (this.#index ??= new PackIndex(this.#files, this.indexPath, this.algorithm, this.#held.index))
  }

  /** @throws {CorruptPackError | UnsupportedFormatError | MapError} On first use: see {@link PackData}. */
  get data(): PackData {
    return (this.#data ??= new PackData(this.#files, this.path, this.algorithm, this.index, this.#held.data))
  }

  /** The row by which the core knows the pack. Opens what is not open. Throws as {@link Pack.data} does. */
  get row(): number {
    if (this.#row === 0) this.#row = this.#takeRow(this.#files.core)
    return this.#row
  }

  #takeRow(core: ReadCore): number {
    const { index, data } = this
    const { rows } = core
    const row = rows.take(PACK_ROW_SIZE)
    index.describe(rows, row)
    rows.setWord(row + PACK_FILE, data.file.row)
    rows.setWord(row + PACK_ID, this.id)
    rows.setNumber(row + PACK_ENTRIES_END, data.entriesEnd)
    core.packs.set(row, this)
    return row
  }

  /** The `.idx` file. */
  get indexPath(): string {
    return `${this.stem}.idx`
  }

  /**
   * The order of the entries: from the `.rev` file if it is there and fits, and else made in memory.
   *
   * @throws {CorruptIndexError} On first use: see {@link MemoryOrder}.
   */
  get order(): PackOrder {
    return (this.#order ??= this.#openRevFile() ?? new MemoryOrder(this.index))
  }

  #openRevFile(): PackOrder | undefined {
    if (!this.#trustsRevFile) return undefined
    const path = `${this.stem}.rev`
    if (!existsSync(path)) return undefined
    try {
      return (this.#revFile = new RevFile(this.#files, path, this.index, this.algorithm))
    } catch (error) {
      // It saves time and says nothing that the index does not: without it, or with a broken one, nothing is lost.
      if (error instanceof PackmapError) return undefined
      throw error
    }
  }

  /**
   * Rank of the entry at `offset` among all entries of the pack.
   *
   * @returns -1: no entry begins there.
   */
  packPositionOf(offset: number): number {
    try {
      const packPosition = packPositionOf(this.order, offset)
      if (packPosition >= 0 || this.#revFile === undefined) return packPosition
    } catch (error) {
      if (!(error instanceof CorruptIndexError) || this.#revFile === undefined) throw error
    }
    this.distrustRevFile()
    return packPositionOf(this.order, offset)
  }

  /**
   * Makes the order in memory from now on, if it came from a `.rev` file: that may be in another order than the pack.
   *
   * @returns Whether it did.
   */
  distrustRevFile(): boolean {
    if (!this.#revFile) return false
    this.#revFile[Symbol.dispose]()
    this.#revFile = undefined
    this.#trustsRevFile = false
    // Made when it is next asked for: the index may not allow it, and nothing may be left of the file then.
    this.#order = undefined
    return true
  }

  /** One past the last byte of the entry at a pack position: where the next begins. */
  endAt(packPosition: number): number {
    const next = packPosition + 1
    return next < this.order.count ? this.order.offsetAt(next) : this.data.entriesEnd
  }

  /**
   * One past the last byte of the entry that begins at `offset`.
   *
   * @throws {CorruptIndexError} The index says of no object that it begins there.
   */
  endOf(offset: number): number {
    const end = this.endAt(this.#knownPositionOf(offset))
    if (end > offset || !this.distrustRevFile()) return end
    return this.endAt(this.#knownPositionOf(offset))
  }

  /** The hex oid of the object whose entry begins at `offset`. Throws as {@link Pack.endOf} does. */
  oidAt(offset: number): string {
    const raw = new Uint8Array(this.algorithm.size)
    // First, because it may replace the order.
    const packPosition = this.#knownPositionOf(offset)
    this.index.copyOid(this.order.indexPositionAt(packPosition), raw)
    return encodeHex(raw)
  }

  #knownPositionOf(offset: number): number {
    const packPosition = this.packPositionOf(offset)
    if (packPosition >= 0) return packPosition
    throw new CorruptIndexError(this.index.path, 0, `no object begins at byte ${offset} of the pack`)
  }

  /**
   * Writes the raw oid of the object whose entry begins at `offset` to `out`.
   *
   * @returns False: no entry begins there.
   */
  copyOidOf(offset: number, out: Uint8Array): boolean {
    const packPosition = this.packPositionOf(offset)
    if (packPosition < 0) return false
    this.index.copyOid(this.order.indexPositionAt(packPosition), out)
    return true
  }

  /** Closes all files; whatever is asked next opens them anew, and trusts nothing that was read before. */
  close(): void {
    if (this.#row !== 0) {
      const { core } = this.#files
      core.packs.delete(this.#row)
      core.rows.give(this.#row, PACK_ROW_SIZE)
      this.#row = 0
    }
    this.#index?.[Symbol.dispose]()
    this.#data?.[Symbol.dispose]()
    this.#revFile?.[Symbol.dispose]()
    this.#index = this.#data = this.#revFile = this.#order = undefined
    this.#trustsRevFile = true
    this.id = ++packsOpened
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
