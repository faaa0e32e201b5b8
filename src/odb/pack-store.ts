/**
 * The packs of all objects directories, and the search for an oid among them.
 */
import { join } from 'node:path'
import { PackmapError } from '../base/errors.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { CorruptIndexError } from '../pack/errors.js'
import type { FileWindows } from '../pack/file-window.js'
import type { MultiPackIndex } from '../pack/midx/multi-pack-index.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import { Pack } from '../pack/pack.js'
import { FileChangedError, MapError, MapLimitError } from '../smmap/index.js'
import { hasVanished, isDiskFailure } from './damage.js'
import type { LookPacer } from './look-pacer.js'
import { multiPackIndexIdentity, openMultiPackIndexes } from './midx-files.js'
import { PackListing } from './pack-listing.js'
import type { SortedOids } from './prefix-search.js'

/** How often a look that git has disturbed is made again: it takes a millisecond or so, and git's repacking longer. */
export const LOOKS_MAX = 20

/** Where a look-up ended: filled again and again. */
export interface PackHit {
  pack: Pack | undefined
  /** Where the entry begins: bytes from the start of the packfile. */
  offset: number
}

interface KnownPack {
  readonly pack: Pack
  /** Of its files, when they were listed. */
  readonly identity: string
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
  #byStem = new Map<string, KnownPack>()
  /** Counts the times that packs appeared, changed or went. */
  generation = 0
  #covering: CoveringIndex[] = []
  /** Of the files of these, those included that could not be used; undefined: not looked for yet. */
  #coveringIdentity: string | undefined
  /** Packs whose index cannot be opened. */
  readonly #leftOut = new WeakSet<Pack>()
  /**
   * The packs that no multi-pack-index covers, once there was a hit the one with the newest first: neighbours in
   * history lie together. Without those whose index cannot be opened.
   */
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

