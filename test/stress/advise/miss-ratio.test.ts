import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AccessLog } from '../../../src/stress/advise/access-log.js'
import { advise } from '../../../src/stress/advise/advice.js'
import { FenwickTree } from '../../../src/stress/advise/fenwick-tree.js'
import { missRatioCurve, StackDistances, wholeFilesCurve } from '../../../src/stress/advise/miss-ratio.js'

const SEED = 20
const PAGE = 4096

/** Misses of a cache of `size` keys that drops the least recently used: by doing it. */
function missesOf(keys: readonly number[], size: number): number {
  const held = new Set<number>()
  let misses = 0
  for (const key of keys) {
    if (!held.delete(key)) {
      misses++
      if (held.size === size) held.delete(held.values().next().value!)
    }
    held.add(key)
  }
  return misses
}

function logOf(accesses: readonly (readonly [file: number, offset: number, size: number])[]): AccessLog {
  const log = new AccessLog()
  for (const [file, offset, size] of accesses) log.add(file, offset, size)
  return log
}

test('FenwickTree.sumBefore() is the sum of what was added before', () => {
  const changes = fc.array(fc.tuple(fc.nat(99), fc.integer({ min: -5, max: 5 })))
  fc.assert(
    fc.property(changes, fc.nat(100), (added, position) => {
      const tree = new FenwickTree(100)
      for (const [at, amount] of added) tree.add(at, amount)
      const sum = added.reduce((total, [at, amount]) => (at < position ? total + amount : total), 0)
      expect(tree.sumBefore(position)).toBe(sum)
    }),
    { seed: SEED },
  )
})

describe('StackDistances', () => {
  test('counts for every size of a cache what an LRU cache of that size would miss', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 200 }), (keys) => {
        const distances = new StackDistances(keys.length)
        for (const key of keys) distances.touch(key)
        for (let size = 1; size <= 14; size++) {
          const hits = distances.counts.slice(0, size).reduce((sum, count) => sum + (count || 0), 0)
          expect(keys.length - hits).toBe(missesOf(keys, size))
        }
      }),
      { seed: SEED },
    )
  })

  test('touch() gives the number of other keys since the last touch', () => {
    const distances = new StackDistances(6)
    expect([7, 8, 7, 9, 8, 7].map((key) => distances.touch(key))).toEqual([-1, -1, 1, -1, 2, 2])
  })
})

describe('missRatioCurve()', () => {
  test('agrees with a simulation at every point, across files and window edges', () => {
    const access = fc.tuple(fc.nat(2), fc.nat(20 * PAGE), fc.integer({ min: 1, max: 2 * PAGE }))
    fc.assert(
      fc.property(fc.array(access, { minLength: 1, maxLength: 120 }), (accesses) => {
        const windows = accesses.flatMap(([file, offset, size]) => {
          const [first, last] = [Math.floor(offset / PAGE), Math.floor((offset + size - 1) / PAGE)]
          return Array.from({ length: last - first + 1 }, (_, index) => file * 1000 + first + index)
        })
        const curve = missRatioCurve(logOf(accesses), PAGE)
        expect(curve.accesses).toBe(windows.length)
        expect(curve.distinctWindows).toBe(new Set(windows).size)
        for (const { memoryBytes, missRatio } of curve.points) {
          expect(missRatio).toBeCloseTo(missesOf(windows, memoryBytes / PAGE) / windows.length, 10)
        }
      }),
      { seed: SEED },
    )
  })

  test('has at most 64 points, never rising, the last with nothing but first touches', () => {
    const accesses = Array.from(
      { length: 3000 },
      (_, index) => [0, ((index * 7919) % 997) * PAGE, 10] as const,
    )
    const { points } = missRatioCurve(logOf(accesses), PAGE)
    expect(points.length).toBeLessThanOrEqual(64)
    points.slice(1).forEach(({ missRatio }, index) => {
      expect(missRatio).toBeLessThanOrEqual(points[index]!.missRatio)
    })
    expect(points.at(-1)!.missRatio).toBe(997 / 3000)
  })
})

test('wholeFilesCurve() misses as an LRU cache does that holds files by their bytes', () => {
  const pages = [3, 1, 7, 2, 5]
  fc.assert(
    fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 120 }), (files) => {
      const accesses = files.map((file) => [file, 0, 10] as const)
      const { points } = wholeFilesCurve(
        logOf(accesses),
        pages.map((count) => count * PAGE),
      )
      for (const { memoryBytes, missRatio } of points) {
        const held: number[] = [] // the one used last at the end
        let misses = 0
        for (const file of files) {
          const at = held.indexOf(file)
          if (at === -1) misses++
          else held.splice(at, 1)
          held.push(file)
          const bytes = (): number => held.reduce((sum, each) => sum + pages[each]! * PAGE, 0)
          while (bytes() > memoryBytes) held.shift()
        }
        expect(missRatio).toBeCloseTo(misses / files.length, 10)
      }
      expect(points.at(-1)!.missRatio).toBeCloseTo(new Set(files).size / files.length, 10)
    }),
    { seed: SEED },
  )
})

describe('advise()', () => {
  test('gives a loop over a few windows just the memory that holds them', () => {
    const loop = Array.from({ length: 4000 }, (_, index) => [0, (index % 8) * 262_144, 100] as const)
    const { windowBytes, memoryBytes } = advise(logOf(loop), { fileSizes: [2 ** 21] }, [65_536, 262_144])!
    expect([windowBytes, memoryBytes]).toEqual([65_536, 8 * 65_536])
  })

  test('prefers large windows for what is read in a row', () => {
    const row = Array.from({ length: 4000 }, (_, index) => [0, index * 4096, 4096] as const)
    expect(advise(logOf(row), { fileSizes: [2 ** 24] }, [65_536, 1_048_576])!.windowBytes).toBe(1_048_576)
  })

  test('has nothing to say without an access', () => {
    expect(advise(new AccessLog(), { fileSizes: [] })).toBeUndefined()
  })

  test('answers for a given limit: the windows that miss least within it', () => {
    const loop = Array.from({ length: 4000 }, (_, index) => [0, (index % 8) * 262_144, 100] as const)
    const fileSizes = [2 ** 21]
    const { windowBytes, memoryBytes } = advise(logOf(loop), { memoryBytes: 2 ** 18, fileSizes })!
    expect([windowBytes, memoryBytes]).toEqual([16_384, 8 * 16_384])
    expect(advise(logOf(loop), { memoryBytes: 1000, fileSizes })).toBeUndefined()
  })

  test('proposes whole files where they take less memory, and not where they do not fit', () => {
    const files = Array.from({ length: 100 }, () => 10_000)
    const small = Array.from({ length: 4000 }, (_, index) => [(index * 37) % 100, 3000, 5000] as const)
    expect(advise(logOf(small), { fileSizes: files })).toMatchObject({
      windowBytes: 0,
      memoryBytes: 100 * 3 * PAGE,
    })
    const spots = Array.from({ length: 4000 }, (_, index) => [index % 4, 0, 100] as const)
    const large = [2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30]
    expect(advise(logOf(spots), { fileSizes: large })!.windowBytes).toBe(16_384)
    expect(advise(logOf(small), { fileSizes: files, memoryBytes: PAGE })).toBeUndefined()
  })
})
