import { describe, expect, it } from 'vitest'
import { SHA1, SHA256, type HashAlgorithm } from '../../../src/object/hash-algorithm.js'
import { sortByOid } from '../../../src/pack/indexing/oid-order.js'
import { EntryTable, NO_BASE } from '../../../src/pack/traverse/entry-table.js'
import { Random } from '../../support/random.js'

/** A table of entries with these oids. */
function tableOf(algorithm: HashAlgorithm, oids: readonly Uint8Array[]): EntryTable {
  const entries = new EntryTable(algorithm)
  for (const [i, oid] of oids.entries()) {
    entries.add(12 + i, 3, 0, 1, NO_BASE)
    entries.oids.set(oid, i * algorithm.size)
  }
  return entries
}

/** By oid, and of equal ones by position. */
function expected(oids: readonly Uint8Array[]): number[] {
  return [...oids.keys()].sort((a, b) => Buffer.compare(oids[a]!, oids[b]!) || a - b)
}

describe('sortByOid()', () => {
  it.each([
    ['SHA-1', SHA1],
    ['SHA-256', SHA256],
  ])('sorts oids at random, %s', (_, algorithm) => {
    const random = new Random(31)
    const oids = Array.from({ length: 5000 }, () => random.bytes(algorithm.size))
    expect([...sortByOid(tableOf(algorithm, oids))]).toEqual(expected(oids))
  })

  it('sorts oids that differ late or not at all, many and few of a kind', () => {
    const random = new Random(32)
    // Of 600 kinds that differ in one of four bytes, within what is compared first and behind it.
    const oids = Array.from({ length: 3000 }, () => {
      const oid = new Uint8Array(SHA1.size).fill(0xf0)
      oid[1] = random.next(50)
      oid[random.pick([2, 5, 6, 19])] = 0xf0 + random.next(3)
      return oid
    })
    expect([...sortByOid(tableOf(SHA1, oids))]).toEqual(expected(oids))
    const crowded = oids.map((oid) => oid.with(1, 7))
    expect([...sortByOid(tableOf(SHA1, crowded))]).toEqual(expected(crowded))
  })

  it('sorts no oids and one', () => {
    expect([...sortByOid(tableOf(SHA1, []))]).toEqual([])
    expect([...sortByOid(tableOf(SHA1, [new Uint8Array(20)]))]).toEqual([0])
  })
})
