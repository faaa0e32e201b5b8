/**
 * Git's index: which blob each path of the next commit has.
 *
 * Format: gitformat-index, versions 2, 3 and 4. In file order: signature, version, number of entries, entries,
 * extensions, a checksum of all that. All integers big-endian. An entry is 40 bytes of stat data (the seventh
 * word is the mode), the oid, 16 bits of flags, in version 3 and 4 perhaps 16 more, and the path: padded with 1 to 8
 * NULs to a multiple of 8 bytes, or in version 4 without its beginning, which it has from the entry before.
 *
 * Every entry is checked to lie within the file, every extension too. Not checked: the checksum, which git may leave
 * out (`index.skipHash`), the order of the entries, and whether their paths could be checked out.
 */
/* eslint no-bitwise: "off" -- flags of 16 bits, and the low bits of sizes for padding */
import { readUint16, readUint32 } from '../../base/big-endian.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { asciiText } from '../../object/text.js'
import { type CachedTree, parseCacheTree } from './cache-tree.js'
import { CorruptIndexFileError } from './errors.js'
import type { IndexEntry } from './index-entry.js'

const SIGNATURE = 'DIRC'
const HEADER_SIZE = 12
const STAT_SIZE = 40
const MODE_AT = 24
const EXTENSION_HEADER_SIZE = 8

const FLAG_EXTENDED = 0x4000
const STAGE_SHIFT = 12
const STAGE_MASK = 0x3
/** Also says "this long or longer". */
const NAME_LENGTH_MASK = 0xfff

/**
 * Bytes of paths for each byte of a version 4 index, at most: a mean length near 4,000, what systems allow. Without a
 * limit each entry could repeat a path as long as the file.
 */
const EXPANSION_MAX = 64

/** An index as one file has it. */
export interface IndexFileContent {
  readonly entries: IndexEntry[]
  /** The content of the `link` extension: this file holds only the changes to a shared index. */
  readonly link: Uint8Array | undefined
  /** Folders whose trees are known. */
  readonly trees: readonly CachedTree[]
}

/**
 * Parses a whole file. Paths are views of `bytes`, except in version 4.
 *
 * @throws {CorruptIndexFileError} It breaks the format.
 * @throws {UnsupportedFormatError} It has another version, or an extension without which it cannot be understood.
 */
export function parseIndexFile(bytes: Uint8Array, path: string, algorithm: HashAlgorithm): IndexFileContent {
  const end = bytes.length - algorithm.size // where the checksum begins
  if (end < HEADER_SIZE) throw new CorruptIndexFileError(path, 0, 'index file smaller than expected')
  if (asciiText(bytes, 0, 4) !== SIGNATURE) throw new CorruptIndexFileError(path, 0, 'bad signature')
  const version = readUint32(bytes, 4)
  if (version < 2 || version > 4) throw new UnsupportedFormatError(path, `bad index version ${version}`)
  const { entries, next } = parseEntries(bytes, end, version, path, algorithm)
  const { link, tree } = findExtensions(bytes, next, end, path)
  return { entries, link, trees: tree ? parseCacheTree(tree, algorithm.size) : [] }
}

function parseEntries(
  bytes: Uint8Array,
  end: number,
  version: number,
  path: string,
  algorithm: HashAlgorithm,
): { entries: IndexEntry[]; next: number } {
  const count = readUint32(bytes, 8)
  const fixedSize = STAT_SIZE + algorithm.size + 2
  if (count * fixedSize > end - HEADER_SIZE) {
    throw new CorruptIndexFileError(path, 8, `${count} entries do not fit into the file`)
  }
  const entries: IndexEntry[] = []
  const paths = version === 4 ? new CompressedPaths(bytes, end, path) : new PaddedPaths(bytes, end, path)
  let at = HEADER_SIZE
  while (entries.length < count) {
    const flagsAt = at + fixedSize - 2
    if (flagsAt + 4 > end) throw new CorruptIndexFileError(path, at, 'an entry is cut short')
    const flags = readUint16(bytes, flagsAt)
    const hasMoreFlags = (flags & FLAG_EXTENDED) !== 0
    if (hasMoreFlags && version === 2) {
      throw new CorruptIndexFileError(path, flagsAt, 'an entry of version 2 has extended flags')
    }
    paths.read(at, flagsAt + (hasMoreFlags ? 4 : 2), flags & NAME_LENGTH_MASK)
    entries.push({
      path: paths.path,
      stage: (flags >>> STAGE_SHIFT) & STAGE_MASK,
      mode: readUint32(bytes, at + MODE_AT),
      oid: Buffer.from(bytes.buffer, bytes.byteOffset + at + STAT_SIZE, algorithm.size).toString('hex'),
    })
    at = paths.next
  }
  return { entries, next: at }
}

