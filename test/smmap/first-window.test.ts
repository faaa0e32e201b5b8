import { describe, expect, it } from 'vitest'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SlidingWindowMapManager } from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'

const MIB = 1024 * 1024

describe('firstWindowSize', () => {
  it('lets windows grow with what is mapped of a file, up to the window size', () => {
    const path = join(temporaryFolder(), 'file')
    writeFileSync(path, Buffer.alloc(64 * MIB))
    using manager = new SlidingWindowMapManager({ firstWindowSize: 2 * MIB, windowSize: 4 * MIB })
    using cursor = manager.makeCursor(path)
    const sizes: number[] = []
    for (let offset = 0; offset < 64 * MIB; offset = cursor.region()!.end) {
      cursor.useRegion(offset, 1)
      sizes.push(cursor.region()!.size() / MIB)
    }
    expect(sizes.slice(0, 5)).toEqual([2, 2, 2, 2, 2])
    const rest = sizes.pop()! // what the end of the file leaves
    expect(rest).toBeLessThanOrEqual(4)
    expect(sizes.toSorted((a, b) => a - b)).toEqual(sizes)
    expect(sizes.at(-1)).toBe(4)
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
