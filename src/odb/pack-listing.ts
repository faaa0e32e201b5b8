/**
 * The packs that a folder holds now.
 */
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import { entriesOf, folder, regularFile } from './file-stat.js'

const INDEX_SUFFIX = '.idx'

/** A change within this time of another may leave the same time stamp behind, on any file system in use. */
const TIMESTAMP_GRAIN_MS = 2_000

export interface ListedPack {
  /** The path of both files without their endings. */
  readonly stem: string
  /** Differs when either file is another one than before. */
  readonly identity: string
}

export class PackListing {
  /** `objects/pack`. */
  readonly directory: string
  /** When the folder was listed, and its time of change then: milliseconds. */
  #listedAt = 0
  #modified = 0

  constructor(directory: string) {
    this.directory = directory
  }

  /** Whether the folder may have changed since it was listed. Costs one `stat`. */
  mayHaveChanged(): boolean {
    const modified = folder(this.directory)?.mtimeMs ?? 0
    return modified !== this.#modified || this.#listedAt - modified <= TIMESTAMP_GRAIN_MS
  }

  /** The packs that have both files, newest first as git tries them. */
  list(): ListedPack[] {
    // Before the listing: a change in between is then seen by the next look.
    this.#listedAt = Date.now()
    this.#modified = folder(this.directory)?.mtimeMs ?? 0
    const packs: { stem: string; identity: string; modified: number }[] = []
    for (const { name } of entriesOf(this.directory)) {
      if (!name.endsWith(INDEX_SUFFIX)) continue
      const stem = join(this.directory, name.slice(0, -INDEX_SUFFIX.length))
      const pack = regularFile(`${stem}.pack`)
      const index = regularFile(`${stem}${INDEX_SUFFIX}`)
      if (!pack || !index) continue
      packs.push({ stem, identity: identityOf(pack) + identityOf(index), modified: pack.mtimeMs })
    }
    return packs.sort((a, b) => b.modified - a.modified || (a.stem < b.stem ? -1 : 1))
  }
}

function identityOf({ dev, ino, size, mtimeMs }: Stats): string {
  return `${dev}:${ino}:${size}:${mtimeMs};`
}
