/** What every backend must do, whatever it is made of. */
import { closeSync, fstatSync, ftruncateSync, openSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import {
  FileChangedError,
  MapBudget,
  SlidingWindowMapManager,
  StaticWindowMapManager,
} from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'
import {
  BACKENDS,
  descriptorsOn,
  expectBytes,
  HAS_PROC,
  mappedBytesOf,
  noiseFile,
  PAGE,
  randomNumbers,
  settled,
} from './support.js'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

describe.each(BACKENDS)('map backend %s', (backend) => {
  // What another test unmapped may still wait for the event loop, and counts until then.
  beforeEach(settled)

  /** Whether regions appear in /proc/self/maps. */
  const maps = HAS_PROC && backend !== 'read'

  test('gives the bytes of the file at any offset, through windows and whole', () => {
    const { path, data } = noiseFile(40 * PAGE + 123)
    for (const Manager of [SlidingWindowMapManager, StaticWindowMapManager]) {
      using manager = new Manager({ backend, windowSize: 8 * PAGE })
      using cursor = manager.makeCursor(path)
      for (const offset of [0, 1, PAGE - 1, PAGE, 7 * PAGE + 5, data.length - 1, 20 * PAGE]) {
        const view = cursor.useRegion(offset, 100).buffer()
        expectBytes(view, data.subarray(offset, offset + view.length))
        expect(view.length).toBe(Math.min(100, data.length - offset))
      }
    }
  })

  test('map() gives exactly the range asked for, and nothing once it is unmapped', async () => {
    const { path, data } = noiseFile(8 * PAGE)
    const chosen = selectBackend(backend)
    const { granularity } = chosen
    const fd = openSync(path, 'r')
    const mapping = chosen.map(fd, granularity, 3 * granularity + 5)
    const { bytes } = mapping
    expectBytes(bytes, data.subarray(granularity, 4 * granularity + 5))
    const stale = bytes.subarray(10, 20)
    if (maps) expect(mappedBytesOf(path)).toBe(4 * granularity)
    mapping.unmap()
    expect([bytes.length, stale.length, bytes.buffer.byteLength]).toEqual([0, 0, 0])
    await settled()
    if (maps) expect(mappedBytesOf(path)).toBe(0)
    closeSync(fd)
  })

  test('map() names the reason when the system refuses', () => {
    const closed = openSync(noiseFile(PAGE).path, 'r')
    closeSync(closed)
    expect(() => selectBackend(backend).map(closed, 0, PAGE)).toThrow(
      expect.objectContaining({ code: 'EBADF' }) as Error,
    )
  })

  test('read() fills its target from any offset, and tells a short file and the reason of the system', () => {
    const chosen = selectBackend(backend)
    if (chosen.read === undefined) return
    const path = join(temporaryFolder(), 'sparse')
    const fd = openSync(path, 'w+')
    const far = 5 * GIB + 3
    writeSync(fd, Buffer.from('abcdef'), 0, 6, far)
    const target = new Uint8Array(6).subarray(1, 5)
    chosen.read(fd, target, far + 1, 4)
    expect(Buffer.from(target.buffer).toString()).toBe('\0bcde\0')
    expect(() => {
      chosen.read!(fd, target, far + 4, 4)
    }).toThrow(expect.objectContaining({ code: 'EOF' }) as Error)
    closeSync(fd)
    expect(() => {
      chosen.read!(fd, target, 0, 4)
    }).toThrow(expect.objectContaining({ code: 'EBADF' }) as Error)
  })

  test('unmaps at once: a stale view has length 0', () => {
    const { path } = noiseFile(4 * PAGE)
    using manager = new SlidingWindowMapManager({ backend })
    using cursor = manager.makeCursor(path)
    const view = cursor.useRegion(10, 10).buffer()
    const { bytes } = cursor.region()!
    expect(manager.releaseAll()).toBe(1)
    expect([view.length, bytes.length, cursor.isValid()]).toEqual([0, 0, false])
    expect(cursor.useRegion(10, 10).buffer()).toHaveLength(10)
  })

  test('accounts to the byte: what is mapped is what the system shows', async () => {
    const { path } = noiseFile(100 * PAGE + 1)
    using manager = new SlidingWindowMapManager({ backend, windowSize: 3 * PAGE, maxMemorySize: 30 * PAGE })
    const cursors = [1, 2, 3, 4].map(() => manager.makeCursor(path))
    for (const [i, offset] of randomNumbers(400, 100 * PAGE).entries()) {
      const cursor = cursors[i % cursors.length]!
      cursor.useRegion(offset)
      if (i % 3 === 0) cursor.unuseRegion()
      if (i % 50 === 49) manager.collect()
      // The system shows what mmap-io has yet to unmap; the manager tells how much that is at most.
      await settled()
      if (maps) expect(mappedBytesOf(path)).toBe(manager.mappedMemorySize())
    }
    manager.releaseAll()
    await settled()
    if (maps) expect(mappedBytesOf(path)).toBe(0)
    if (HAS_PROC) expect(descriptorsOn(path)).toBe(0)
  })

  test('stays within a strict limit in one synchronous loop, and gives every byte all the same', () => {
    const { path, data } = noiseFile(256 * PAGE)
    const maxMemorySize = 32 * PAGE
    using manager = new SlidingWindowMapManager({
      backend,
      windowSize: 4 * PAGE,
      maxMemorySize,
      strict: true,
    })
    using cursor = manager.makeCursor(path)
    for (const [i, offset] of randomNumbers(20_000, data.length).entries()) {
      expectBytes(cursor.useRegion(offset, 200, 200).buffer(), data.subarray(offset, offset + 200))
      const { mappedBytes, copiedBytes, waitingBytes } = manager.stats()
      expect(mappedBytes + copiedBytes + waitingBytes).toBeLessThanOrEqual(maxMemorySize)
      if (maps && i % 500 === 0) expect(mappedBytesOf(path)).toBeLessThanOrEqual(maxMemorySize)
      cursor.unuseRegion()
    }
    expect(manager.stats().mappedBytesPeak).toBeLessThanOrEqual(maxMemorySize)
  })

  test('stays within a strict budget that two managers share, in one synchronous loop', () => {
    const { path, data } = noiseFile(256 * PAGE)
    const budget = MapBudget.create({ maxMemorySize: 32 * PAGE })
    const options = { backend, budget, windowSize: 4 * PAGE, maxMemorySize: 32 * PAGE, strict: true }
    using one = new SlidingWindowMapManager(options)
    using two = new SlidingWindowMapManager(options)
    const cursors = [one, two].map((manager) => manager.makeCursor(path))
    for (const [i, offset] of randomNumbers(2000, data.length).entries()) {
      const cursor = cursors[i % 2]!
      expectBytes(cursor.useRegion(offset, 64, 64).buffer(), data.subarray(offset, offset + 64))
      expect(budget.mappedBytes + one.stats().waitingBytes).toBeLessThanOrEqual(32 * PAGE)
      if (maps && i % 100 === 0) expect(mappedBytesOf(path)).toBeLessThanOrEqual(32 * PAGE)
      cursor.unuseRegion()
    }
    for (const cursor of cursors) cursor[Symbol.dispose]()
    expect(one.stats().maps).toBeGreaterThan(0)
  })

  test('keeps the number of maps bounded when windows are released over and over without a turn', () => {
    const { path, data } = noiseFile(4 * PAGE)
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE, maxOpenHandles: 1000 })
    using cursor = manager.makeCursor(path)
    for (let i = 0; i < 3000; i++) {
      const offset = (i * PAGE) % data.length
      expectBytes(cursor.useRegion(offset, 64).buffer(), data.subarray(offset, offset + 64))
      cursor.unuseRegion()
      manager.collect()
    }
    if (maps) expect(mappedBytesOf(path)).toBeLessThanOrEqual(1000 * PAGE)
  })

  test('copyInto() crosses windows, ends with the file, and reads where windows thrash', async () => {
    const { path, data } = noiseFile(300 * PAGE + 9)
    await settled()
    using manager = new SlidingWindowMapManager({ backend, windowSize: 2 * PAGE, maxMemorySize: 8 * PAGE })
    using cursor = manager.makeCursor(path)
    const target = new Uint8Array(20 * PAGE)
    expect(cursor.copyInto(target, 5)).toBe(target.length)
    expectBytes(target, data.subarray(5, 5 + target.length))
    expect(cursor.copyInto(target, data.length - 11)).toBe(11)
    expectBytes(target.subarray(0, 11), data.subarray(data.length - 11))
    expect([cursor.copyInto(target, data.length), cursor.copyInto(new Uint8Array(0))]).toEqual([0, 0])
    const few = new Uint8Array(100)
    for (const offset of randomNumbers(2000, data.length - few.length)) {
      expect(cursor.copyInto(few, offset)).toBe(few.length)
      expectBytes(few, data.subarray(offset, offset + few.length))
    }
    const { reads, copiedBytes, mappedBytesPeak } = manager.stats()
    expect(reads).toBeGreaterThan(1500)
    expect(copiedBytes).toBeLessThanOrEqual(64 * 1024) // over mmap-io, in place of a window; else none
    expect(mappedBytesPeak).toBeLessThanOrEqual(8 * PAGE)
    for (const bad of [-1, 0.5, NaN]) expect(() => cursor.copyInto(few, bad)).toThrow(RangeError)
    // What has been cut meanwhile is an error here too, whether it would be read or mapped.
    manager.releaseAll()
    truncateSync(path, 10 * PAGE)
    for (let i = 0; i < 3; i++) expect(() => cursor.copyInto(few, 200 * PAGE)).toThrow(FileChangedError)
  })

  test('reaches beyond 4 GiB, by windows and by the whole-file manager', () => {
    const path = join(temporaryFolder(), 'sparse')
    const fd = openSync(path, 'w')
    const size = 9 * GIB + 77
    ftruncateSync(fd, size)
    const marks = [
      2 * GIB - 1,
      2 * GIB + PAGE + 3,
      4 * GIB - 3,
      4 * GIB,
      4 * GIB + 5,
      7 * GIB + 12_345,
      size - 3,
    ]
    for (const [i, at] of marks.entries()) writeSync(fd, Buffer.from([101 + i, 1, 2]), 0, 3, at)
    closeSync(fd)
    for (const Manager of [SlidingWindowMapManager, StaticWindowMapManager]) {
      using manager = new Manager({ backend, windowSize: Manager === StaticWindowMapManager ? 0 : MIB })
      using cursor = manager.makeCursor(path)
      expect(cursor.fileSize()).toBe(size)
      for (const [i, at] of marks.entries()) {
        expect([...cursor.useRegion(at, 3, 3).buffer()]).toEqual([101 + i, 1, 2])
        expect(cursor.ofsBegin()).toBe(at)
        const copy = new Uint8Array(3)
        expect([cursor.copyInto(copy, at), ...copy]).toEqual([3, 101 + i, 1, 2])
      }
      expect(cursor.useRegion(size).isValid()).toBe(false)
    }
  })

  test('a file cut after its cursor was made is an error when more of it is to be mapped', () => {
    const { path } = noiseFile(40 * PAGE)
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    using cursor = manager.makeCursor(path)
    cursor.useRegion(0)
    const fd = openSync(path, 'r+')
    ftruncateSync(fd, 20 * PAGE)
    expect(fstatSync(fd).size).toBe(20 * PAGE)
    closeSync(fd)
    expect(() => cursor.useRegion(30 * PAGE)).toThrow(FileChangedError)
    expect(manager.mappedMemorySize()).toBe(PAGE)
    using again = manager.makeCursor(path)
    expect(again.fileSize()).toBe(20 * PAGE)
  })

  test('takes advice and tells residency, or says that it cannot', () => {
    const { path } = noiseFile(16 * PAGE)
    using manager = new StaticWindowMapManager({ backend, advice: 'sequential' })
    using cursor = manager.makeCursor(path)
    const region = cursor.useRegion(0).region()!
    const able = backend !== 'read'
    for (const advice of ['random', 'sequential', 'willneed', 'normal'] as const) {
      expect(region.advise(advice)).toBe(able)
      expect(region.advise(advice, 5 * PAGE + 7, 100)).toBe(able)
    }
    expect(region.residentBytes()).toBe(able ? 16 * PAGE : -1) // just written, so in the page cache
    manager.releaseAll()
    expect([region.advise('random'), region.residentBytes()]).toEqual([false, 0])
  })
})
