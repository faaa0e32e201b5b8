import { describe, expect, it } from 'vitest'
import { encodeHex } from '../../../src/object/oid.js'
import { ObjectMarks } from '../../../src/repo/walk/object-marks.js'
import { Random } from '../../support/random.js'

describe.each([20, 32])('ObjectMarks for oids of %i bytes', (width) => {
  it('gives each oid one number, however many there are and whatever they have in common', () => {
    const random = new Random(width)
    const marks = new ObjectMarks(width)
    const numbers = new Map<string, number>()
    const bytes = new Uint8Array(3 + width)
    for (let i = 0; i < 20_000; i++) {
      bytes.set(random.bytes(width), 3)
      // Some begin with the same bytes: those that choose the place, or those that a place has, too.
      if (i % 3 === 0) bytes.fill(7, 3, 3 + random.pick([4, 8, width - 1]))
      const hex = encodeHex(bytes, 3)
      const number = marks.numberOf(bytes, 3)
      expect(number).toBe(numbers.get(hex) ?? numbers.size)
      numbers.set(hex, number)
      marks.marks[number] = number % 251
    }
    expect(marks.count).toBe(numbers.size)
    const raw = new Uint8Array(width)
    for (const [hex, number] of numbers) {
      marks.copyOid(number, raw)
      expect(marks.numberOf(raw, 0)).toBe(number)
      expect([encodeHex(raw), marks.oidOf(number), marks.marks[number]]).toEqual([hex, hex, number % 251])
    }
  })
})
