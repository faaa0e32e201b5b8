/**
 * Oids by their first hex digits, in every pack and among the loose objects.
 */
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { InvalidOidError } from '../object/errors.js'
import { decodeHex, encodeHex } from '../object/oid.js'
import type { Pack } from '../pack/pack.js'
import type { LooseStore } from './loose-store.js'

/**
 * Every oid that begins with `prefix`, in hex, sorted, each once.
 *
 * @param prefix Hex digits of either case: one at least.
 * @throws {InvalidOidError} `prefix` is empty, too long, or not hex.
 */
export function oidsByPrefix(
  prefix: string,
  algorithm: HashAlgorithm,
  packs: readonly Pack[],
  loose: readonly LooseStore[],
): string[] {
  const first = new Uint8Array(algorithm.size)
  if (prefix === '' || !decodeHex(prefix.padEnd(algorithm.hexSize, '0'), first, algorithm.size)) {
    throw new InvalidOidError(prefix)
  }
  const digits = prefix.toLowerCase()
  const found = new Set<string>()
  for (const pack of packs) addFromPack(pack, first, digits, found)
  // One digit names sixteen folders of loose objects, two or more name one.
  const firstByteMax = digits.length === 1 ? first[0]! + 15 : first[0]!
  for (let firstByte = first[0]!; firstByte <= firstByteMax; firstByte++) {
    for (const store of loose) {
      for (const oid of store.oidsOf(firstByte)) if (oid.startsWith(digits)) found.add(oid)
    }
  }
  return [...found].sort()
}

function addFromPack(
  { index, algorithm }: Pack,
  first: Uint8Array,
  digits: string,
  found: Set<string>,
): void {
  const raw = new Uint8Array(algorithm.size)
  for (let position = index.lowerBound(first); position < index.objectCount; position++) {
    index.copyOid(position, raw)
    const oid = encodeHex(raw)
    if (!oid.startsWith(digits)) return
    found.add(oid)
  }
}
