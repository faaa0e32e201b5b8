import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LruList } from '../../src/smmap/lru-list.js'
import { MapRegion, MapRegionList } from '../../src/smmap/index.js'
import { randomNumbers } from './support.js'

/** A region that stands for `length` bytes from `begin` on, without any memory behind it. */
function region(begin: number, length: number): MapRegion {
  const bytes = { length } as Uint8Array
  return new MapRegion({} as never, { bytes, unmap: () => undefined }, begin, length, true)
}

test('find() meets a plain search over any regions, and neighbours() tells the gap', () => {
  const gaps = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 40 })), { maxLength: 60 })
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 10, max: 60 }),
      fc.array(fc.nat(60)),
      (pieces, cellBytes, removals) => {
        const list = new MapRegionList(cellBytes)
        let at = 0
        const all = pieces.map(([gap, length]) => {
          const made = region(at + gap, length)
          at = made.end
          return made
        })
        // Wide regions are few in truth; here they are many, which must not matter.
        for (const one of [...all].reverse()) list.add(one)
        const gone = new Set(
          removals.map((i) => all[i % Math.max(1, all.length)]).filter((one) => one !== undefined),
        )
        for (const one of gone) list.remove(one)
        const left = all.filter((one) => !gone.has(one))
        expect([...list]).toEqual(left)
        expect(list.length).toBe(left.length)
        const fileSize = at + 20
        for (let offset = 0; offset < fileSize; offset++) {
          const expected = left.find((one) => one.includesOfs(offset))
          expect(list.find(offset)).toBe(expected)
          if (expected !== undefined) continue
          const neighbours = list.neighbours(offset, fileSize, fileSize)
          expect(neighbours.left).toBe(
            Math.max(0, ...left.filter((one) => one.end <= offset).map((one) => one.end)),
          )
          expect(neighbours.right).toBe(
            Math.min(fileSize, ...left.filter((one) => one.begin > offset).map((one) => one.begin)),
          )
        }
        for (const [begin, end] of [
          [0, 5],
          [10, 80],
          [33, 34],
        ] as const) {
          const expected = left.filter((one) => one.begin < end && one.end > begin)
          expect(new Set(list.overlapping(begin, end))).toEqual(new Set(expected))
          expect(list.hasBetween(begin, end)).toBe(expected.length > 0)
        }
      },
    ),
    { seed: 11, numRuns: 200 },
  )
})

test('a list of 100,000 regions looks at no more of them per step than one of 1,000', () => {
  // Counted and not timed: a loaded machine must not decide.
  const looksPerStep = (count: number): number => {
    let looks = 0
    const list = new MapRegionList(8192)
    for (let i = 0; i < count; i++) {
      const one = region(i * 4096, 4096)
      const { begin } = one
      Object.defineProperty(one, 'begin', {
        get: () => {
          looks++
          return begin
        },
      })
      list.add(one)
    }
    for (const i of randomNumbers(count, count)) {
      const found = list.find(i * 4096 + 7)!
      list.remove(found)
      list.neighbours(i * 4096 + 7, 8192, count * 4096)
      list.add(found)
    }
    return looks / count
  }
  const few = looksPerStep(1000)
  expect(few).toBeLessThan(40)
  expect(looksPerStep(100_000)).toBeLessThan(few * 1.1)
})

test('LruList keeps the order in which members were added last', () => {
  const list = new LruList<MapRegion>()
  const [a, b, c] = [region(0, 1), region(1, 1), region(2, 1)]
  for (const one of [a, b, c]) list.add(one)
  list.remove(a)
  list.add(a)
  list.remove(c)
  expect([list.oldest, list.oldest?.newer, list.length]).toEqual([b, a, 2])
})
