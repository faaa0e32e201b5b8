/**
 * The loose objects of an objects directory: `xx/yyyy…`, the first byte of the oid and the rest, in hex.
 */
import { join, sep } from 'node:path'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { encodeHex } from '../object/oid.js'
import { entriesOf, regularFile } from './file-stat.js'
import { FolderState } from './folder-state.js'
import { MapError } from '../smmap/index.js'
import type { LookPacer } from './look-pacer.js'

const FOLDER_NAME = /^[0-9a-f]{2}$/
const NONE: ReadonlySet<string> = new Set()
const HEX_DIGITS = /^[0-9a-f]+$/

/** The oids of one folder, as of when it was last listed. */
interface Listing {
  readonly folder: FolderState
  /** In order. */
  oids: ReadonlySet<string>
}

export class LooseStore {
  readonly #directory: string
  /** The same with a separator behind it. */
  readonly #prefix: string
  readonly #algorithm: HashAlgorithm
  /** By first byte, of folders that were asked for often. */
  readonly #listings: (Listing | undefined)[] = []
  readonly #directoryState: FolderState
  /** By first byte, whether there was a folder when the directory was last listed. */
  #folders: readonly boolean[] | undefined

  /** @param directory The objects directory. */
  constructor(directory: string, algorithm: HashAlgorithm) {
    this.#directory = directory
    this.#prefix = join(directory, sep)
    this.#algorithm = algorithm
    this.#directoryState = new FolderState(directory)
  }

  /** Where an object would lie, by its hex oid in lower case. */
  pathOf(oid: string): string {
    return `${this.#prefix}${oid.slice(0, 2)}${sep}${oid.slice(2)}`
  }

  /** Bytes of an object's file; undefined: there is no such file. */
  fileSizeOf(oid: string): number | undefined {
    return regularFile(this.pathOf(oid))?.size
  }

  /**
   * Whether an object was there when its folder was last looked at.
   *
   * @param pacer Spares looking for changes where that was done a moment ago.
   */
  knows(oid: Uint8Array, pacer: LookPacer): boolean {
    return this.#hasFolder(oid[0]!, pacer) && this.knownOidsOf(oid[0]!, pacer).has(encodeHex(oid))
  }

  /**
   * As {@link LooseStore.oidsOf}, remembered: lists a folder again only when it may have changed.
   *
   * @param pacer Spares looking for changes where that was done a moment ago.
   */
  knownOidsOf(firstByte: number, pacer: LookPacer): ReadonlySet<string> {
    if (!this.#hasFolder(firstByte, pacer)) return NONE
    let listing = this.#listings[firstByte]
    if (listing?.folder.mayHaveChanged(pacer) === false) return listing.oids
    listing ??= { folder: new FolderState(join(this.#directory, folderName(firstByte))), oids: new Set() }
    listing.folder.note()
    listing.oids = new Set(this.oidsOf(firstByte))
    this.#listings[firstByte] = listing
    return listing.oids
  }

  /** A clone has none of the 256 at first, and whoever makes one changes the directory: one look instead of 256. */
  #hasFolder(firstByte: number, pacer: LookPacer): boolean {
    if (!this.#folders || this.#directoryState.mayHaveChanged(pacer)) {
      this.#directoryState.note()
      this.#folders = this.#listFolders()
    }
    return this.#folders[firstByte]!
  }

  #listFolders(): boolean[] {
    const folders = new Array<boolean>(256).fill(false)
    try {
      for (const { name } of entriesOf(this.#directory)) {
        if (FOLDER_NAME.test(name)) folders[parseInt(name, 16)] = true
      }
    } catch (error) {
      if (!(error instanceof MapError)) throw error
      folders.fill(true) // each may be there, and says itself if it cannot be listed
    }
    return folders
  }

  /** The hex oids with first bytes from `from` to before `end`, sorted. Looks first which folders there are. */
  oidsBetween(from: number, end: number): string[] {
    return entriesOf(this.#directory)
      .map(({ name }) => name)
      .filter((name) => FOLDER_NAME.test(name))
      .map((name) => parseInt(name, 16))
      .filter((firstByte) => firstByte >= from && firstByte < end)
      .sort((a, b) => a - b)
      .flatMap((firstByte) => this.oidsOf(firstByte))
  }

  /** The hex oids whose first byte is `firstByte`, sorted; files of other names are passed over. */
  oidsOf(firstByte: number): string[] {
    const folder = folderName(firstByte)
    const length = this.#algorithm.hexSize - 2
    return entriesOf(join(this.#directory, folder))
      .filter((entry) => !entry.isDirectory() && entry.name.length === length && HEX_DIGITS.test(entry.name))
      .map(({ name }) => folder + name)
      .sort()
  }
}

function folderName(firstByte: number): string {
  return firstByte.toString(16).padStart(2, '0')
}
