import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alignDown, alignUp } from '../../src/smmap/alignment.js'
import { MapWindow } from '../../src/smmap/index.js'

test('alignDown() and alignUp() round to the granule and leave its multiples', () => {
  expect([alignDown(1, 4096), alignUp(1, 4096)]).toEqual([0, 4096])
  expect([alignDown(8192, 4096), alignUp(8192, 4096)]).toEqual([8192, 8192])
  const far = 2 ** 45 + 1 // beyond 32 bits
  expect([alignDown(far, 65_536), alignUp(far, 65_536)]).toEqual([2 ** 45, 2 ** 45 + 65_536])
})

test('extendLeftTo() and extendRightTo() respect the neighbour and the size, and do nothing twice', () => {
  const window = new MapWindow(10, 15)
  window.extendLeftTo(2, 100)
  window.extendLeftTo(2, 100)
  expect([window.begin, window.end]).toEqual([2, 15])
  window.extendRightTo(8000, 100)
  window.extendRightTo(8000, 100)
  expect([window.begin, window.end, window.size()]).toEqual([2, 102, 100])
  window.extendRightTo(8000, Infinity)
  expect(window.end).toBe(8000)
  const last = new MapWindow(8000, 8050)
  last.extendLeftTo(15, 100)
  expect([last.begin, last.size()]).toEqual([7950, 100])
})

test('MapWindow.around() maps forward from the offset', () => {
  const window = MapWindow.around(20 * 4096 + 5, 8 * 4096, { left: 0, right: 1000 * 4096 }, 4096)
  expect([window.begin, window.end]).toEqual([20 * 4096, 28 * 4096])
})

test('MapWindow.around() maps backward what it cannot map forward', () => {
  const window = MapWindow.around(990 * 4096, 16 * 4096, { left: 0, right: 998 * 4096 + 17 }, 4096)
  expect([window.begin, window.end]).toEqual([983 * 4096, 998 * 4096 + 17])
})

test.each([4096, 16_384, 65_536])(
  'MapWindow.around() keeps every bound with granules of %i bytes',
  (granule) => {
    const pages = fc.nat(2 ** 20)
    fc.assert(
      fc.property(
        pages,
        pages,
        fc.nat(granule - 1),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        pages,
        (...args) => {
          const [first, second, tail, at, sizePages] = args
          const left = Math.min(first, second) * granule
          const right = Math.max(first, second) * granule + tail // not on a granule: the end of a file
          fc.pre(right > left)
          const offset = left + Math.floor(at * (right - left))
          const sizeMax = Math.max(1, sizePages) * granule
          const window = MapWindow.around(offset, sizeMax, { left, right }, granule)
          expect(window.begin % granule).toBe(0)
          expect(window.begin).toBeGreaterThanOrEqual(left)
          expect(window.begin).toBeLessThanOrEqual(offset)
          expect(window.end).toBeGreaterThan(offset)
          expect(window.end).toBeLessThanOrEqual(right)
          expect(window.size()).toBeLessThanOrEqual(sizeMax)
          // Nothing larger fits: it is full, or it fills the gap, but for what alignment costs.
          expect(window.size()).toBeGreaterThan(Math.min(sizeMax, right - left) - granule)
        },
      ),
      { seed: 7, numRuns: 2000 },
    )
  },
)
