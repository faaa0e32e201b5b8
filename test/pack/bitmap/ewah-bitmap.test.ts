import { describe, expect, test } from 'vitest'
import { readEwahBitmap } from '../../../src/pack/bitmap/ewah-bitmap.js'

describe('readEwahBitmap()', () => {
  /** One marker: a run of `run` words of `fill`, then literal words. */
  const bitmap = (fill: 0 | 1, run: number, ...literals: bigint[]): Buffer => {
    const bytes = Buffer.alloc(8 + 8 * (1 + literals.length) + 4)
    bytes.writeUInt32BE(1 + literals.length, 4)
    const marker = BigInt(fill) | (BigInt(run) << 1n) | (BigInt(literals.length) << 33n)
    ;[marker, ...literals].forEach((word, at) => bytes.writeBigUInt64BE(word, 8 + 8 * at))
    return bytes
  }

  test('gives runs and literals in order', () => {
    const bytes = bitmap(1, 1, 0x8000_0001_0000_0005n)
    const positions = [...Array.from({ length: 64 }, (_, bit) => bit), 64, 66, 96, 127]
    const { bits, next } = readEwahBitmap(bytes, 0, 128)!
    const found: number[] = []
    bits.forEach((bit) => found.push(bit))
    expect(found).toEqual(positions)
    expect(next).toBe(bytes.length)
  })

  test('gives nothing for bits beyond the end, a run of billions, or too few bytes', () => {
    expect(readEwahBitmap(bitmap(1, 1, 1n), 0, 64)).toBeUndefined()
    expect(readEwahBitmap(bitmap(1, 2 ** 32 - 1), 0, 1000)).toBeUndefined()
    expect(readEwahBitmap(bitmap(0, 2 ** 32 - 1, 1n), 0, 1000)).toBeUndefined()
    expect(readEwahBitmap(bitmap(1, 1, 1n).subarray(0, 20), 0, 1000)).toBeUndefined()
    expect(readEwahBitmap(Buffer.alloc(3), 0, 1000)).toBeUndefined()
  })
})
