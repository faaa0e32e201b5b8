/**
 * Whether an index has the form that git would give it: fanout, order, offset table and checksum. What its rows say of
 * the pack is not looked at.
 *
 * Format: gitformat-pack, "pack-*.idx files"; see `PackIndex`, which has checked the length.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readUint32 } from '../../base/big-endian.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { compareRows } from '../indexing/compare-rows.js'
import type { PackIndex } from '../index/pack-index.js'

const FANOUT_SIZE = 256 * 4
const LARGE_OFFSET = 0x8000_0000

/** What is wrong with an index, or with its version 1 where the pack needs the other; undefined: nothing. */
export function indexFault(
  { path, version, objectCount }: PackIndex,
  { name, size: width }: HashAlgorithm,
): string | undefined {
  const index = readFileSync(path)
  const fanoutAt = version === 2 ? 8 : 0
  const tablesAt = fanoutAt + FANOUT_SIZE
  const end = index.length - 2 * width
  if (version === 2) {
    const offsetsAt = tablesAt + objectCount * (width + 4)
    const largeAt = offsetsAt + objectCount * 4
    if (largeAt + countLarge(index, offsetsAt, largeAt) * 8 !== end) return 'rows of large offsets'
  }
  const oids = version === 2 ? { at: tablesAt, stride: width } : { at: tablesAt + 4, stride: width + 4 }
  if (!isInOrder(index, fanoutAt, objectCount, oids.at, oids.stride, width)) return 'oids out of order'
  const own = index.subarray(index.length - width)
  const hash = createHash(name).update(index.subarray(0, index.length - width))
  return hash.digest().equals(own) ? undefined : 'checksum'
}

/** How many offsets refer to the table of large ones, which has their rows in this order; -1: it has not. */
function countLarge(index: Uint8Array, begin: number, end: number): number {
  let rows = 0
  for (let at = begin; at < end; at += 4) {
    const offset = readUint32(index, at)
    if (offset < LARGE_OFFSET) continue
    if (offset - LARGE_OFFSET !== rows) return -1
    rows++
  }
  return rows
}

/** Whether each oid is above the one before it, and the fanout counts them. */
function isInOrder(
  index: Uint8Array,
  fanoutAt: number,
  count: number,
  oidsAt: number,
  stride: number,
  width: number,
): boolean {
  let at = oidsAt
  let position = 0
  for (let byte = 0; byte < 256; byte++) {
    const end = readUint32(index, fanoutAt + byte * 4)
    if (end > count) return false
    for (; position < end; position++, at += stride) {
      if (index[at] !== byte) return false
      if (position > 0 && compareRows(index, at - stride, index, at, width) >= 0) return false
    }
  }
  return position === count
}