  /**
   * As {@link PackStore.refresh}, unless every folder is as it was when it was listed.
   *
   * @param pacer Spares looking where that was done a moment ago. Default: always looks.
   */
  refreshIfChanged(pacer?: LookPacer): boolean {
    for (const listing of this.#listings) if (listing.mayHaveChanged(pacer)) return this.refresh()
    return false
  }

  /**
   * Finds the packs that have appeared, and forgets those that are gone. Opens none of them.
   *
   * @returns Whether anything has changed.
   */
  refresh(): boolean {
    const known = this.#byStem
    const now = new Map<string, KnownPack>()
    let hasChanged = false
    for (const { stem, identity } of this.#listings.flatMap((listing) => listing.list())) {
      const before = known.get(stem)
      // The same name may be another file: git writes a pack of the same objects anew.
      if (before && before.identity !== identity) {
        before.pack.close()
        this.#leftOut.delete(before.pack)
      }
      if (before?.identity !== identity) hasChanged = true
      const pack = before?.pack ?? new Pack(this.#files, stem, this.#options.algorithm)
      now.set(stem, { pack, identity })
    }
    for (const [stem, { pack }] of known) {
      if (now.has(stem)) continue
      pack[Symbol.dispose]()
      hasChanged = true
    }
    if (hasChanged) this.generation++
    this.#byStem = now
    this.#packs = [...now.values()].map(({ pack }) => pack)
    this.#openMultiPackIndexes(hasChanged)
    return hasChanged
  }

  /** @param isOther Whether the packs are others than before, so that what was opened names packs that have gone. */
  #openMultiPackIndexes(isOther: boolean): void {
    const identity = this.#multiPackIndexIdentity()
    if (!isOther && identity === this.#coveringIdentity) return
    this.#coveringIdentity = identity
    for (const { midx } of this.#covering) midx[Symbol.dispose]()
    this.#covering = []
    if (this.#options.useMultiPackIndex) {
      for (const { directory } of this.#listings) {
        const { algorithm, onWarning } = this.#options
        for (const midx of openMultiPackIndexes(directory, this.#files, algorithm, onWarning)) {
          const stems = midx.packNames.map((name) => join(directory, name.replace(/\.(idx|pack)$/, '')))
          this.#covering.push({ midx, packs: stems.map((stem) => this.#byStem.get(stem)?.pack) })
        }
      }
    }
    this.#findUncovered()
  }

  #multiPackIndexIdentity(): string {
    const { algorithm, useMultiPackIndex } = this.#options
    if (!useMultiPackIndex) return ''
    return this.#listings.map(({ directory }) => multiPackIndexIdentity(directory, algorithm)).join()
  }

  #findUncovered(): void {
    // Of an object in two packs a multi-pack-index names one: if that is gone, the others must be asked themselves.
    const whole = this.#covering.filter(isWhole)
    const covered = new Set(whole.flatMap(({ packs }) => packs))
    this.#uncovered = this.#packs.filter((pack) => !covered.has(pack) && !this.#leftOut.has(pack))
  }

  /**
   * Looks for an oid in every pack.
   *
   * Hot: once per object.
   *
   * @param oid Raw bytes.
   * @returns Whether `hit` says where it is.
   * @throws {CorruptIndexError} The one that has it says nothing usable about where.
   * @throws {MapLimitError} A limit leaves no room for an index that had to be asked.
   * @throws {MapError} A file has vanished or changed since it was listed, or its disk has failed.
   */
  find(oid: Uint8Array, hit: PackHit): boolean {
    if (this.#covering.length > 0 && this.#findCovered(oid, hit)) return true
    const packs = this.#uncovered
    let damage: Error | undefined
    for (let i = 0; i < packs.length; i++) {
      const pack = packs[i]!
      try {
        const position = pack.index.find(oid)
        if (position === NOT_FOUND) continue
        hit.offset = pack.index.offsetAt(position)
      } catch (error) {
        if (pack.hasOpenIndex && error instanceof CorruptIndexError) damage ??= error
        else if (isDiskFailure(error)) damage ??= error as Error
        else this.#leaveOut(packs, i--, error)
        continue
      }
      hit.pack = pack
      if (i > 0) moveToFront(packs, i)
      return true
    }
    if (damage) throw damage
    return false
  }

  /** Does without a pack whose index cannot be opened, until it is another file; rethrows what says something else. */
  #leaveOut(packs: Pack[], i: number, error: unknown): void {
    if (!(error instanceof PackmapError) || error instanceof MapLimitError || hasVanished(error)) throw error
    if (!this.#leftOut.has(packs[i]!)) this.#options.onWarning(error.message)
    this.#leftOut.add(packs[i]!)
    packs.splice(i, 1)
  }

  /**
   * Does what reads packs, and does it again with those that are there then if one of them has vanished meanwhile.
   *
   * @throws {MapError} Some vanish every time.
   */
  again<T>(operation: () => T): T {
    for (let triesLeft = LOOKS_MAX; ; triesLeft--) {
      try {
        return operation()
      } catch (error) {
        if (triesLeft === 0 || !hasVanished(error)) throw error
        this.replace(error)
      }
    }
  }

  /**
   * What `look` sees where packs stay what they were from before it to after it: objects that move from a pack to another
   * or to a file of their own, or from there to a pack, are then seen in one of the places.
   *
   * @param pacer Spares the check where it was made a moment ago.
   * @throws {MapError} They change every time.
   */
  undisturbed<T>(look: () => T, pacer?: LookPacer): T {
    for (let triesLeft = LOOKS_MAX; ; triesLeft--) {
      const seen = this.again(look)
      if (!this.refreshIfChanged(pacer)) return seen
      if (triesLeft === 0) {
        const { directory } = this.#listings[0]!
        throw new FileChangedError(directory, `packs come and go faster than they can be listed; try again`)
      }
    }
  }

  /** Finds the packs that are there now, after an error that says that one has vanished. */
  replace(error: unknown): void {
    const path = error instanceof MapError ? error.path : ''
    // A file that was written to without a trace in what is listed of it: it has to be opened anew all the same.
    for (const pack of this.#packs) if (path.startsWith(`${pack.stem}.`)) pack.close()
    this.refresh()
  }

  /** The packs whose indexes can be opened, all of them opened; throws as {@link PackStore.find} does. */
  readable(): Pack[] {
    return this.again(() => this.#readableNow())
  }

  /**
   * Every oid in packs, by as few tables as there are: the multi-pack-indexes whose packs are all there, and the
   * indexes of the packs that these do not cover. Throws as {@link PackStore.find} does.
   */
  oidTables(): SortedOids[] {
    return this.again(() => [
      ...this.#covering.filter(isWhole).map(({ midx }) => midx),
      ...this.#readableNow(this.#uncovered).map(({ index }) => index),
    ])
  }

  #readableNow(packs: readonly Pack[] = this.#packs): Pack[] {
    return packs.filter((pack) => {
      try {
        return pack.index.objectCount >= 0
      } catch (error) {
        const isOurs = error instanceof PackmapError && !(error instanceof MapLimitError)
        if (!isOurs || hasVanished(error) || isDiskFailure(error)) throw error
        if (!this.#leftOut.has(pack)) this.#options.onWarning(error.message)
        this.#leftOut.add(pack)
        return false
      }
    })
  }

  #findCovered(oid: Uint8Array, hit: PackHit): boolean {
    for (const covering of this.#covering) {
      const { midx, packs } = covering
      try {
        if (!midx.find(oid)) continue
      } catch (error) {
        if (!(error instanceof PackmapError)) throw error
        this.#drop(covering)
        if (hasVanished(error)) this.#coveringIdentity = undefined
        else this.#options.onWarning(error.message)
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

function isWhole({ packs }: CoveringIndex): boolean {
  return !packs.includes(undefined)
}

function moveToFront(packs: Pack[], i: number): void {
  const pack = packs[i]!
  packs.copyWithin(1, 0, i)
  packs[0] = pack
}
