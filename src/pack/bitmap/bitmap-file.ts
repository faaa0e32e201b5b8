/**
 * A `.bitmap` file: of which type each object of a pack or multi-pack-index is, and for some commits all that they reach.
 *
 * Format: gitformat-bitmap: "BITM", version u16, flags u16, number of commits u32, checksum of the pack or
 * multi-pack-index; bitmaps of the commits, trees, blobs and tags; for each commit its position in the index u32, by how
 * many commits before it stands the one that its bitmap is to be XORed with u8, flags u8, and its bitmap; then what may
 * be left out: pseudo-merges, a table of the commits, a cache of hashes of names; a checksum. The first two and the
 * cache save git time and say nothing that is not known without them.
 *
 * Checked on opening: the header, and that what may be left out and the commits fit the file. Of a bitmap, when it is
 * used, that it sets no bit beyond. Not checked: the checksum of the file.
 */
import { readUint16, readUint32, readUint64 } from '../../base/big-endian.js'
import type { BitSet } from '../../base/bit-set.js'
import { UnsupportedFormatError } from '../../base/errors.js'
import type { ObjectType } from '../../object/object-type.js'
import { CorruptIndexError } from '../errors.js'
import type { FileWindow, FileWindows } from '../file-window.js'
import { EWAH_HEADER_SIZE, ewahSize, readEwahBitmap } from './ewah-bitmap.js'

const SIGNATURE = 0x4249544d // "BITM"
const HEADER_SIZE = 12
const ENTRY_HEADER_SIZE = 6
const TABLE_ROW_SIZE = 16
/** Behind pseudo-merges stand their number and the sizes of their tables. */
const PSEUDO_MERGES_SIZE_MIN = 24
const XOR_OFFSET_MAX = 160
const FLAGS = { fullDag: 1, hashCache: 4, lookupTable: 16, pseudoMerges: 32 } as const
const TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag']
const NO_XOR = -1
/** Bytes of bitmaps that are kept for others that build on them. */
const KEPT_MAX = 64 * 1024 * 1024

/** The bitmap of a commit. */
export interface CommitBitmap {
  readonly bits: BitSet
  /** How many bits it says that it has. */
  readonly size: number
}

export class BitmapFile implements Disposable {
  readonly path: string
  readonly version = 1
  /** Commits that have a bitmap. */
  readonly entryCount: number
  readonly hasLookupTable: boolean
  /** Of the pack or multi-pack-index that it belongs to. */
  readonly checksum: Uint8Array
  readonly #file: FileWindow
  readonly #bits: number
  /** By position in the index. */
  readonly #entries = new Map<number, number>()
  /** By number of the entry: where its bitmap begins, and which entry that is to be XORed with. */
  readonly #offsets: number[] = []
  readonly #xor: number[] = []
  readonly #types = new Map<ObjectType, BitSet>()
  #kept = new Map<number, CommitBitmap>()

