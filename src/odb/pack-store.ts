/**
 * The packs of all objects directories, and the search for an oid among them.
 */
import { join } from 'node:path'
import { PackmapError, UnsupportedFormatError } from '../base/errors.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { CorruptIndexError } from '../pack/errors.js'
import type { FileWindows } from '../pack/file-window.js'
import type { MultiPackIndex } from '../pack/midx/multi-pack-index.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import { Pack } from '../pack/pack.js'
import { openMultiPackIndexes } from './midx-files.js'
import { PackListing } from './pack-listing.js'

/** Where a look-up ended: filled again and again. */
export interface PackHit {
  pack: Pack | undefined
  /** Where the entry begins: bytes from the start of the packfile. */
  offset: number
}

/** A multi-pack-index, and the packs that it names: by number, without those that are gone. */
interface CoveringIndex {
  readonly midx: MultiPackIndex
  readonly packs: readonly (Pack | undefined)[]
}

export interface PackStoreOptions {
  readonly algorithm: HashAlgorithm
  readonly useMultiPackIndex: boolean
  /** Told of what is broken and can be done without. */
  readonly onWarning: (message: string) => void
}

export class PackStore implements Disposable {
  readonly #listings: readonly PackListing[]
  readonly #files: FileWindows
  readonly #options: PackStoreOptions
  #packs: Pack[] = []
  #byStem = new Map<string, Pack>()
  #covering: CoveringIndex[] = []
  /** The packs that no multi-pack-index covers, the one with the newest hit first: neighbours in history lie together. */
  #uncovered: Pack[] = []

  /** @param directories Objects directories, the one to be searched first in front. */
  constructor(directories: readonly string[], files: FileWindows, options: PackStoreOptions) {
    this.#listings = directories.map((directory) => new PackListing(join(directory, 'pack')))
    this.#files = files
    this.#options = options
    this.refresh()
  }

  /** All packs, in the order of their directories and the newest of each first. */
  get packs(): readonly Pack[] {
    return this.#packs
  }

  /** As {@link PackStore.refresh}, unless every folder is as it was when it was listed. */
  refreshIfChanged(): boolean {
    return this.#listings.some((listing) => listing.mayHaveChanged()) && this.refresh()
  }

  /**
   * Finds the packs that have appeared, and forgets those that are gone. Opens none of them.
   *
   * @returns Whether anything has changed.
   */
  refresh(): boolean {
    const known = this.#byStem
    const now = new Map<string, Pack>()
    for (const stem of this.#listings.flatMap((listing) => listing.list())) {
      now.set(stem, known.get(stem) ?? new Pack(this.#files, stem, this.#options.algorithm))
    }
    const hasChanged = now.size !== known.size || [...now.keys()].some((stem) => !known.has(stem))
    for (const [stem, pack] of known) if (!now.has(stem)) pack[Symbol.dispose]()
    this.#byStem = now
    this.#packs = [...now.values()]
    this.#openMultiPackIndexes()
    return hasChanged
  }

  #openMultiPackIndexes(): void {
    for (const { midx } of this.#covering) midx[Symbol.dispose]()
    this.#covering = []
    if (this.#options.useMultiPackIndex) {
      for (const { directory } of this.#listings) {
        const { algorithm, onWarning } = this.#options
        for (const midx of openMultiPackIndexes(directory, this.#files, algorithm, onWarning)) {
          const stems = midx.packNames.map((name) => join(directory, name.replace(/\.(idx|pack)$/, '')))
          this.#covering.push({ midx, packs: stems.map((stem) => this.#byStem.get(stem)) })
        }
      }
    }
    this.#findUncovered()
  }

  #findUncovered(): void {
    const covered = new Set(this.#covering.flatMap(({ packs }) => packs))
    this.#uncovered = this.#packs.filter((pack) => !covered.has(pack))
  }

  /**
   * Looks for an oid in every pack.
   *
   * Hot: once per object.
   *
   * @param oid Raw bytes.
   * @returns Whether `hit` says where it is.
   * @throws {MapError} An index that had to be asked cannot be opened or mapped.
   */
  find(oid: Uint8Array, hit: PackHit): boolean {
    if (this.#covering.length > 0 && this.#findCovered(oid, hit)) return true
    const packs = this.#uncovered
    for (let i = 0; i < packs.length; i++) {
      const pack = packs[i]!
      try {
        const position = pack.index.find(oid)
        if (position === NOT_FOUND) continue
        hit.offset = pack.index.offsetAt(position)
      } catch (error) {
        if (!(error instanceof CorruptIndexError || error instanceof UnsupportedFormatError)) throw error
        this.#options.onWarning(error.message)
        packs.splice(i--, 1)
        continue
      }
      hit.pack = pack
      if (i > 0) moveToFront(packs, i)
      return true
    }
    return false
  }

  #findCovered(oid: Uint8Array, hit: PackHit): boolean {
    for (const covering of this.#covering) {
      const { midx, packs } = covering
      try {
        if (!midx.find(oid)) continue
      } catch (error) {
        if (!(error instanceof PackmapError)) throw error
        this.#options.onWarning(error.message)
        this.#drop(covering)
        return this.#findCovered(oid, hit)
      }
      const pack = packs[midx.foundPack]
      if (pack) {
        hit.pack = pack
        hit.offset = midx.foundOffset
        return true
      }
    }
    return false
  }

  /** Does without a multi-pack-index that turned out to be broken. */
  #drop(covering: CoveringIndex): void {
    covering.midx[Symbol.dispose]()
    this.#covering = this.#covering.filter((other) => other !== covering)
    this.#findUncovered()
  }

  [Symbol.dispose](): void {
    for (const { midx } of this.#covering) midx[Symbol.dispose]()
    for (const pack of this.#packs) pack[Symbol.dispose]()
    this.#packs = []
    this.#uncovered = []
    this.#covering = []
    this.#byStem.clear()
  }
}

function moveToFront(packs: Pack[], i: number): void {
  const pack = packs[i]!
  packs.copyWithin(1, 0, i)
  packs[0] = pack
}
