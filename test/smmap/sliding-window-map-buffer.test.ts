import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { SlidingWindowMapBuffer, SlidingWindowMapManager } from '../../src/smmap/index.js'
import { noiseFile, PAGE, settled } from './support.js'

// What another test unmapped may still wait for the event loop, and counts until then.
beforeEach(settled)

test('SlidingWindowMapBuffer answers as a Uint8Array of the same bytes', () => {
  const { path, data } = noiseFile(10 * PAGE + 17)
  using manager = new SlidingWindowMapManager({ windowSize: PAGE, maxMemorySize: 3 * PAGE, strict: true })
  using cursor = manager.makeCursor(path)
  const bound = fc.option(fc.integer({ min: -12 * PAGE, max: 12 * PAGE }), { nil: undefined })
  fc.assert(
    fc.property(fc.nat(10 * PAGE), fc.option(fc.nat(11 * PAGE)), bound, bound, (offset, size, begin, end) => {
      using buffer = new SlidingWindowMapBuffer(cursor, offset, size ?? Infinity)
      const same = data.subarray(offset, size === null ? undefined : offset + size)
      expect(buffer.length).toBe(same.length)
      const expected = Buffer.from(same.slice(begin, end))
      expect(expected.equals(buffer.slice(begin, end))).toBe(true)
      expect(expected.equals(buffer.subarray(begin, end))).toBe(true)
      expect(buffer.at(begin ?? 0)).toBe(same.at(begin ?? 0))
      const target = new Uint8Array(100)
      expect(buffer.copyInto(target, Math.abs(begin ?? 0))).toBe(
        same.slice(Math.abs(begin ?? 0)).slice(0, 100).length,
      )
    }),
    { seed: 3, numRuns: 500 },
  )
})

test('SlidingWindowMapBuffer is iterable, also while its windows go', () => {
  const { path, data } = noiseFile(5 * PAGE + 5)
  using manager = new SlidingWindowMapManager({ windowSize: PAGE, maxOpenHandles: 1 })
  using cursor = manager.makeCursor(path)
  using buffer = new SlidingWindowMapBuffer(cursor, 7)
  const bytes: number[] = []
  for (const byte of buffer) {
    if (bytes.length % 1000 === 0) manager.releaseAll()
    bytes.push(byte)
  }
  expect(Buffer.from(bytes).equals(data.subarray(7))).toBe(true)
})

test('SlidingWindowMapBuffer.copyInto() refuses an index that is none', () => {
  using manager = new SlidingWindowMapManager()
  using cursor = manager.makeCursor(noiseFile(100).path)
  const buffer = new SlidingWindowMapBuffer(cursor, 50)
  for (const from of [-1, 0.5, NaN])
    expect(() => buffer.copyInto(new Uint8Array(1), from)).toThrow(RangeError)
})

test('SlidingWindowMapBuffer.subarray() copies nothing within a window', () => {
  const { path } = noiseFile(2 * PAGE)
  using manager = new SlidingWindowMapManager({ windowSize: PAGE })
  using cursor = manager.makeCursor(path)
  using buffer = new SlidingWindowMapBuffer(cursor)
  const within = buffer.subarray(5, 50)
  expect(within.buffer).toBe(cursor.region()!.bytes.buffer)
  const across = buffer.subarray(PAGE - 5, PAGE + 5)
  manager.releaseAll()
  expect([within.length, across.length]).toEqual([0, 10])
})
