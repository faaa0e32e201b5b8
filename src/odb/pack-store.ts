/**
 * The packs of an objects directory, and the search for an oid among them.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import type { FileWindows } from '../pack/file-window.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import { Pack } from '../pack/pack.js'

const INDEX_SUFFIX = '.idx'

/** A change within this time of another may leave the same time stamp behind, on any file system in use. */
const TIMESTAMP_GRAIN_MS = 2_000

/** Where a look-up ended: filled again and again by {@link PackStore.find}. */
export class PackHit {
  pack: Pack | undefined
  /** Index position in that pack. */
  position = NOT_FOUND
}

export class PackStore implements Disposable {
  readonly #directory: string
  readonly #files: FileWindows
  readonly #algorithm: HashAlgorithm
  /** The pack with the newest hit first: neighbours in history lie in the same pack. */
  #packs: Pack[] = []
  #byStem = new Map<string, Pack>()
  /** When the folder was listed, and its time of change then: milliseconds. */
  #listedAt = 0
  #modified = 0

  /** @param directory The objects directory. */
  constructor(directory: string, files: FileWindows, algorithm: HashAlgorithm) {
    this.#directory = join(directory, 'pack')
    this.#files = files
    this.#algorithm = algorithm
    this.refresh()
  }

  get packs(): readonly Pack[] {
    return this.#packs
  }

  /**
   * As {@link PackStore.refresh}, unless the folder is as it was when it was listed: a look-up of something that
   * does not exist costs one `stat`.
   */
  refreshIfChanged(): boolean {
    return this.#isAsListed() ? false : this.refresh()
  }

  #isAsListed(): boolean {
    const stat = statSync(this.#directory, { throwIfNoEntry: false })
    return (stat?.mtimeMs ?? 0) === this.#modified && this.#listedAt - this.#modified > TIMESTAMP_GRAIN_MS
  }

  /**
   * Finds the packs that have appeared, and forgets those that are gone. Opens none.
   *
   * @returns Whether anything has appeared.
   */
  refresh(): boolean {
    // Before the listing: a change in between is then seen by the next look.
    this.#listedAt = Date.now()
    this.#modified = statSync(this.#directory, { throwIfNoEntry: false })?.mtimeMs ?? 0
    const stems = this.#list()
    const known = this.#byStem
    const next = new Map<string, Pack>()
    const appeared: Pack[] = []
    for (const stem of stems) {
      let pack = known.get(stem)
      if (!pack) {
        pack = new Pack(this.#files, stem, this.#algorithm)
        appeared.push(pack)
      }
      next.set(stem, pack)
    }
    for (const [stem, pack] of known) if (!next.has(stem)) pack[Symbol.dispose]()
    this.#byStem = next
    this.#packs = [...appeared, ...this.#packs.filter((pack) => next.has(pack.stem))]
    return appeared.length > 0
  }

  /** The packs that have both files, newest first as git tries them: without their ending. */
  #list(): string[] {
    let names: string[]
    try {
      names = readdirSync(this.#directory)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    const packs: { stem: string; modified: number }[] = []
    for (const name of names) {
      if (!name.endsWith(INDEX_SUFFIX)) continue
      const stem = join(this.#directory, name.slice(0, -INDEX_SUFFIX.length))
      const stat = statSync(`${stem}.pack`, { throwIfNoEntry: false })
      if (stat?.isFile()) packs.push({ stem, modified: stat.mtimeMs })
    }
    packs.sort((a, b) => b.modified - a.modified || (a.stem < b.stem ? -1 : 1))
    return packs.map(({ stem }) => stem)
  }

  /**
   * Looks for an oid in every pack.
   *
   * Hot: once per object.
   *
   * @param oid Raw bytes.
   * @returns Whether `hit` says where it is.
   */
  find(oid: Uint8Array, hit: PackHit): boolean {
    const packs = this.#packs
    for (let i = 0; i < packs.length; i++) {
      const pack = packs[i]!
      const position = pack.index.find(oid)
      if (position !== NOT_FOUND) {
        hit.pack = pack
        hit.position = position
        if (i > 0) this.#moveToFront(i)
        return true
      }
    }
    return false
  }

  #moveToFront(i: number): void {
    const packs = this.#packs
    const pack = packs[i]!
    packs.copyWithin(1, 0, i)
    packs[0] = pack
  }

  [Symbol.dispose](): void {
    for (const pack of this.#packs) pack[Symbol.dispose]()
    this.#packs = []
    this.#byStem.clear()
  }
}
