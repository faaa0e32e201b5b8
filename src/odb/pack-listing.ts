/**
 * The packs that a folder holds now.
 */
import { join } from 'node:path'
import { entriesOf, identityOf, regularFile } from './file-stat.js'
import { FolderState } from './folder-state.js'
import type { LookPacer } from './look-pacer.js'

const INDEX_SUFFIX = '.idx'
/** A folder that changes more often than that is taken as it is; who misses something lists again. */
const LISTINGS_MAX = 8

export interface ListedPack {
  /** The path of both files without their endings. */
  readonly stem: string
  /** Differs when either file is another one than before. */
  readonly identity: string
}

export class PackListing {
  /** `objects/pack`. */
  readonly directory: string
  readonly #state: FolderState

  constructor(directory: string) {
    this.directory = directory
    this.#state = new FolderState(directory)
  }

  /** Whether the folder may have changed since it was listed; see {@link FolderState.mayHaveChanged}. */
  mayHaveChanged(pacer?: LookPacer): boolean {
    return this.#state.mayHaveChanged(pacer)
  }

  /**
   * The packs that have both files, newest first as git tries them.
   *
   * Listing is not one act of the file system: of a pack that takes the place of another meanwhile, neither may be seen.
   * So the folder is listed again when it has changed since.
   */
  list(): ListedPack[] {
    for (let triesLeft = LISTINGS_MAX; ; triesLeft--) {
      this.#state.note()
      const packs = this.#listOnce()
      if (triesLeft === 0 || this.#state.isAsNoted) return packs
    }
  }

  #listOnce(): ListedPack[] {
    const packs: { stem: string; identity: string; modified: number }[] = []
    for (const { name } of entriesOf(this.directory)) {
      // Git gives a pack that it is making another name when it is done.
      if (!name.endsWith(INDEX_SUFFIX) || name.startsWith('.tmp-')) continue
      const stem = join(this.directory, name.slice(0, -INDEX_SUFFIX.length))
      const pack = regularFile(`${stem}.pack`)
      const index = regularFile(`${stem}${INDEX_SUFFIX}`)
      if (!pack || !index) continue
      packs.push({ stem, identity: identityOf(pack) + identityOf(index), modified: pack.mtimeMs })
    }
    return packs.sort((a, b) => b.modified - a.modified || (a.stem < b.stem ? -1 : 1))
  }
}
