/**
 * The packs that a database has at one moment, for who goes through all of them: git may remove them meanwhile, and they
 * can still be read, since their files are kept open.
 *
 * That takes two descriptors a pack. Where a process may not have so many, the packs beyond them are opened by name; if
 * one of those vanishes, reading it fails and says so.
 */
import { closeSync, constants, openSync } from 'node:fs'
import { PackmapError } from '../base/errors.js'
import { encodeHex } from '../object/oid.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import { type HeldFiles, Pack } from '../pack/pack.js'
import { SHARES_DESCRIPTORS } from '../base/end-thread.js'
import { descriptorsMax } from '../smmap/limits.js'
import { hasVanished } from './damage.js'
import type { ObjectSource } from './object-source.js'

/** Of the descriptors that the engine would keep, as it does so beside these. */
const SHARE_OF_DESCRIPTORS = 1 / 2

/** Without waiting, if a pipe has taken the place of the file. */
const OPEN_FLAGS = constants.O_RDONLY + ((constants.O_NONBLOCK as number | undefined) ?? 0) // none on Windows

/** A pack by name, and its open files: what a message to another thread of the process can carry. */
export interface HeldPack extends HeldFiles {
  readonly stem: string
}

/** The files of all packs, open until they are disposed of. */
export class HeldFileSet implements Disposable {
  readonly packs: readonly HeldPack[]
  readonly #source: ObjectSource

  constructor(source: ObjectSource) {
    this.#source = source
    source.packs.refresh()
    let packs: HeldPack[] = []
    this.packs = source.packs.undisturbed(() => {
      this.#close(packs)
      packs = source.packs.packs.map(({ stem }) => ({ stem }))
      let left = SHARES_DESCRIPTORS ? Math.floor(descriptorsMax() * SHARE_OF_DESCRIPTORS) : 0
      const take = (path: string): number | undefined => (left-- > 0 ? openIfPossible(path) : undefined)
      try {
        // With its index a pack's objects can be named, and then read from wherever they have gone to.
        for (const [i, pack] of packs.entries()) packs[i] = { ...pack, index: take(`${pack.stem}.idx`) }
        for (const [i, pack] of packs.entries()) packs[i] = { ...pack, data: take(`${pack.stem}.pack`) }
      } catch (error) {
        this.#close(packs)
        packs = []
        throw error
      }
      return packs
    })
  }

  #close(packs: readonly HeldPack[]): void {
    for (const fd of packs.flatMap(({ index, data }) => [index, data])) {
      if (fd === undefined) continue
      this.#source.manager.forgetDescriptor(fd)
      closeSync(fd)
    }
  }

  [Symbol.dispose](): void {
    this.#close(this.packs)
  }
}

/** @returns Undefined: there are not descriptors enough, or opening it by name will say why it cannot be. */
function openIfPossible(path: string): number | undefined {
  try {
    return openSync(path, OPEN_FLAGS)
  } catch (error) {
    if (hasVanished(error)) throw error
    return undefined
  }
}

export class HeldPacks implements Disposable {
  /** Those whose indexes can be read, opened, in the order of the database's. */
  readonly packs: readonly Pack[]
  readonly #files: HeldFileSet | undefined // not before everything has been opened
  readonly #checksums = new Set<string>()
  /** By the number of a pack, whether it is one of these. */
  readonly #known = new Map<number, boolean>()

  /**
   * All packs of a database.
   *
   * @param onUnreadable Told of each whose index cannot be read. Default: it is passed over, as elsewhere.
   */
  static hold(source: ObjectSource, onUnreadable?: (error: PackmapError) => void): HeldPacks {
    const files = new HeldFileSet(source)
    try {
      return new HeldPacks(source, files.packs, onUnreadable, files)
    } catch (error) {
      files[Symbol.dispose]()
      throw error
    }
  }

  /**
   * @param held Their files, open for as long as these are used.
   * @param onUnreadable As in {@link HeldPacks.hold}.
   * @param files What is to be disposed of with them.
   */
  constructor(
    source: ObjectSource,
    held: readonly HeldPack[],
    onUnreadable: (error: PackmapError) => void = () => undefined,
    files?: HeldFileSet,
  ) {
    const packs: Pack[] = []
    this.packs = packs
    try {
      for (const { stem, ...files } of held) {
        const pack = new Pack(source.files, stem, source.algorithm, files)
        try {
          this.#checksums.add(encodeHex(pack.index.packChecksum()))
          packs.push(pack)
        } catch (error) {
          if (!(error instanceof PackmapError)) throw error
          onUnreadable(error)
        }
      }
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
    this.#files = files
  }

  /** Whether a pack, perhaps opened by somebody else, is one of these: it has the checksum of one. */
  includes(pack: Pack): boolean {
    let known = this.#known.get(pack.id)
    if (known === undefined) {
      known = this.#checksums.has(encodeHex(pack.index.packChecksum()))
      this.#known.set(pack.id, known)
    }
    return known
  }

  /** Whether one of them has an object. */
  has(oid: Uint8Array): boolean {
    return this.packs.some(({ index }) => index.find(oid) !== NOT_FOUND)
  }

  [Symbol.dispose](): void {
    for (const pack of this.packs) pack[Symbol.dispose]()
    this.#files?.[Symbol.dispose]()
  }
}
