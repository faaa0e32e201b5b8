import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeHex } from '../../src/object/oid.js'
import { OidSet } from '../../src/object/oid-set.js'
import { Random } from '../support/random.js'

describe('OidSet', () => {
  it('has what was added and nothing else, however many there are', () => {
    const random = new Random(11)
    const set = new OidSet(20)
    const truth = new Set<string>()
    for (let i = 0; i < 20_000; i++) {
      const oid = random.bytes(20)
      expect(set.has(oid)).toBe(truth.has(encodeHex(oid)))
      set.add(oid)
      set.add(oid)
      truth.add(encodeHex(oid))
      expect(set.has(oid)).toBe(true)
    }
    expect(set.size).toBe(truth.size)
  })

  it('tells oids apart that differ only at their ends, and keeps copies', () => {
    const tails = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.fill(7, 0, 28))
    fc.assert(
      fc.property(fc.array(tails, { maxLength: 200 }), tails, (oids, stranger) => {
        const set = new OidSet(32)
        const reused = new Uint8Array(32)
        for (const oid of oids) {
          reused.set(oid)
          set.add(reused)
        }
        for (const oid of oids) expect(set.has(oid)).toBe(true)
        expect(set.has(stranger)).toBe(oids.some((oid) => encodeHex(oid) === encodeHex(stranger)))
      }),
      { seed: 20_050_407 },
    )
  })
})
