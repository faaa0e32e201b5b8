/**
 * Every oid of a database once, in the two orders that make sense, beside a git that repacks: what is there from
 * beginning to end is given, wherever it moves meanwhile.
 */
import { encodeHex } from '../object/oid.js'
import type { Pack } from '../pack/pack.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import { HeldPacks } from './held-packs.js'
import type { ObjectSource } from './object-source.js'

/** Oids are looked at one first byte at a time: of packs the bucket of the index, and the loose folder of that name. */
export const BUCKETS = 256

/** Sorted by oid. No more than a 256th of all oids is in memory. */
export function* oidsSorted(source: ObjectSource): Generator<string> {
  for (let firstByte = 0; firstByte < BUCKETS; firstByte++) yield* oidsOf(source, firstByte)
}

/**
 * The hex oids of one first byte, of packs and loose objects as they were at one moment, sorted, each once.
 *
 * @param known Packs whose objects are left out, wherever else they are.
 * @throws {MapError} Git replaces packs faster than they can be listed.
 */
export function oidsOf(source: ObjectSource, firstByte: number, known?: HeldPacks): string[] {
  try {
    const oids = source.packs.undisturbed(() => {
      const seen = source.loose.flatMap((store) => store.oidsOf(firstByte))
      for (const pack of source.packs.readable()) {
        if (known?.includes(pack) !== true) appendBucket(pack, firstByte, seen)
      }
      return seen
    })
    // One sorted source is the usual case; a corrupt index may not be.
    if (oids.some((oid, i) => i > 0 && oid < oids[i - 1]!)) oids.sort()
    return oids.filter((oid, i) => oid !== oids[i - 1] && known?.has(Buffer.from(oid, 'hex')) !== true)
  } finally {
    source.files.release()
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
 * Pack after pack in the order of the packs' entries, then what is in none of them: the order in which reading them all
 * is fastest. What several packs have is given with the first of them.
 */
export function* oidsInPackOrder(source: ObjectSource): Generator<string> {
  using held = HeldPacks.hold(source)
  const { packs } = held
  for (const [i, { index, order, algorithm }] of packs.entries()) {
    const before = packs.slice(0, i)
    const raw = new Uint8Array(algorithm.size)
    for (let start = 0; start < index.objectCount; start += BATCH) {
      const batch: string[] = []
      const end = Math.min(start + BATCH, index.objectCount)
      for (let packPosition = start; packPosition < end; packPosition++) {
        const position = order.indexPositionAt(packPosition)
        index.copyOid(position, raw)
        // A pack may hold an object twice: the index finds one of them.
        const isFirst =
          index.find(raw) === position && before.every((pack) => pack.index.find(raw) === NOT_FOUND)
        if (isFirst) batch.push(encodeHex(raw))
      }
      source.files.release()
      yield* batch
    }
  }
  for (let firstByte = 0; firstByte < BUCKETS; firstByte++) yield* oidsOf(source, firstByte, held)
}
