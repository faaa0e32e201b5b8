/**
 * One pack: its index, its data and the order of its entries, each opened when it is first needed.
 */
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { PackData } from './data/pack-data.js'
import { PackIndex } from './index/pack-index.js'
import type { FileWindows } from './file-window.js'
import { PackOrder } from './revindex/pack-order.js'

let packsOpened = 0

export class Pack implements Disposable {
  /** Tells this pack from every other of this process, in the caches: an object number, never used again. */
  readonly id = ++packsOpened
  /** The `.pack` file. */
  readonly path: string
  readonly algorithm: HashAlgorithm
  readonly #files: FileWindows
  /** The path of both files without their endings. */
  readonly stem: string
  #index: PackIndex | undefined
  #data: PackData | undefined
  #order: PackOrder | undefined

  /** @param stem The path of the `.pack` and `.idx` files without their endings. Nothing is opened yet. */
  constructor(files: FileWindows, stem: string, algorithm: HashAlgorithm) {
    this.#files = files
    this.stem = stem
    this.path = `${stem}.pack`
    this.algorithm = algorithm
  }

  /** @throws {CorruptIndexError | UnsupportedFormatError | MapError} On first use: see {@link PackIndex}. */
  get index(): PackIndex {
    return (this.#index ??= new PackIndex(this.#files, `${this.stem}.idx`, this.algorithm))
  }

  /** @throws {CorruptPackError | UnsupportedFormatError | MapError} On first use: see {@link PackData}. */
  get data(): PackData {
    return (this.#data ??= new PackData(this.#files, this.path, this.algorithm, this.index))
  }

  /** @throws {CorruptIndexError} On first use: see {@link PackOrder}. */
  get order(): PackOrder {
    return (this.#order ??= new PackOrder(this.index, this.data.entriesEnd))
  }

  [Symbol.dispose](): void {
    this.#index?.[Symbol.dispose]()
    this.#data?.[Symbol.dispose]()
    this.#index = this.#data = this.#order = undefined
  }
}
