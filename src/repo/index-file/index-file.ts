/** The entries of an index, by path. */
import type { CachedTree } from './cache-tree.js'
import { compareEntries, type IndexEntry, MODE_SPARSE_FOLDER } from './index-entry.js'

const SLASH = 0x2f

export class IndexFile {
  /** In the order of {@link compareEntries}. */
  readonly entries: readonly IndexEntry[]

  /** @param entries In any order; git's files have them sorted, which makes this a single pass. */
  constructor(
    entries: readonly IndexEntry[],
    /** Folders whose trees are known. */
    readonly trees: readonly CachedTree[] = [],
  ) {
    this.entries = [...entries].sort(compareEntries)
  }

  /** What there is at `path`, by stage: one entry, or up to three of a conflict. */
  at(path: Uint8Array): readonly IndexEntry[] {
    const begin = this.#lowerBound(path)
    let end = begin
    while (end < this.entries.length && Buffer.compare(this.entries[end]!.path, path) === 0) end++
    return this.entries.slice(begin, end)
  }

  /** The folder of a sparse index that stands for everything below it, and so for `path`; undefined: none does. */
  sparseFolderOf(path: Uint8Array): IndexEntry | undefined {
    for (let slash = path.indexOf(SLASH); slash !== -1; slash = path.indexOf(SLASH, slash + 1)) {
      const [entry] = this.at(path.subarray(0, slash + 1))
      if (entry?.mode === MODE_SPARSE_FOLDER) return entry
    }
    return undefined
  }

  #lowerBound(path: Uint8Array): number {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (Buffer.compare(this.entries[middle]!.path, path) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
