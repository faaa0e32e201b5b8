/**
 * Every oid of a database once, in the two orders that make sense, beside a git that repacks: what is there from
 * beginning to end is given, wherever it moves meanwhile.
 */
import { encodeHex } from '../object/oid.js'
import type { Pack } from '../pack/pack.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import { HeldPacks } from './held-packs.js'
import type { ObjectSource } from './object-source.js'

/** Oids are looked at by their first byte: of packs the bucket of the index, and the loose folder of that name. */
const BUCKETS = 256
/** So many of the packs are looked at together: then the check that nothing has changed meanwhile costs nothing. */
const OIDS_TOGETHER = 4096
/** Buckets looked at together of what the packs that are known do not have: little, most of the time. */
const LATE_BUCKETS = 16

/** Sorted by oid. No more than a 256th of all oids, or some thousands, are in memory. */
export function* oidsSorted(source: ObjectSource): Generator<string> {
  const count = source.packs.readable().reduce((sum, { index }) => sum + index.objectCount, 0)
  const step = Math.max(1, Math.min(BUCKETS, Math.floor((BUCKETS * OIDS_TOGETHER) / Math.max(1, count))))
  for (let from = 0; from < BUCKETS; from += step) yield* oidsOf(source, from, Math.min(from + step, BUCKETS))
}

/** What is not in packs that have been gone through, in pieces of some buckets, each sorted and of one moment. */
export function* oidsBeside(source: ObjectSource, known: HeldPacks): Generator<string[]> {
  for (let part = 0; part < PARTS_BESIDE; part++) yield oidsOfPart(source, part, known)
}

/** How many pieces {@link oidsBeside} gives. */
export const PARTS_BESIDE = BUCKETS / LATE_BUCKETS

/** One of the pieces of {@link oidsBeside}. */
export function oidsOfPart(source: ObjectSource, part: number, known: HeldPacks): string[] {
  return oidsOf(source, part * LATE_BUCKETS, (part + 1) * LATE_BUCKETS, known)
}

/**
 * The hex oids with first bytes from `from` to before `end`, of packs and loose objects as they were at one moment,
 * sorted, each once.
 *
 * @param known Packs whose objects are left out, wherever else they are.
 * @throws {MapError} Git replaces packs faster than they can be listed.
 */
function oidsOf(source: ObjectSource, from: number, end: number, known?: HeldPacks): string[] {
  try {
    const oids = source.packs.undisturbed(() => {
      const seen: string[] = []
      for (const store of source.loose) for (const oid of store.oidsBetween(from, end)) seen.push(oid)
      for (const pack of source.packs.readable()) {
        if (known?.includes(pack) !== true) appendBuckets(pack, from, end, seen)
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

function appendBuckets({ index, algorithm }: Pack, from: number, stop: number, oids: string[]): void {
  const raw = new Uint8Array(algorithm.size)
  const end = index.bucketStart(stop)
  let last = ''
  for (let position = index.bucketStart(from); position < end; position++) {
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
  for (const oids of oidsBeside(source, held)) yield* oids
}
