import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerBound } from '../../src/pack/oid-table/search.js'
import { Random } from '../support/random.js'

const WIDTH = 20

/** A table of rows of `stride` bytes, in the order given. */
function tableOf(oids: readonly Uint8Array[], stride: number): Uint8Array {
  const table = new Uint8Array(oids.length * stride)
  for (const [i, oid] of oids.entries()) table.set(oid, i * stride)
  return table
}

/** Oids of one fanout bucket: the first byte is the same in all. */
const oidOfBucket = fc
  .uint8Array({ minLength: WIDTH, maxLength: WIDTH })
  .map((bytes) => Uint8Array.from(bytes, (byte, i) => (i === 0 ? 0x42 : byte)))

describe('lowerBound()', () => {
  it('finds what a scan finds, in tables of any spread and stride', () => {
    const oids = fc.array(fc.oneof(oidOfBucket, oidOfBucket.map(clustered)), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(oids, oidOfBucket, fc.constantFrom(20, 24), (unsorted, stranger, stride) => {
        const sorted = unsorted.toSorted((a, b) => Buffer.compare(a, b))
        const table = tableOf(sorted, stride)
        for (const oid of [stranger, clustered(stranger), ...sorted]) {
          const expected = sorted.filter((row) => Buffer.compare(row, oid) < 0).length
          expect(lowerBound(table, 0, stride, 0, sorted.length, oid, WIDTH)).toBe(expected)
        }
      }),
      { seed: 20_050_407, numRuns: 100 },
    )
  })

  it('ends with a position of the range in a table that is not sorted', () => {
    const random = new Random(7)
    const table = random.bytes(100 * WIDTH)
    for (let i = 0; i < 1_000; i++) {
      const position = lowerBound(table, 10 * WIDTH, WIDTH, 10, 90, random.bytes(WIDTH), WIDTH)
      expect(position).toBeGreaterThanOrEqual(10)
      expect(position).toBeLessThanOrEqual(90)
    }
  })

  /** As hostile oids are: all alike in the bytes that interpolation looks at. */
  function clustered(oid: Uint8Array): Uint8Array {
    return Uint8Array.from(oid, (byte, i) => (i > 0 && i < 12 ? 0 : byte))
  }
})
