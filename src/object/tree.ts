/**
 * Trees: a run of entries `mode SP name NUL raw-oid`, without count, length or terminator.
 *
 * Entries are read one at a time, so a fault is found when reading reaches it, as git finds it. The order of
 * entries and the uniqueness of names are not checked: git reads trees that break both.
 */
/* eslint no-bitwise: "off" -- file modes are bit fields of at most 32 bits */
import { CorruptObjectError } from './errors.js'
import type { HashAlgorithm } from './hash-algorithm.js'
import type { ObjectType } from './object-type.js'
import { encodeHex } from './oid.js'
import { decodeText } from './text.js'

const SPACE = 0x20
const ZERO = 0x30

const S_IFMT = 0o170000
const S_IFDIR = 0o040000
const S_IFREG = 0o100000
const S_IFLNK = 0o120000
const S_IFGITLINK = 0o160000

/** One entry of a tree. Bytes are views of the tree's. */
export class TreeEntry {
  /**
   * @param rawMode The mode as stored, such as 0o100664 in old trees; git shows {@link mode} instead.
   * @param name Any bytes but NUL: not always UTF-8, and not always a safe path.
   */
  constructor(
    readonly rawMode: number,
    readonly name: Uint8Array,
    readonly oidBytes: Uint8Array,
  ) {}

  /** One of 0o40000, 0o100644, 0o100755, 0o120000 and 0o160000: what git makes of the stored mode. */
  get mode(): number {
    return canonicalMode(this.rawMode)
  }

  get nameText(): string {
    return decodeText(this.name)
  }

  /** In hex. */
  get oid(): string {
    return encodeHex(this.oidBytes)
  }

  /** What kind of object the mode promises; `commit` is a submodule's, found in another repository. */
  get type(): ObjectType {
    return typeOfMode(this.rawMode)
  }
}

/** A tree by its content; iterating it parses one entry at a time. */
export class Tree implements Iterable<TreeEntry> {
  /**
   * @param oid Its name, in hex.
   * @param data Its content, every byte of it.
   */
  constructor(
    readonly oid: string,
    readonly data: Uint8Array,
    readonly algorithm: HashAlgorithm,
  ) {}

  /** @throws {CorruptObjectError} When iteration reaches an entry that is cut short or malformed. */
  *[Symbol.iterator](): IterableIterator<TreeEntry> {
    const position: EntryPosition = { rawMode: 0, nameAt: 0, nameEnd: 0 }
    let at = 0
    while (at < this.data.length) {
      readEntry(this.oid, this.data, at, this.algorithm.size, position)
      const { rawMode, nameAt, nameEnd } = position
      at = nameEnd + 1 + this.algorithm.size
      const oidBytes = this.data.subarray(nameEnd + 1, at)
      yield new TreeEntry(rawMode, this.data.subarray(nameAt, nameEnd), oidBytes)
    }
  }

  /** The entry of that name, or undefined; see {@link findEntry}. */
  find(name: Uint8Array): TreeEntry | undefined {
    return findEntry(this.oid, this.data, name, this.algorithm)
  }
}

/** The mode that git shows for a stored one: only its kind and the owner's execute bit count. */
export function canonicalMode(rawMode: number): number {
  switch (rawMode & S_IFMT) {
    case S_IFREG:
      return rawMode & 0o100 ? 0o100755 : 0o100644
    case S_IFLNK:
      return S_IFLNK
    case S_IFDIR:
      return S_IFDIR
    default:
      return S_IFGITLINK
  }
}

/** The type of object that an entry of this mode names. */
export function typeOfMode(rawMode: number): ObjectType {
  switch (rawMode & S_IFMT) {
    case S_IFREG:
    case S_IFLNK:
      return 'blob'
    case S_IFDIR:
      return 'tree'
    default:
      return 'commit'
  }
}

/**
 * Finds an entry by name without making objects of the others.
 *
 * Trees are sorted, so the search ends at the first name past the one wanted. Like git's, it therefore misses
 * entries that stand out of order.
 *
 * @param where The tree's oid, for errors.
 * @throws {CorruptObjectError} An entry before the one wanted is cut short or malformed.
 */
export function findEntry(
  where: string,
  data: Uint8Array,
  name: Uint8Array,
  algorithm: HashAlgorithm,
): TreeEntry | undefined {
  const at = entryAt(where, data, name, algorithm.size)
  if (at === -1) return undefined
  const position: EntryPosition = { rawMode: 0, nameAt: 0, nameEnd: 0 }
  readEntry(where, data, at, algorithm.size, position)
  const { rawMode, nameAt, nameEnd } = position
  const oidBytes = data.subarray(nameEnd + 1, nameEnd + 1 + algorithm.size)
  return new TreeEntry(rawMode, data.subarray(nameAt, nameEnd), oidBytes)
}

/**
 * Where the entry called `name` begins; -1 if there is none.
 *
 * Hot: every entry of every tree on the way of a `rev:path`. It compares names in place and jumps from entry to
 * entry, and leaves the mode of those it passes unread.
 */
function entryAt(where: string, data: Uint8Array, name: Uint8Array, oidSize: number): number {
  const length = name.length
  const end = data.length
  let at = 0
  while (at < end) {
    const nameAt = modeEnd(where, data, at) + 1
    let same = 0
    while (same < length && data[nameAt + same] === name[same]) same++
    let i = nameAt + same
    const past = same < length && data[i]! > name[same]!
    while (i < end && data[i] !== 0) i++
    if (i + 1 + oidSize > end) throw cutShort(where, at)
    if (same === length && i === nameAt + same) return at
    // Only a name no longer than the wanted one ends the search: that is git's rule, and decides which entries
    // of an unsorted tree are found.
    if (past && i - nameAt <= length) return -1
    at = i + 1 + oidSize
  }
  return -1
}

/** Where an entry's parts lie; reused from entry to entry. */
export interface EntryPosition {
  rawMode: number
  nameAt: number
  nameEnd: number
}

/**
 * Reads the entry at `at`, which must be before the end.
 *
 * @throws {CorruptObjectError} Cut short, a mode that is not octal, or an empty name; carries `at`.
 */
export function readEntry(
  where: string,
  data: Uint8Array,
  at: number,
  oidSize: number,
  out: EntryPosition,
): void {
  const nameAt = modeEnd(where, data, at) + 1
  let rawMode = 0
  for (let i = at; i < nameAt - 1; i++) rawMode = ((rawMode << 3) | (data[i]! - ZERO)) >>> 0
  let nameEnd = nameAt
  while (nameEnd < data.length && data[nameEnd] !== 0) nameEnd++
  if (nameEnd + 1 + oidSize > data.length) throw cutShort(where, at)
  if (nameEnd === nameAt) throw new CorruptObjectError(where, at, 'an entry of the tree has no name')
  out.rawMode = rawMode
  out.nameAt = nameAt
  out.nameEnd = nameEnd
}

/** Where the space after the mode at `at` is. */
function modeEnd(where: string, data: Uint8Array, at: number): number {
  let i = at
  while (i < data.length && data[i]! >= ZERO && data[i]! <= ZERO + 7) i++
  if (i === data.length) throw cutShort(where, at)
  if (i === at || data[i] !== SPACE) {
    throw new CorruptObjectError(where, at, 'the mode of a tree entry is not octal')
  }
  return i
}

function cutShort(where: string, at: number): CorruptObjectError {
  return new CorruptObjectError(where, at, 'the tree ends within an entry')
}