/** The paths of version 2 and 3. After {@link PaddedPaths.read}, `path` is there and `next` the entry after it. */
class PaddedPaths {
  path: Uint8Array = new Uint8Array(0)
  next = 0

  constructor(
    private readonly bytes: Uint8Array,
    private readonly end: number,
    private readonly file: string,
  ) {}

  /**
   * @param entryAt Where the entry begins: padding counts from there.
   * @param length {@link NAME_LENGTH_MASK}: this long or longer, up to the first NUL.
   */
  read(entryAt: number, at: number, length: number): void {
    const pathEnd = length < NAME_LENGTH_MASK ? at + length : this.bytes.indexOf(0, at + length)
    this.next = entryAt + (((pathEnd - entryAt) | 7) + 1)
    if (pathEnd < at || this.next > this.end) {
      throw new CorruptIndexFileError(this.file, entryAt, 'the path of an entry is cut short')
    }
    this.path = this.bytes.subarray(at, pathEnd)
  }
}

/** The paths of version 4: how many bytes to drop from the end of the last one, then what to put there, and a NUL. */
class CompressedPaths {
  path: Uint8Array = new Uint8Array(0)
  next = 0
  private room: number

  constructor(
    private readonly bytes: Uint8Array,
    private readonly end: number,
    private readonly file: string,
  ) {
    this.room = bytes.length * EXPANSION_MAX
  }

  read(entryAt: number, at: number): void {
    const dropped = this.readDropped(entryAt, at)
    const suffixAt = this.next
    const suffixEnd = this.bytes.indexOf(0, suffixAt)
    const kept = this.path.length - dropped
    if (kept < 0) throw new CorruptIndexFileError(this.file, entryAt, 'malformed name field in the index')
    if (suffixEnd === -1 || suffixEnd >= this.end) {
      throw new CorruptIndexFileError(this.file, entryAt, 'the path of an entry is cut short')
    }
    const length = kept + suffixEnd - suffixAt
    this.room -= length
    if (this.room < 0) {
      throw new CorruptIndexFileError(
        this.file,
        entryAt,
        `paths take more than ${EXPANSION_MAX} times the file`,
      )
    }
    const path = new Uint8Array(length)
    path.set(this.path.subarray(0, kept))
    path.set(this.bytes.subarray(suffixAt, suffixEnd), kept)
    this.path = path
    this.next = suffixEnd + 1
  }

  /** Gives the number, in the encoding of an ofs-delta's distance, and leaves `next` behind it. */
  private readDropped(entryAt: number, start: number): number {
    let at = start
    let byte = this.bytes[at++]!
    let value = byte & 0x7f
    while (byte & 0x80) {
      if (at >= this.end || value > this.path.length) {
        throw new CorruptIndexFileError(this.file, entryAt, 'malformed name field in the index')
      }
      byte = this.bytes[at++]!
      value = (value + 1) * 0x80 + (byte & 0x7f)
    }
    this.next = at
    return value
  }
}

interface Extensions {
  /** Makes another file a part of the index. */
  link?: Uint8Array
  /** Has trees of folders. */
  tree?: Uint8Array
}

/** Passes over the extensions, but for these. */
function findExtensions(bytes: Uint8Array, start: number, end: number, path: string): Extensions {
  const found: Extensions = {}
  let at = start
  while (at + EXTENSION_HEADER_SIZE <= end) {
    const name = asciiText(bytes, at, at + 4)
    const contentAt = at + EXTENSION_HEADER_SIZE
    const next = contentAt + readUint32(bytes, at + 4)
    if (next > end) throw new CorruptIndexFileError(path, at, `the extension '${name}' is cut short`)
    if (name === 'link') found.link = bytes.subarray(contentAt, next)
    else if (name === 'TREE') found.tree = bytes.subarray(contentAt, next)
    // A capital means that the extension may be ignored; `sdir` only announces folders among the entries.
    else if (!/^[A-Z]/.test(name) && name !== 'sdir') {
      throw new UnsupportedFormatError(path, `index uses ${name} extension, which we do not understand`)
    }
    at = next
  }
  return found
}
