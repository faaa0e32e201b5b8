/**
 * Oids by their first hex digits, in every pack and among the loose objects.
 */
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { InvalidOidError } from '../object/errors.js'
import { decodeHex } from '../object/oid.js'
import type { LookPacer } from './look-pacer.js'
import type { LooseStore } from './loose-store.js'

/** Oids by rank: an index of one pack or of many. */
export interface SortedOids {
  readonly objectCount: number
  /** The rank of the first oid that is not below `oid`. */
  lowerBound(oid: Uint8Array): number
  /** One past the last rank, from that on, of the oids that begin with the first `digits` hex digits of `prefix`. */
  prefixEnd(position: number, prefix: Uint8Array, digits: number): number
  /** The oid of that rank, in hex. */
  oidAt(position: number): string
}

/**
 * Every oid that begins with `prefix`, in hex, sorted, each once.
 *
 * @param prefix Hex digits of either case: one at least.
 * @param pacer Says when folders of loose objects are looked at again.
 * @throws {InvalidOidError} `prefix` is empty, too long, or not hex.
 */
export function oidsByPrefix(
  prefix: string,
  algorithm: HashAlgorithm,
  tables: readonly SortedOids[],
  loose: readonly LooseStore[],
  pacer: LookPacer,
): string[] {
  const first = new Uint8Array(algorithm.size)
  if (prefix === '' || !decodeHex(prefix.padEnd(algorithm.hexSize, '0'), first, algorithm.size)) {
    throw new InvalidOidError(prefix)
  }
  const found: string[] = []
  for (const table of tables) {
    const begin = table.lowerBound(first)
    const end = table.prefixEnd(begin, first, prefix.length)
    for (let position = begin; position < end; position++) found.push(table.oidAt(position))
  }
  const digits = prefix.toLowerCase()
  // One digit names sixteen folders of loose objects, two or more name one.
  const firstByteMax = digits.length === 1 ? first[0]! + 15 : first[0]!
  for (let firstByte = first[0]!; firstByte <= firstByteMax; firstByte++) {
    for (const store of loose) {
      for (const oid of store.knownOidsOf(firstByte, pacer)) if (oid.startsWith(digits)) found.push(oid)
    }
  }
  return found.length > 1 ? [...new Set(found)].sort() : found
}
