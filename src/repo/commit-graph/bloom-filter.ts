/**
 * Changed-path Bloom filters: for each commit, which paths it may have changed against its first parent.
 *
 * Format: gitformat-commit-graph, chunks BIDX and BDAT. BIDX has for each commit where its filter ends; BDAT begins
 * with the version of the hash, the number of hashes for a path and the bits for each entry. A path is in a filter
 * with all of the folders above it.
 */
/* eslint no-bitwise: "off" -- hashes are 32-bit words, bits are bits */
import { readUint32 } from '../../base/big-endian.js'
import type { Chunk } from './chunk-table.js'
import { CorruptGraphError } from './errors.js'

const HEADER_SIZE = 12
const SEED_0 = 0x293ae76f
const SEED_1 = 0x7e646e2c
const SLASH = 0x2f
/** Git writes seven; more than this many are not sensible, and would cost time for nothing. */
const HASH_COUNT_MAX = 64

/** The hashes of a path and of each folder above it; every one must be in a filter for the path to be. */
export type BloomKeys = readonly { readonly hash0: number; readonly hash1: number }[]

/** The filters of one commit-graph file. */
export class BloomFilters {
  readonly #hashVersion: number
  readonly #hashCount: number

  /** @throws {CorruptGraphError} Sizes of the chunks, or the header, break the format. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly index: Chunk,
    private readonly data: Chunk,
    commitCount: number,
    private readonly path: string,
  ) {
    if (index.end - index.begin !== 4 * commitCount || data.end - data.begin < HEADER_SIZE) {
      throw new CorruptGraphError(path, index.begin, 'the chunks of changed paths have a wrong size')
    }
    this.#hashVersion = readUint32(bytes, data.begin)
    this.#hashCount = readUint32(bytes, data.begin + 4)
    if (this.#hashVersion < 1 || this.#hashVersion > 2 || this.#hashCount > HASH_COUNT_MAX) {
      throw new CorruptGraphError(path, data.begin, 'changed paths of a version that is not known')
    }
  }

  /** The keys of a path, which has no slash at its end. */
  keysOf(path: Uint8Array): BloomKeys {
    const keys: { hash0: number; hash1: number }[] = []
    for (let end = path.length; end > 0; end = path.lastIndexOf(SLASH, end - 1)) {
      const part = path.subarray(0, end)
      const isSigned = this.#hashVersion === 1 // git's first hash took bytes from 0x80 on for negative numbers
      keys.push({ hash0: murmur3(SEED_0, part, isSigned), hash1: murmur3(SEED_1, part, isSigned) })
    }
    return keys
  }

  /**
   * Whether the commit at `position` may have changed the path. False is certain, true is not.
   *
   * @throws {CorruptGraphError} The filter lies outside of its chunk.
   */
  mayHaveChanged(position: number, keys: BloomKeys): boolean {
    const { bytes, index, data } = this
    const from = position === 0 ? 0 : readUint32(bytes, index.begin + 4 * (position - 1))
    const to = readUint32(bytes, index.begin + 4 * position)
    const begin = data.begin + HEADER_SIZE + from
    if (to < from || data.begin + HEADER_SIZE + to > data.end) {
      throw new CorruptGraphError(this.path, index.begin + 4 * position, 'a filter lies outside of its chunk')
    }
    const bits = (to - from) * 8
    if (bits === 0) return true // none was computed
    return keys.every(({ hash0, hash1 }) => {
      for (let i = 0; i < this.#hashCount; i++) {
        const bit = ((hash0 + Math.imul(i, hash1)) >>> 0) % bits
        if ((bytes[begin + (bit >>> 3)]! & (1 << (bit & 7))) === 0) return false
      }
      return true
    })
  }
}

/** MurmurHash3 of 32 bits. */
export function murmur3(seed: number, bytes: Uint8Array, isSigned: boolean): number {
  const byteAt = (i: number): number => (isSigned ? (bytes[i]! << 24) >> 24 : bytes[i]!)
  const scramble = (word: number): number => Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593)
  const wordsEnd = bytes.length & ~3
  let hash = seed
  for (let i = 0; i < wordsEnd; i += 4) {
    const word = byteAt(i) | (byteAt(i + 1) << 8) | (byteAt(i + 2) << 16) | (byteAt(i + 3) << 24)
    hash = Math.imul(rotate(hash ^ scramble(word), 13), 5) + 0xe6546b64
  }
  let rest = 0
  for (let i = bytes.length - 1; i >= wordsEnd; i--) rest ^= byteAt(i) << (8 * (i - wordsEnd))
  hash ^= scramble(rest) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
