/** The index as it is now: read when it is asked for, and again once git has written another. */
import { join } from 'node:path'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { fileVersion } from '../file-version.js'
import { readSmallFile } from '../read-small-file.js'
import { CorruptIndexFileError } from './errors.js'
import type { IndexEntry } from './index-entry.js'
import { IndexFile } from './index-file.js'
import { parseIndexFile } from './parse-index-file.js'
import { mergeSplitIndex, parseLink } from './split-index.js'

/** Bytes: ten million entries; what a Buffer holds is not much more. */
const SIZE_MAX = 2 ** 30

export class IndexReader {
  #held: { readonly index: IndexFile; readonly version: string } | undefined

  /**
   * @param path Of the index.
   * @param gitDir Where shared indexes are.
   */
  constructor(
    private readonly path: string,
    private readonly gitDir: string,
    private readonly algorithm: HashAlgorithm,
  ) {}

  /**
   * The index, empty where there is none. Costs one `stat` as long as the file has not changed.
   *
   * @throws {CorruptIndexFileError} It breaks the format, or its shared index does or is missing.
   * @throws {UnsupportedFormatError} A version or extension that packmap does not know.
   */
  current(): IndexFile {
    const version = fileVersion(this.path) // git never writes into an index, but puts another in its place
    if (version === undefined) return new IndexFile([])
    if (this.#held?.version !== version) this.#held = { index: this.#read(), version }
    return this.#held.index
  }

  #read(): IndexFile {
    const bytes = this.#bytesOf(this.path)
    if (!bytes) return new IndexFile([])
    const { entries, link, trees } = parseIndexFile(bytes, this.path, this.algorithm)
    if (!link) return new IndexFile(entries, trees)
    const parsed = parseLink(link, this.path, this.algorithm)
    if (parsed.sharedOid === undefined) return new IndexFile(entries, trees)
    const merged = mergeSplitIndex(this.#readShared(parsed.sharedOid), entries, parsed, this.path)
    return new IndexFile(merged, trees)
  }

  #readShared(oid: string): readonly IndexEntry[] {
    const path = join(this.gitDir, `sharedindex.${oid}`)
    const bytes = this.#bytesOf(path)
    if (!bytes) throw new CorruptIndexFileError(path, 0, 'the shared index is missing')
    return parseIndexFile(bytes, path, this.algorithm).entries
  }

  #bytesOf(path: string): Uint8Array | undefined {
    const bytes = readSmallFile(path, SIZE_MAX)
    if (bytes?.length === SIZE_MAX) {
      throw new CorruptIndexFileError(path, SIZE_MAX, 'the index is larger than packmap reads')
    }
    return bytes
  }
}
