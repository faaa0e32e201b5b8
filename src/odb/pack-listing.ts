/**
 * The packs that a folder holds now.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const INDEX_SUFFIX = '.idx'

/** A change within this time of another may leave the same time stamp behind, on any file system in use. */
const TIMESTAMP_GRAIN_MS = 2_000

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
    const modified = statSync(this.directory, { throwIfNoEntry: false })?.mtimeMs ?? 0
    return modified !== this.#modified || this.#listedAt - modified <= TIMESTAMP_GRAIN_MS
  }

  /** The packs that have both files, newest first as git tries them: their paths without ending. */
  list(): string[] {
    // Before the listing: a change in between is then seen by the next look.
    this.#listedAt = Date.now()
    this.#modified = statSync(this.directory, { throwIfNoEntry: false })?.mtimeMs ?? 0
    let names: string[]
    try {
      names = readdirSync(this.directory)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
    const packs: { stem: string; modified: number }[] = []
    for (const name of names) {
      if (!name.endsWith(INDEX_SUFFIX)) continue
      const stem = join(this.directory, name.slice(0, -INDEX_SUFFIX.length))
      const stat = statSync(`${stem}.pack`, { throwIfNoEntry: false })
      if (stat?.isFile()) packs.push({ stem, modified: stat.mtimeMs })
    }
    packs.sort((a, b) => b.modified - a.modified || (a.stem < b.stem ? -1 : 1))
    return packs.map(({ stem }) => stem)
  }
}
