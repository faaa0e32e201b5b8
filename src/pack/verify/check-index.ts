/**
 * The `.idx` and `.rev` files of a pack held against what they should be, byte for byte.
 *
 * A writer has some freedom, which has to be taken from the file itself: the version of the format, and which offsets
 * stand in the table for large ones though they are small.
 */
import { existsSync, readFileSync } from 'node:fs'
import { readUint32, readUint64 } from '../../base/big-endian.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { CorruptIndexError } from '../errors.js'
import { FileWindows } from '../file-window.js'
import { PackIndex } from '../index/pack-index.js'
import {
  buildIndex,
  buildReverseIndex,
  DEFAULT_INDEX_FORMAT,
  type IndexFormat,
} from '../indexing/write-index.js'
import type { PackContents } from '../indexing/pack-contents.js'

const LARGE_OFFSET = 0x8000_0000
/** Before the oids of version 2: signature, version, fanout. */
const OIDS_AT = 8 + 256 * 4

/**
 * How an existing index is written.
 *
 * @throws {MapError} There is none.
 * @throws {CorruptIndexError | UnsupportedFormatError} It cannot be opened: see {@link PackIndex}.
 */
export function formatOfIndex(path: string, algorithm: HashAlgorithm): IndexFormat {
  using manager = new SlidingWindowMapManager()
  using index = new PackIndex(new FileWindows(manager), path, algorithm)
  const { version, objectCount } = index
  const keptLarge = version === 2 ? smallLargeOffsets(readFileSync(path), objectCount, algorithm) : undefined
  return { ...DEFAULT_INDEX_FORMAT, version, allowDuplicates: false, ...(keptLarge && { keptLarge }) }
}

/** The offsets in the 64-bit table that 31 bits would hold. Rows that are not there are for the comparison to find. */
function smallLargeOffsets(index: Buffer, count: number, { size }: HashAlgorithm): ReadonlySet<number> {
  const found = new Set<number>()
  const offsetsAt = OIDS_AT + count * (size + 4)
  const largeAt = offsetsAt + count * 4
  for (let at = offsetsAt; at < largeAt; at += 4) {
    const row = readUint32(index, at) - LARGE_OFFSET
    const rowAt = largeAt + row * 8
    if (row < 0 || rowAt + 8 > index.length - 2 * size) continue
    const offset = readUint64(index, rowAt)
    if (offset < LARGE_OFFSET) found.add(offset)
  }
  return found
}

/**
 * Compares an index with what its pack says.
 *
 * @param format See {@link formatOfIndex}.
 * @throws {CorruptIndexError} They differ; carries the offset of the first difference.
 * @throws {DuplicateObjectError} The pack has an object twice.
 */
export function checkIndex(
  path: string,
  contents: PackContents,
  order: Int32Array,
  format: IndexFormat,
): void {
  checkFile(path, buildIndex(contents, order, format))
}

/** As {@link checkIndex}, for a reverse index; that there is none is no fault. */
export function checkReverseIndex(
  path: string,
  contents: Parameters<typeof buildReverseIndex>[0],
  order: Int32Array,
): void {
  if (existsSync(path)) checkFile(path, buildReverseIndex(contents, order))
}

function checkFile(path: string, expected: Buffer): void {
  const actual = readFileSync(path)
  if (actual.equals(expected)) return
  const end = Math.min(actual.length, expected.length)
  let at = 0
  while (at < end && actual[at] === expected[at]) at++
  throw new CorruptIndexError(path, at, 'validation error: not what the pack says')
}
