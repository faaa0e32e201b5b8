import { describe, expect, it } from 'vitest'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SlidingWindowMapManager } from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'

const MIB = 1024 * 1024

describe('firstWindowSize', () => {
  it('is that of the first three windows, and what comes after has the window size', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, Buffer.alloc(64 * MIB))
    using manager = new SlidingWindowMapManager({ firstWindowSize: 2 * MIB, windowSize: 4 * MIB })
    using cursor = manager.makeCursor(path)
    const sizes: number[] = []
    for (let offset = 0; offset < 64 * MIB; offset = cursor.region()!.end) {
      cursor.useRegion(offset, 1)
      sizes.push(cursor.region()!.size() / MIB)
    }
    expect(sizes.slice(0, 5)).toEqual([2, 2, 2, 4, 4])
    expect(sizes.slice(3, -1).every((size) => size === 4)).toBe(true)
  })

  it('gives way to one window with all of the file, unless somebody points into a small one', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, Buffer.alloc(32 * MIB, 7))
    for (const isHeld of [false, true]) {
      using manager = new SlidingWindowMapManager({ firstWindowSize: MIB })
      using cursor = manager.makeCursor(path)
      if (manager.stats().files['read'] !== undefined) return // what is read is not large
      using holder = manager.makeCursor(path)
      if (isHeld) holder.useRegion(20 * MIB, 1)
      const sizes = [0, 10, 20, 5].map(
        (at) =>
          cursor
            .useRegion(at * MIB, 1)
            .region()!
            .size() / MIB,
      )
      expect(sizes.slice(0, 3)).toEqual([1, 1, 1])
      expect(manager.stats().regions).toBe(isHeld ? 4 : 1)
      if (!isHeld) expect(sizes[3]).toBe(32)
      expect(cursor.buffer()[0]).toBe(7)
      if (isHeld) expect(holder.buffer()[0]).toBe(7)
    }
  })

  it('is at most 32 MiB where windows come and go', () => {
    const path = join(temporaryFolder(), 'sparse')
    writeFileSync(path, '')
    truncateSync(path, 640 * MIB)
    const limits = { windowSize: 64 * MIB, maxMemorySize: 128 * MIB }
    using manager = new SlidingWindowMapManager(limits)
    using cursor = manager.makeCursor(path)
    if (manager.stats().files['koffi'] === undefined) return // elsewhere windows are read, or come in no such size
    const sizes = [0, 100, 200, 300, 400].map(
      (at) =>
        cursor
          .useRegion(at * MIB, 1)
          .region()!
          .size() / MIB,
    )
    expect(sizes).toEqual([64, 64, 64, 32, 32])
  })

  it('maps the whole file when the window size says so', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, Buffer.alloc(4 * MIB))
    using manager = new SlidingWindowMapManager({ firstWindowSize: MIB, windowSize: 0 })
    using cursor = manager.makeCursor(path)
    expect(cursor.useRegion(0, 1).region()!.size()).toBe(4 * MIB)
  })

  it('must be positive', () => {
    expect(() => new SlidingWindowMapManager({ firstWindowSize: 0 })).toThrow(RangeError)
  })
})
