import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BitSet } from '../../src/base/bit-set.js'

const numbers = fc.array(fc.nat(300), { maxLength: 60 })

function setOf(bits: readonly number[]): BitSet {
  const set = new BitSet()
  for (const bit of bits) set.add(bit)
  return set
}

function listOf(set: BitSet, mask?: BitSet): number[] {
  const bits: number[] = []
  set.forEach((bit) => bits.push(bit), mask)
  return bits
}

const sorted = (bits: Iterable<number>): number[] => [...new Set(bits)].sort((a, b) => a - b)

describe('BitSet', () => {
  test('is a set of numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, (some, others) => {
        const [a, b] = [setOf(some), setOf(others)]
        const inBoth = sorted(some).filter((bit) => others.includes(bit))
        expect(listOf(a)).toEqual(sorted(some))
        expect(a.count()).toBe(new Set(some).size)
        expect(listOf(a, b)).toEqual(inBoth)
        expect(a.count(b)).toBe(inBoth.length)
        const or = a.copy()
        or.or(b)
        expect(listOf(or)).toEqual(sorted([...some, ...others]))
        const without = a.copy()
        without.andNot(b)
        expect(listOf(without)).toEqual(sorted(some).filter((bit) => !others.includes(bit)))
        for (const bit of others) or.delete(bit)
        expect(or.equals(without)).toBe(true)
        without.xor(b)
        expect(listOf(without)).toEqual(sorted([...some, ...others]))
      }),
      { seed: 16, numRuns: 200 },
    )
  })

  test('takes ranges', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (from, length) => {
        const set = new BitSet()
        set.addRange(from, from + length)
        expect(listOf(set)).toEqual(Array.from({ length }, (_, i) => from + i))
      }),
      { seed: 16, numRuns: 200 },
    )
  })
})
