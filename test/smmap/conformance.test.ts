/** What every backend must do, whatever it is made of. */
import { describe, expect, test } from 'vitest'
import { SlidingWindowMapManager, StaticWindowMapManager } from '../../src/smmap/index.js'
import { BACKENDS, noise, noiseFile } from './support.js'

const PAGE = 4096

describe.each(BACKENDS)('map backend %s', (backend) => {
  test('gives the bytes of the file at any offset, through windows and whole', () => {
    const { path, data } = noiseFile(40 * PAGE + 123)
    for (const Manager of [SlidingWindowMapManager, StaticWindowMapManager]) {
      using manager = new Manager({ backend, windowSize: 8 * PAGE })
      using cursor = manager.makeCursor(path)
      for (const offset of [0, 1, PAGE - 1, PAGE, 7 * PAGE + 5, data.length - 1, 20 * PAGE]) {
        const view = cursor.useRegion(offset, 100).buffer()
        expect(view).toEqual(data.subarray(offset, offset + view.length))
        expect(view.length).toBe(Math.min(100, data.length - offset))
      }
    }
  })

  test('unmaps at once: a stale view has length 0', () => {
    const { path } = noiseFile(4 * PAGE)
    using manager = new SlidingWindowMapManager({ backend })
    using cursor = manager.makeCursor(path)
    const view = cursor.useRegion(10, 10).buffer()
    const { bytes } = cursor.region()!
    expect(manager.releaseAll()).toBe(1)
    expect([view.length, bytes.length, cursor.isValid()]).toEqual([0, 0, false])
  })

  test('stays within a strict limit and hands out every byte all the same', () => {
    const { path, data } = noiseFile(64 * PAGE)
    using manager = new SlidingWindowMapManager({
      backend,
      windowSize: 4 * PAGE,
      maxMemorySize: 8 * PAGE,
      strict: true,
    })
    using cursor = manager.makeCursor(path)
    const order = noise(4000, 3)
    for (let i = 0; i < order.length; i += 2) {
      const offset = ((order[i]! * 256 + order[i + 1]!) * 4) % data.length
      const view = cursor.useRegion(offset, 200, 200).buffer()
      expect(view).toEqual(data.subarray(offset, offset + 200))
      cursor.unuseRegion()
    }
    expect(manager.stats().mappedBytesPeak).toBeLessThanOrEqual(8 * PAGE)
  })
})
