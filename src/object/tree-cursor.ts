/** The entries of a tree one after another, and what two trees have in common, compared byte by byte. */
import type { HashAlgorithm } from './hash-algorithm.js'
import { type EntryPosition, readEntry, TreeEntry } from './tree.js'

const position: EntryPosition = { rawMode: 0, nameAt: 0, nameEnd: 0 }

export class TreeCursor {
  private at = 0
  private end = 0
  private entry: TreeEntry | undefined

  /** @param where What an error calls the tree: its oid. */
  constructor(
    private readonly where: string,
    private readonly data: Uint8Array,
    private readonly algorithm: HashAlgorithm,
  ) {}

  /** The entry that it stands on; undefined: none is left. @throws {CorruptObjectError} It is malformed. */
  current(): TreeEntry | undefined {
    if (this.entry || this.at >= this.data.length) return this.entry
    const { data, algorithm } = this
    readEntry(this.where, data, this.at, algorithm.size, position)
    const { rawMode, nameAt, nameEnd } = position
    this.end = nameEnd + 1 + algorithm.size
    this.entry = new TreeEntry(rawMode, data.subarray(nameAt, nameEnd), data.subarray(nameEnd + 1, this.end))
    return this.entry
  }

  /** Goes past the entry that {@link TreeCursor.current} gave. */
  advance(): void {
    this.at = this.end
    this.entry = undefined
  }

  /** Goes past entries that are the same in both. They are not looked at any further. */
  skipSame(other: TreeCursor): void {
    const size = sameEntries(this.data, this.at, other.data, other.at, this.algorithm.size)
    if (size === 0) return
    this.at += size
    other.at += size
    this.entry = other.entry = undefined
  }
}

/**
 * Bytes of whole entries that two trees share, from `at` and `otherAt` on.
 *
 * Hot: once for every byte of every tree that is compared.
 */
function sameEntries(a: Uint8Array, at: number, b: Uint8Array, otherAt: number, oidSize: number): number {
  const shift = otherAt - at
  // An entry that ends within both: nothing is read past either end.
  const end = Math.min(a.length, b.length - shift)
  let same = at
  for (let i = at; i < end;) {
    let byte = a[i]!
    while (byte !== 0 && byte === b[i + shift] && i + 1 < end) byte = a[++i]!
    if (byte !== 0 || b[i + shift] !== 0) break
    const next = i + 1 + oidSize
    if (next > end) break
    i++
    while (i < next && a[i] === b[i + shift]) i++
    if (i < next) break
    same = next
  }
  return same - at
}
