/**
 * Every oid of a database once, in the two orders that make sense.
 */
import { encodeHex } from '../object/oid.js'
import type { Pack } from '../pack/pack.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import type { FileWindows } from '../pack/file-window.js'
import type { LooseStore } from './loose-store.js'

const BUCKETS = 256

/**
 * Sorted by oid. One first byte at a time: the buckets of all packs and the loose folder of that name are merged, so
 * that no more than a 256th of all oids is in memory.
 */
export function* oidsSorted(
  packs: readonly Pack[],
  loose: readonly LooseStore[],
  files: FileWindows,
): Generator<string> {
  for (let firstByte = 0; firstByte < BUCKETS; firstByte++) {
    const oids = loose.flatMap((store) => store.oidsOf(firstByte))
    for (const pack of packs) appendBucket(pack, firstByte, oids)
    files.release()
    // One sorted source is the usual case; a corrupt index may not be.
    if (oids.some((oid, i) => i > 0 && oid < oids[i - 1]!)) oids.sort()
    for (let i = 0; i < oids.length; i++) if (oids[i] !== oids[i - 1]) yield oids[i]!
  }
}

function appendBucket({ index, algorithm }: Pack, firstByte: number, oids: string[]): void {
  const raw = new Uint8Array(algorithm.size)
  const end = index.bucketStart(firstByte + 1)
  let last = ''
  for (let position = index.bucketStart(firstByte); position < end; position++) {
    index.copyOid(position, raw)
    const oid = encodeHex(raw)
    // A sparse file is made of zeros, and may be larger than memory.
    if (oid !== last) oids.push(oid)
    last = oid
  }
}

/** How many oids of a pack are collected before they are handed out, with no claim on its windows between. */
const BATCH = 1024

/**
 * Pack after pack in the order of the packs' entries, then the loose objects: the order in which reading them all
 * is fastest. What several packs have is given with the first of them.
 */
export function* oidsInPackOrder(
  packs: readonly Pack[],
  loose: readonly LooseStore[],
  files: FileWindows,
): Generator<string> {
  const isInPackBefore = (end: number, raw: Uint8Array): boolean => {
    for (let i = 0; i < end; i++) if (packs[i]!.index.find(raw) !== NOT_FOUND) return true
    return false
  }
  for (const [i, { index, order, algorithm }] of packs.entries()) {
    const raw = new Uint8Array(algorithm.size)
    for (let start = 0; start < index.objectCount; start += BATCH) {
      const batch: string[] = []
      const end = Math.min(start + BATCH, index.objectCount)
      for (let packPosition = start; packPosition < end; packPosition++) {
        const position = order.indexPositionAt(packPosition)
        index.copyOid(position, raw)
        // A pack may hold an object twice: the index finds one of them.
        if (index.find(raw) === position && !isInPackBefore(i, raw)) batch.push(encodeHex(raw))
      }
      files.release()
      yield* batch
    }
  }
  for (let firstByte = 0; firstByte < BUCKETS; firstByte++) {
    const oids = new Set(loose.flatMap((store) => store.oidsOf(firstByte)))
    for (const oid of oids) {
      const isPacked = isInPackBefore(packs.length, Buffer.from(oid, 'hex'))
      files.release()
      if (!isPacked) yield oid
    }
  }
}
