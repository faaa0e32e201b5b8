/** What smmap's own tests assert, in the words of this engine and with files of noise instead of zeros. */
import { closeSync, openSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { alignUp } from '../../src/smmap/alignment.js'
import {
  SlidingWindowMapBuffer,
  SlidingWindowMapManager,
  StaticWindowMapManager,
  WindowCursor,
} from '../../src/smmap/index.js'
import { BACKENDS, expectBytes, noiseFile, PAGE, randomNumbers, settled } from './support.js'

/** smmap's test size: no multiple of a page. */
const SIZE = 1000 * 1000 * 8 + 5195

describe.each(BACKENDS)('as smmap, over %s', (backend) => {
  // What another test unmapped may still wait for the event loop, and counts until then.
  beforeEach(settled)

  test('a cursor is associated without mapping, copied, assigned and released any number of times', () => {
    const { path } = noiseFile(SIZE)
    using manager = new SlidingWindowMapManager({ backend })
    const nowhere = new WindowCursor(manager)
    expect([nowhere.isValid(), nowhere.isAssociated(), nowhere.size()]).toEqual([false, false, 0])
    using cursor = manager.makeCursor(path)
    expect([cursor.isValid(), cursor.isAssociated()]).toEqual([false, true])
    expect([cursor.fileSize(), cursor.path()]).toEqual([SIZE, path])
    using copy = cursor.copy()
    expect([copy.isValid(), copy.isAssociated(), copy.path()]).toEqual([false, true, path])
    nowhere.assign(cursor)
    expect([nowhere.isValid(), nowhere.isAssociated()]).toEqual([false, true])
    cursor.unuseRegion()
    cursor.unuseRegion()
    nowhere[Symbol.dispose]()
    nowhere[Symbol.dispose]()
    expect(nowhere.isAssociated()).toBe(false)
  })

  test('a copy reads on its own and keeps the region when the original is gone', () => {
    const { path, data } = noiseFile(20 * PAGE)
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    const cursor = manager.makeCursor(path).useRegion(100, 50)
    using copy = cursor.copy()
    expect(copy.region()!.clientCount()).toBe(3)
    cursor[Symbol.dispose]()
    expect(copy.region()!.clientCount()).toBe(2)
    expectBytes(copy.buffer(), data.subarray(100, 150))
    expectBytes(copy.useRegion(9 * PAGE, 10).buffer(), data.subarray(9 * PAGE, 9 * PAGE + 10))
  })

  test.each([StaticWindowMapManager, SlidingWindowMapManager])(
    '%o starts empty, with its defaults',
    (Manager) => {
      using manager = new Manager({ backend })
      expect([manager.numFileHandles(), manager.numOpenFiles(), manager.mappedMemorySize()]).toEqual([
        0, 0, 0,
      ])
      expect(manager.windowSize()).toBeGreaterThanOrEqual(Manager === StaticWindowMapManager ? 0 : 1)
      expect(manager.maxMappedMemorySize()).toBe(8 * 1024 ** 3)
      expect(manager.collect()).toBe(0)
    },
  )

  test.each([StaticWindowMapManager, SlidingWindowMapManager])(
    '%o takes paths and descriptors',
    (Manager) => {
      const { path, data } = noiseFile(SIZE)
      const fd = openSync(path, 'r')
      using manager = new Manager({ backend })
      for (const source of [path, fd]) {
        using cursor = manager.makeCursor(source)
        expect(cursor.pathOrFd()).toBe(source)
        expect(cursor.useRegion(10, 10).isValid()).toBe(true)
        expect([cursor.ofsBegin(), cursor.ofsEnd(), cursor.size()]).toEqual([10, 20, 10])
        expectBytes(cursor.buffer(), data.subarray(10, 20))
        if (typeof source === 'number') {
          expect(() => cursor.path()).toThrow(TypeError)
          expect(cursor.fd()).toBe(fd)
        } else {
          expect(() => cursor.fd()).toThrow(TypeError)
        }
      }
      // Two names of one file share its regions.
      expect([manager.numOpenFiles(), manager.numFileHandles()]).toEqual([1, 1])
      closeSync(fd)
    },
  )

  test('the sliding manager: reuse, neighbours, the end of the file, eviction, collection', () => {
    const { path, data } = noiseFile(SIZE)
    const maxMemorySize = Math.floor(SIZE / 3)
    const windowSize = Math.floor(SIZE / 100)
    using manager = new SlidingWindowMapManager({ backend, windowSize, maxMemorySize, maxOpenHandles: 15 })
    using cursor = manager.makeCursor(path)
    const size = Math.floor(windowSize / 2)
    cursor.useRegion(5000, size)
    const first = cursor.region()!
    expect(first.clientCount()).toBe(2)
    expect([manager.numOpenFiles(), manager.numFileHandles()]).toEqual([1, 1])
    expect(manager.mappedMemorySize()).toBe(first.size())
    expect(first.ofsBegin()).toBe(4096) // forward from the page of the offset, where smmap begins at 0
    expect(first.size()).toBe(alignUp(windowSize, PAGE))
    expectBytes(cursor.buffer(), data.subarray(5000, 5000 + size))
    // Within the same window.
    cursor.useRegion(4096, size)
    expect(cursor.region()).toBe(first)
    expect(cursor.ofsBegin()).toBe(4096)
    // At the end, which cuts the size.
    const near = SIZE - size + 4000
    cursor.useRegion(near, size)
    expect(cursor.size()).toBe(size - 4000)
    expect([manager.numFileHandles(), first.clientCount(), cursor.region()!.clientCount()]).toEqual([2, 1, 2])
    expect(cursor.region()!.ofsBegin()).toBeLessThan(cursor.ofsBegin())
    expect(cursor.region()!.ofsEnd()).toBe(SIZE)
    expectBytes(cursor.buffer(), data.subarray(near))
    cursor.unuseRegion()
    expect([cursor.isValid(), manager.numFileHandles()]).toEqual([false, 2])
    for (const offset of randomNumbers(5000, SIZE)) {
      cursor.useRegion(offset, size)
      expect(manager.mappedMemorySize()).toBeLessThanOrEqual(maxMemorySize)
      expect(manager.numFileHandles()).toBeLessThanOrEqual(15)
      const end = offset + cursor.size()
      expectBytes(cursor.buffer(), data.subarray(offset, end))
      expect([cursor.includesOfs(offset), cursor.includesOfs(end - 1), cursor.includesOfs(end)]).toEqual([
        true,
        true,
        false,
      ])
    }
    expect(cursor.useRegion(SIZE, size).isValid()).toBe(false)
    expect(manager.collect()).toBeGreaterThan(0)
    expect([manager.numFileHandles(), manager.mappedMemorySize()]).toEqual([0, 0])
  })

  test('the static manager: one region for the whole file, over a soft limit too', () => {
    const { path, data } = noiseFile(SIZE)
    using manager = new StaticWindowMapManager({
      backend,
      maxMemorySize: Math.floor(SIZE / 3),
      maxOpenHandles: 15,
    })
    using cursor = manager.makeCursor(path)
    cursor.useRegion(5000)
    const region = cursor.region()!
    expect([region.ofsBegin(), region.size(), cursor.size()]).toEqual([0, SIZE, SIZE - 5000])
    expect(manager.mappedMemorySize()).toBe(alignUp(SIZE, PAGE)) // whole pages, as the system counts
    for (const offset of randomNumbers(500, SIZE)) {
      expect(cursor.useRegion(offset, 1000).region()).toBe(region)
      expectBytes(cursor.buffer(), data.subarray(offset, offset + 1000))
    }
    expect(manager.numFileHandles()).toBe(1)
    cursor.unuseRegion()
    expect(manager.collect()).toBe(1)
  })

  test('SlidingWindowMapBuffer begins, ends and revives access, and is relative to its offset', () => {
    const { path, data } = noiseFile(SIZE)
    using manager = new SlidingWindowMapManager({ backend })
    using cursor = manager.makeCursor(path)
    expect(() => new SlidingWindowMapBuffer(new WindowCursor(manager))).toThrow(RangeError)
    expect(() => new SlidingWindowMapBuffer(cursor, SIZE)).toThrow(RangeError)
    using buffer = new SlidingWindowMapBuffer()
    expect([buffer.cursor(), buffer.beginAccess()]).toEqual([undefined, false])
    buffer.endAccess()
    buffer.endAccess()
    expect(buffer.length).toBe(0)
    expect(buffer.beginAccess(cursor, SIZE)).toBe(false)
    expect(buffer.beginAccess(cursor, 100)).toBe(true)
    expect([buffer.length, buffer.cursor()!.isValid()]).toEqual([SIZE - 100, true])
    expect(buffer.at(0)).toBe(data[100])
    expectBytes(buffer.slice(0, 100), data.subarray(100, 200))
    expect(buffer.at(-1)).toBe(data[SIZE - 1])
    expectBytes(buffer.slice(-10), data.subarray(SIZE - 10))
    expect([buffer.beginAccess(), buffer.length]).toEqual([true, SIZE])
    buffer.endAccess()
    expect([cursor.isValid(), cursor.isAssociated(), buffer.at(0)]).toEqual([false, true, undefined])
  })

  test('SlidingWindowMapBuffer reads any byte and any slice through the smallest windows', async () => {
    const { path, data } = noiseFile(SIZE)
    const worst = {
      windowSize: Math.floor(SIZE / 100),
      maxMemorySize: Math.floor(SIZE / 3),
      maxOpenHandles: 15,
    }
    for (const options of [{}, worst]) {
      await settled()
      using manager = new SlidingWindowMapManager({ backend, ...options })
      using cursor = manager.makeCursor(path)
      using buffer = new SlidingWindowMapBuffer(cursor)
      for (const at of randomNumbers(100, SIZE)) expect(buffer.at(at)).toBe(data[at])
      for (const begin of randomNumbers(30, SIZE, 5)) {
        const end = begin + Math.floor((SIZE - begin) / 3)
        expectBytes(buffer.slice(begin, end), data.subarray(begin, end))
      }
      buffer.endAccess()
      expect(manager.collect()).toBeGreaterThan(0)
      expect(manager.numFileHandles()).toBe(0)
    }
  })
})
