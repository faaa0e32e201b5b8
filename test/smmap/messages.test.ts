/** What is refused, in words that say what is the matter, and what is left after a backend's own faults. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import {
  MapBudget,
  MapError,
  type Mapping,
  SlidingWindowMapBuffer,
  SlidingWindowMapManager,
  StaticWindowMapManager,
} from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'
import { RecordingBackend } from './recording-backend.js'
import { BACKENDS, expectBytes, noiseFile, PAGE } from './support.js'

function messageOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return String(error)
  }
  throw new Error('nothing was thrown')
}

describe.each(BACKENDS)('over %s', (backend) => {
  test('an empty file gives an invalid cursor everywhere', () => {
    const path = join(temporaryFolder(), 'empty')
    writeFileSync(path, '')
    for (const Manager of [SlidingWindowMapManager, StaticWindowMapManager]) {
      using manager = new Manager({ backend })
      using cursor = manager.makeCursor(path)
      for (const offset of [0, 5]) expect(cursor.useRegion(offset, 1, 1).isValid()).toBe(false)
      expect([cursor.useRegion().size(), cursor.region(), cursor.copyInto(new Uint8Array(4))]).toEqual([
        0,
        undefined,
        0,
      ])
      expect(new SlidingWindowMapBuffer().beginAccess(cursor)).toBe(false)
      expect(() => new SlidingWindowMapBuffer(cursor)).toThrow(RangeError)
      expect(manager.stats()).toMatchObject({ failures: 0, maps: 0, descriptors: 0 })
    }
  })

  test('useRegion() begins at 0', () => {
    const { path, data } = noiseFile(3 * PAGE)
    using manager = new SlidingWindowMapManager({ backend })
    expectBytes(manager.makeCursor(path).useRegion().buffer(), data)
  })

  test('a manager that is closed refuses, and says so', () => {
    const { path } = noiseFile(3 * PAGE)
    const manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    const cursor = manager.makeCursor(path).useRegion(0)
    const view = cursor.buffer()
    const buffer = new SlidingWindowMapBuffer(cursor)
    manager.close()
    manager.close()
    expect([cursor.isValid(), view.length, manager.numFileHandles()]).toEqual([false, 0, 0])
    for (const use of [
      () => manager.makeCursor(path),
      () => cursor.useRegion(0),
      () => cursor.useRegion(2 * PAGE),
      () => cursor.copyInto(new Uint8Array(5)),
      () => cursor.regionOrRead(0, new Uint8Array(5), 5),
      () => buffer.slice(),
    ]) {
      expect(use).toThrow(TypeError)
      expect(messageOf(use)).toContain('the manager is closed')
    }
    expect([manager.numFileHandles(), manager.stats().descriptors]).toEqual([0, 0])
    cursor.close()
    buffer.close()
  })

  test('numbers that are none are refused', () => {
    const { path } = noiseFile(3 * PAGE)
    using manager = new SlidingWindowMapManager({ backend })
    using cursor = manager.makeCursor(path).useRegion(0)
    const region = cursor.region()!
    const target = new Uint8Array(8)
    for (const bad of [NaN, -1, Infinity, 0.5]) {
      expect(() => cursor.useRegion(bad)).toThrow(RangeError)
      expect(() => cursor.copyInto(target, bad)).toThrow(RangeError)
      expect(() => new SlidingWindowMapBuffer(cursor, bad)).toThrow(RangeError)
    }
    expect(() => cursor.regionOrRead(NaN, target, 8)).toThrow(RangeError)
    expect(() => new SlidingWindowMapBuffer(cursor, 0, NaN)).toThrow(RangeError)
    expect(() => new SlidingWindowMapBuffer().beginAccess(cursor, 0, -1)).toThrow(RangeError)
    for (const [offset, length] of [
      [NaN, 1],
      [0, NaN],
      [-1, 1],
      [0, 3 * PAGE + 1],
    ] as const) {
      expect(() => region.advise('random', offset, length)).toThrow(RangeError)
    }
    for (const limits of [{ maxMemorySize: NaN }, { maxOpenHandles: NaN }, { maxMemorySize: 0 }]) {
      expect(() => MapBudget.create(limits)).toThrow(Object.keys(limits)[0])
    }
  })

  test('a path given as a relative Buffer survives chdir', () => {
    const { path, data } = noiseFile(4 * PAGE)
    const before = process.cwd()
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    try {
      process.chdir(dirname(path))
      using cursor = manager.makeCursor(Buffer.from(basename(path)))
      process.chdir('/')
      expectBytes(cursor.useRegion(2 * PAGE).buffer(), data.subarray(2 * PAGE, 3 * PAGE))
      expect(String(cursor.path())).toBe(path)
    } finally {
      process.chdir(before)
    }
  })

  test('a directory that has taken a file’s place is named', () => {
    const { path } = noiseFile(4 * PAGE)
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    using cursor = manager.makeCursor(path)
    renameSync(path, `${path}.away`)
    mkdirSync(path)
    expect(messageOf(() => cursor.useRegion(0))).toBe(
      `MapError: ${path}: a directory cannot be mapped, only a regular file can`,
    )
  })

  test('a descriptor that its owner is done with is told by its number', () => {
    const { path } = noiseFile(4 * PAGE)
    const fd = openSync(path, 'r')
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    using cursor = manager.makeCursor(fd).useRegion(0)
    manager.forgetDescriptor(fd)
    closeSync(fd)
    expect(messageOf(() => cursor.useRegion(2 * PAGE))).toBe(
      `MapError: descriptor ${fd}: its owner has closed it, and the file is known by no other name`,
    )
  })
})

test('a budget’s limit on regions is not called one of memory', () => {
  const budget = MapBudget.create({ maxOpenHandles: 1 })
  const { path } = noiseFile(4 * PAGE)
  for (const strict of [true, false]) {
    using manager = new SlidingWindowMapManager({ windowSize: PAGE, budget, strict, backend: 'read' })
    using one = manager.makeCursor(path).useRegion(0)
    using two = manager.makeCursor(path)
    const message = messageOf(() => two.useRegion(2 * PAGE))
    expect([one.isValid(), message]).toEqual([
      true,
      expect.stringContaining('no region is left: all 1 allowed'),
    ])
    expect(message).not.toMatch(/memory|KiB/i)
  }
})

// A file of the kind that says a page and has a few bytes.
const LIAR = '/sys/kernel/mm/transparent_hugepage/enabled'

test.runIf(existsSync(LIAR))('a file that says it is longer than it is, is told so', () => {
  for (const backend of ['auto', 'read'] as const) {
    using manager = new SlidingWindowMapManager({ backend })
    using cursor = manager.makeCursor(LIAR)
    const message = messageOf(() => cursor.useRegion(0))
    expect(message).toMatch(
      /^MapError: \/sys.* says that it has 4096 bytes and ends after \d+, as files of \/sys and \/proc do/,
    )
  }
})

test('a backend that does not work here says why, and how to get it', () => {
  using none = new SlidingWindowMapManager({ backend: 'none' as never })
  expect(messageOf(() => none.makeCursor('package.json'))).toContain(
    'it must be auto, koffi, mmap-io or read',
  )
  if (BACKENDS.includes('mmap-io')) return
  using manager = new SlidingWindowMapManager({ backend: 'mmap-io' })
  expect(messageOf(() => manager.makeCursor('package.json'))).toMatch(
    /^MapError: mmap-io: this backend does not work here; .* CXXFLAGS=-std=gnu\+\+20 npm install mmap-io/,
  )
})

describe('a backend that throws', () => {
  class Thrower extends RecordingBackend {
    throwing: 'advise' | 'unmap' | undefined

    override map(fd: number, offset: number, length: number): Mapping {
      const mapping = super.map(fd, offset, length)
      const check = (what: string): void => {
        if (this.throwing === what) throw new Error(`${what} is made to fail`)
      }
      return {
        bytes: mapping.bytes,
        unmap: () => {
          mapping.unmap()
          check('unmap')
        },
        advise: () => {
          check('advise')
          return true
        },
      }
    }
  }

  test('from advise() has refused the advice, and nothing leaks', () => {
    const { path, data } = noiseFile(8 * PAGE)
    const backend = new Thrower(selectBackend('read'))
    backend.throwing = 'advise'
    const budget = MapBudget.create()
    using manager = new SlidingWindowMapManager({
      backend,
      budget,
      windowSize: PAGE,
      advice: 'random',
      maxOpenHandles: 2,
    })
    using cursor = manager.makeCursor(path)
    for (let page = 0; page < 8; page++) {
      expectBytes(cursor.useRegion(page * PAGE).buffer(), data.subarray(page * PAGE, (page + 1) * PAGE))
      expect([manager.numFileHandles(), budget.mappedBytes]).toEqual([backend.maps.size, backend.mappedBytes])
    }
    manager.close()
    expect([backend.maps.size, budget.mappedBytes]).toEqual([0, 0])
  })

  test('from unmap() is heard of, and nothing leaks', () => {
    const { path } = noiseFile(8 * PAGE)
    const backend = new Thrower(selectBackend('read'))
    const budget = MapBudget.create()
    const manager = new SlidingWindowMapManager({ backend, budget, windowSize: PAGE, maxOpenHandles: 5 })
    using cursor = manager.makeCursor(path)
    for (let page = 0; page < 5; page++) cursor.useRegion(page * PAGE)
    backend.throwing = 'unmap'
    expect(() => cursor.useRegion(6 * PAGE)).toThrow('unmap is made to fail')
    expect([manager.numFileHandles(), budget.mappedBytes]).toEqual([backend.maps.size, backend.mappedBytes])
    expect(() => {
      manager.close()
    }).toThrow('unmap is made to fail')
    const { regions, mappedBytes, descriptors } = manager.stats()
    expect([backend.maps.size, budget.mappedBytes, regions, mappedBytes, descriptors]).toEqual([
      0, 0, 0, 0, 0,
    ])
    expect(() => manager.makeCursor(path)).toThrow(TypeError)
    expect(() => messageOf(() => cursor.useRegion(0))).not.toThrow(MapError)
  })
})