  /**
   * @param bits How many bits a bitmap may have: in a chain of multi-pack-indexes those of the layers below count.
   * @param ownCount The objects of this pack or layer.
   * @param width Bytes of an oid.
   * @throws {CorruptIndexError} In git's words: it breaks the format.
   * @throws {UnsupportedFormatError} The same of a version that is not 1.
   */
  constructor(files: FileWindows, path: string, bits: number, ownCount: number, width: number) {
    this.path = path
    this.#bits = bits
    this.#file = files.open(path)
    try {
      const headerSize = HEADER_SIZE + width
      if (this.#file.size < headerSize + width) throw this.#corrupt(0, 'corrupted bitmap index (too small)')
      const header = this.#bytes(0, headerSize)
      this.checksum = header.subarray(HEADER_SIZE)
      if (readUint32(header, 0) !== SIGNATURE) {
        throw this.#corrupt(0, 'corrupted bitmap index file (wrong header)')
      }
      const version = readUint16(header, 4)
      if (version !== 1) {
        throw new UnsupportedFormatError(path, `unsupported version '${version}' for bitmap index file`)
      }
      const flags = readUint16(header, 6)
      if (!hasFlag(flags, FLAGS.fullDag)) {
        throw new UnsupportedFormatError(path, 'unsupported options for bitmap index file')
      }
      this.entryCount = readUint32(header, 8)
      this.hasLookupTable = hasFlag(flags, FLAGS.lookupTable)
      const end = this.#endOfEntries(flags, headerSize, ownCount, width)
      let at = headerSize
      for (const type of TYPES) {
        const { bits: ofType, next } = this.#bitmapAt(at)
        this.#types.set(type, ofType)
        at = next
      }
      this.#readEntries(at, end)
    } catch (error) {
      this.#file[Symbol.dispose]()
      throw error
    }
  }

  /** The objects of a type, as bits. */
  ofType(type: ObjectType): BitSet {
    return this.#types.get(type)!
  }

  /** Positions in the index of the commits that have a bitmap. */
  get positions(): Iterable<number> {
    return this.#entries.keys()
  }

  /**
   * What a commit reaches, itself included; not to be changed.
   *
   * @param position Of the commit in the index.
   * @returns Undefined: it has no bitmap.
   * @throws {CorruptIndexError} The bitmap, or one that it builds on, sets a bit beyond.
   */
  bitmapOf(position: number): CommitBitmap | undefined {
    const entry = this.#entries.get(position)
    if (entry === undefined) return undefined
    const chain: number[] = []
    let base: CommitBitmap | undefined
    for (let at = entry; at !== NO_XOR && !base; at = this.#xor[at]!) {
      base = this.#kept.get(at)
      if (!base) chain.push(at)
    }
    for (const at of chain.reverse()) {
      const { bits, size } = this.#bitmapAt(this.#offsets[at]!)
      if (base) bits.xor(base.bits)
      base = { bits, size: Math.max(size, base?.size ?? 0) }
      this.#keep(at, base)
    }
    return base
  }

  #keep(entry: number, bitmap: CommitBitmap): void {
    if (this.#kept.size * bitmap.bits.words.byteLength > KEPT_MAX) this.#kept = new Map()
    this.#kept.set(entry, bitmap)
  }

  /** Where behind the commits begins what may be left out. */
  #endOfEntries(flags: number, headerSize: number, ownCount: number, width: number): number {
    let end = this.#file.size - width
    const leaveOut = (size: number, name: string): void => {
      if (size > end - headerSize) {
        throw this.#corrupt(end, `corrupted bitmap index file (too short to fit ${name})`)
      }
      end -= size
    }
    if (hasFlag(flags, FLAGS.hashCache)) leaveOut(ownCount * 4, 'hash cache')
    if (hasFlag(flags, FLAGS.lookupTable)) leaveOut(this.entryCount * TABLE_ROW_SIZE, 'lookup table')
    if (hasFlag(flags, FLAGS.pseudoMerges)) {
      if (PSEUDO_MERGES_SIZE_MIN > end - headerSize) leaveOut(Infinity, 'pseudo-merge table header')
      leaveOut(readUint64(this.#bytes(end - 8, 8), 0), 'pseudo-merge table')
    }
    return end
  }

  #readEntries(from: number, end: number): void {
    let at = from
    for (let entry = 0; entry < this.entryCount; entry++) {
      if (end - at < ENTRY_HEADER_SIZE) {
        throw this.#corrupt(at, `corrupt ewah bitmap: truncated header for entry ${entry}`)
      }
      const header = this.#bytes(at, ENTRY_HEADER_SIZE)
      const position = readUint32(header, 0)
      if (position >= this.#bits) {
        throw this.#corrupt(at, `corrupt ewah bitmap: commit index ${position} out of range`)
      }
      const xorOffset = header[4]!
      if (xorOffset > XOR_OFFSET_MAX || xorOffset > entry) {
        throw this.#corrupt(at + 4, 'corrupted bitmap pack index')
      }
      if (this.#entries.has(position)) throw this.#corrupt(at, 'duplicate entry in bitmap index')
      this.#entries.set(position, entry)
      this.#offsets.push(at + ENTRY_HEADER_SIZE)
      this.#xor.push(xorOffset === 0 ? NO_XOR : entry - xorOffset)
      at += ENTRY_HEADER_SIZE + this.#sizeAt(at + ENTRY_HEADER_SIZE)
    }
  }

  #bitmapAt(at: number): CommitBitmap & { readonly next: number } {
    const size = this.#sizeAt(at)
    // What compresses is never much longer than what it stands for.
    const bitmap = size <= 64 + this.#bits && readEwahBitmap(this.#bytes(at, size), 0, this.#bits)
    if (!bitmap) throw this.#corruptBitmap(at)
    return { ...bitmap, next: at + size }
  }

  /** Bytes of the bitmap at `at`, all of which are there. */
  #sizeAt(at: number): number {
    if (at + EWAH_HEADER_SIZE > this.#file.size) {
      throw this.#corrupt(at, 'corrupt ewah bitmap: eof before length')
    }
    const size = ewahSize(this.#bytes(at, EWAH_HEADER_SIZE))
    if (at + size > this.#file.size) throw this.#corrupt(at, 'corrupt ewah bitmap: eof in data')
    return size
  }

  #bytes(at: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    this.#file.copy(at, length, bytes, 0)
    return bytes
  }

  #corruptBitmap(at: number): CorruptIndexError {
    return this.#corrupt(at, 'failed to load bitmap index (corrupted?)')
  }

  #corrupt(at: number, detail: string): CorruptIndexError {
    return new CorruptIndexError(this.path, at, detail)
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]()
  }
}

function hasFlag(flags: number, flag: number): boolean {
  return Math.floor(flags / flag) % 2 === 1
}
