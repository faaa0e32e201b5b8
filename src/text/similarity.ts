/**
 * How much two contents have in common, as git estimates it: both are cut into pieces at line ends, or after 64 bytes, and
 * bytes are counted that stand in pieces of the same hash.
 */
/* eslint no-bitwise: "off" -- hashes of 32 bits */

/** Hashes are below this prime. */
const HASH_COUNT = 107_927
const PIECE_MAX = 64
const LF = 0x0a
const CR = 0x0d

/** Of each hash that occurs, how many bytes stand in pieces that have it. */
export interface Pieces {
  readonly hashes: Int32Array
  readonly sizes: Int32Array
}

const table = new Int32Array(HASH_COUNT)
let seen = new Int32Array(1024)

/**
 * Cuts a content into pieces.
 *
 * @param isText Whether a CR before a line's end does not count.
 */
export function piecesOf(content: Uint8Array, isText: boolean): Pieces {
  const count = fillTable(content, isText)
  const hashes = seen.slice(0, count)
  const sizes = hashes.map((hash) => table[hash]!)
  for (let i = 0; i < count; i++) table[hashes[i]!] = 0
  return { hashes, sizes }
}

// Hot: once for every byte of a file that may have been renamed.
function fillTable(content: Uint8Array, isText: boolean): number {
  const { length } = content
  let count = 0
  let size = 0
  let low = 0
  let high = 0
  for (let at = 0; at < length; at++) {
    const byte = content[at]!
    if (isText && byte === CR && at + 1 < length && content[at + 1] === LF) continue
    const before = low
    low = (((low << 7) ^ (high >>> 25)) + byte) | 0
    high = (high << 7) ^ (before >>> 25)
    size++
    if (size < PIECE_MAX && byte !== LF && at + 1 < length) continue
    const hash = (((low + Math.imul(high, 0x61)) | 0) >>> 0) % HASH_COUNT
    if (table[hash] === 0) count = remember(hash, count)
    table[hash]! += size
    size = low = high = 0
  }
  return count
}

function remember(hash: number, count: number): number {
  if (count === seen.length) {
    const larger = new Int32Array(2 * count)
    larger.set(seen)
    seen = larger
  }
  seen[count] = hash
  return count + 1
}

/** One content that others are compared with. */
export class SimilarityTable {
  private readonly sizes = new Int32Array(HASH_COUNT)
  private loaded: Pieces | undefined

  /** Takes the place of what was loaded before. */
  load(pieces: Pieces): void {
    if (this.loaded === pieces) return
    if (this.loaded) for (const hash of this.loaded.hashes) this.sizes[hash] = 0
    const { hashes, sizes } = pieces
    for (let i = 0; i < hashes.length; i++) this.sizes[hashes[i]!] = sizes[i]!
    this.loaded = pieces
  }

  /** Bytes that `other` has in common with what is loaded. */
  commonBytes({ hashes, sizes }: Pieces): number {
    let common = 0
    for (let i = 0; i < hashes.length; i++) {
      const size = this.sizes[hashes[i]!]!
      common += size < sizes[i]! ? size : sizes[i]!
    }
    return common
  }
}
