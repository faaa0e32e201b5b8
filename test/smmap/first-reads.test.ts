import { beforeEach, describe, expect, it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import { SlidingWindowMapManager, StaticWindowMapManager } from '../../src/smmap/index.js'
import { temporaryFolder } from '../support/git.js'
import { expectBytes, noiseFile } from './support.js'

const KIB = 1024
const MIB = 1024 * KIB
const BEST = selectBackend('auto').name

let path: string
let data: Uint8Array

beforeEach(() => {
  ;({ path, data } = noiseFile(4 * MIB + 321))
})

describe('firstReads', () => {
  it('is how many windows of 64 KiB are read before a backend is loaded that maps', () => {
    using manager = new SlidingWindowMapManager({ backend: 'auto', firstReads: 3 })
    using cursor = manager.makeCursor(path)
    for (let i = 0; i < 3; i++) {
      const region = cursor.useRegion(i * MIB + 5, 100).region()!
      expect(region.size()).toBe(64 * KIB)
      expectBytes(cursor.buffer(), data.subarray(i * MIB + 5, i * MIB + 105))
    }
    expect(manager.stats().files).toEqual({ read: 1 })
    const region = cursor.useRegion(3 * MIB, 100).region()!
    expect(manager.stats().files).toEqual({ [BEST]: 1 })
    if (BEST !== 'read') expect(region.size()).toBe(data.length)
    // The small windows were let go.
    expect(manager.stats().regions).toBe(1)
    for (const at of [0, MIB + 5, 3 * MIB, data.length - 1]) {
      cursor.useRegion(at, 50)
      expectBytes(cursor.buffer(), data.subarray(at, at + 50))
    }
  })

  it('counts those of all files of a manager, and has files that come later mapped from the first window on', () => {
    const other = join(temporaryFolder(), 'other')
    writeFileSync(other, data)
    using manager = new SlidingWindowMapManager({ backend: 'auto', firstReads: 2, windowSize: 128 * KIB })
    using first = manager.makeCursor(path)
    for (let i = 0; i < 3; i++) first.useRegion(i * MIB, 1)
    using second = manager.makeCursor(other)
    expect(manager.stats().files).toEqual({ [BEST]: 2 })
    expect(second.useRegion(MIB, 1).region()!.size()).toBe(128 * KIB)
  })

  it('leaves what somebody points into as it is', () => {
    using manager = new SlidingWindowMapManager({ backend: 'auto', firstReads: 2 })
    using holder = manager.makeCursor(path)
    const held = holder.useRegion(2 * MIB + 4096, 1000).buffer()
    using cursor = manager.makeCursor(path)
    for (const at of [0, MIB, 3 * MIB, 2 * MIB, 2 * MIB + 70_000, 5, 2 * MIB + 5000]) {
      cursor.useRegion(at, 100)
      expectBytes(cursor.buffer(), data.subarray(at, at + cursor.size()))
    }
    expectBytes(held, data.subarray(2 * MIB + 4096, 2 * MIB + 5096))
    holder.unuseRegion()
    cursor.unuseRegion()
    manager.collect()
    expect(manager.stats()).toMatchObject({ regions: 0, mappedBytes: 0 })
  })

  it('maps at once what is wanted in large pieces', () => {
    using manager = new SlidingWindowMapManager({ backend: 'auto', firstReads: 8 })
    using cursor = manager.makeCursor(path)
    cursor.useRegion(0, 100)
    cursor.useRegion(MIB, 2 * MIB, 2 * MIB)
    expect(manager.stats().files).toEqual({ [BEST]: 1 })
    expectBytes(cursor.buffer(), data.subarray(MIB, 3 * MIB))
  })

  it('is of no account where a backend is asked for by name', () => {
    for (const name of new Set([BEST, 'read'])) {
      using manager = new SlidingWindowMapManager({ backend: name as 'read', firstReads: 8, windowSize: MIB })
      using cursor = manager.makeCursor(path)
      expect(cursor.useRegion(0, 1).region()!.size()).toBe(MIB)
      expect(manager.stats().files).toEqual({ [name]: 1 })
    }
  })

  it('must be a whole number from 0 on, and only windows begin with it', () => {
    expect(() => new SlidingWindowMapManager({ backend: 'auto', firstReads: -1 })).toThrow(RangeError)
    using manager = new StaticWindowMapManager({ backend: 'auto', firstReads: 8 })
    using cursor = manager.makeCursor(path)
    expect(cursor.useRegion(0, 0).region()!.size()).toBe(data.length)
  })
})
