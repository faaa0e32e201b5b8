/**
 * A split index: a shared one, `sharedindex.<oid>`, and a small file of what has changed since.
 *
 * Format: gitformat-index, "Split index". The extension `link` holds the oid of the shared index and two bitmaps over
 * its entries: those that are gone, and those that are replaced. The first entries of the small file, without paths,
 * are the replacements; those after them are new.
 */
import type { BitSet } from '../../base/bit-set.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { readEwahBitmap } from '../../pack/bitmap/ewah-bitmap.js'
import { CorruptIndexFileError } from './errors.js'
import type { IndexEntry } from './index-entry.js'

export interface IndexLink {
  /** Of the shared index, in hex; undefined: there is none, and the small file is all. */
  readonly sharedOid: string | undefined
  /** The two bitmaps; may be empty: nothing is gone and nothing replaced. */
  readonly bitmaps: Uint8Array
}

/** @throws {CorruptIndexFileError} The extension is too short to hold an oid. */
export function parseLink(link: Uint8Array, path: string, algorithm: HashAlgorithm): IndexLink {
  if (link.length < algorithm.size) {
    throw new CorruptIndexFileError(path, 0, 'corrupt link extension (too short)')
  }
  const oid = Buffer.from(link.subarray(0, algorithm.size)).toString('hex')
  return { sharedOid: /^0+$/.test(oid) ? undefined : oid, bitmaps: link.subarray(algorithm.size) }
}

/**
 * The entries of both files together, in no particular order.
 *
 * @param path Of the small file.
 * @throws {CorruptIndexFileError} The bitmaps do not fit the entries.
 */
export function mergeSplitIndex(
  shared: readonly IndexEntry[],
  changes: readonly IndexEntry[],
  { bitmaps }: IndexLink,
  path: string,
): IndexEntry[] {
  const [gone, replaced] = readBitmaps(bitmaps, shared.length, path)
  if (replaced.length > changes.length) {
    throw new CorruptIndexFileError(path, 0, 'corrupt link extension: more replacements than entries')
  }
  const merged: (IndexEntry | undefined)[] = [...shared]
  replaced.forEach((position, at) => {
    merged[position] = { ...changes[at]!, path: shared[position]!.path }
  })
  for (const position of gone) merged[position] = undefined
  return [...merged.filter((entry) => entry !== undefined), ...changes.slice(replaced.length)]
}

function readBitmaps(bytes: Uint8Array, bits: number, path: string): [readonly number[], readonly number[]] {
  if (bytes.length === 0) return [[], []]
  const gone = readEwahBitmap(bytes, 0, bits)
  const replaced = gone && readEwahBitmap(bytes, gone.next, bits)
  if (!gone || !replaced) throw new CorruptIndexFileError(path, 0, 'corrupt bitmap in link extension')
  return [positionsOf(gone.bits), positionsOf(replaced.bits)]
}

function positionsOf(bits: BitSet): number[] {
  const positions: number[] = []
  bits.forEach((bit) => positions.push(bit))
  return positions
}
