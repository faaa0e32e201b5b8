import { describe, expect, it } from 'vitest'
import { FileWindows } from '../../src/pack/file-window.js'
import { PAGE_BYTES, RANGE_BYTES_MAX } from '../../src/pack/read-range.js'
import { SlidingWindowMapManager } from '../../src/smmap/index.js'
import { BACKENDS, noiseFile, PAGE, PROMPT_BACKENDS } from '../smmap/support.js'
import { Random } from '../support/random.js'

const SIZE = 3_000_077
const LIMITS = { windowSize: 16 * PAGE, maxMemorySize: 64 * PAGE, strict: true }

/** Lets windows come and go so fast that the engine reads instead. */
function thrash(windows: FileWindows, path: string, random: Random): void {
  using file = windows.open(path)
  for (let i = 0; i < 400; i++) {
    file.seek(random.next(file.size), 100)
    windows.release()
  }
}

describe.each(BACKENDS)('FileWindow over backend %s', (backend) => {
  it('shows the bytes of the file, however it is moved, where windows are scarce', () => {
    const random = new Random(7)
    const { path, data } = noiseFile(SIZE)
    using manager = new SlidingWindowMapManager({ backend, ...LIMITS })
    const windows = new FileWindows(manager)
    using file = windows.open(path)
    using other = windows.open(path)
    const copied = new Uint8Array(200_000)
    let near = 0
    for (let step = 0; step < 4_000; step++) {
      const window = random.next(4) === 0 ? other : file
      const offset = random.next(3) === 0 ? random.next(SIZE) : Math.min(SIZE - 1, near)
      const wanted = 1 + random.next(random.next(20) === 0 ? 150_000 : 9_000)
      if (random.next(3) === 0) window.hold(offset, wanted)
      else window.seek(offset, wanted)
      const shown = window.bytes.subarray(offset - window.begin, window.end - window.begin)
      expect(window.begin <= offset && offset < window.end).toBe(true)
      expect(Buffer.compare(shown, data.subarray(offset, window.end))).toBe(0)
      if (random.next(8) === 0) {
        const length = Math.min(data.length - offset, random.next(copied.length))
        window.copy(offset, length, copied, 0)
        expect(Buffer.compare(copied.subarray(0, length), data.subarray(offset, offset + length))).toBe(0)
      }
      near = Math.max(0, offset - random.next(20_000))
      if (random.next(5) === 0) windows.release()
    }
    expect(manager.stats().reads).toBeGreaterThan(100)
    expect(manager.stats().mappedBytesPeak).toBeLessThanOrEqual(LIMITS.maxMemorySize)
  })

  it('refuses what lies outside the file, and shows nothing then', () => {
    const { path } = noiseFile(SIZE)
    using manager = new SlidingWindowMapManager({ backend, ...LIMITS })
    using file = new FileWindows(manager).open(path)
    file.seek(3)
    for (const bad of [SIZE, -1, NaN]) {
      expect(() => {
        file.seek(bad)
      }).toThrow(RangeError)
      expect([file.begin, file.end, file.bytes.length]).toEqual([0, 0, 0])
    }
  })
})

describe.each(PROMPT_BACKENDS)('FileWindow.hold() over backend %s', (backend) => {
  it('holds as much as a range can, with what it has shown before, by one more read', () => {
    const { path, data } = noiseFile(SIZE)
    using manager = new SlidingWindowMapManager({ backend, ...LIMITS })
    const windows = new FileWindows(manager)
    thrash(windows, path, new Random(8))
    using file = windows.open(path)
    let extended = 0
    for (let offset = PAGE_BYTES + 5; offset < SIZE - RANGE_BYTES_MAX; offset += 41 * PAGE_BYTES) {
      file.seek(offset, 10)
      const before = manager.stats()
      if (file.end - file.begin === PAGE_BYTES) {
        const wanted = RANGE_BYTES_MAX - PAGE_BYTES
        file.hold(offset, wanted)
        expect(file.begin).toBe(offset - 5)
        expect(
          Buffer.compare(file.bytes.subarray(5, file.end - file.begin), data.subarray(offset, file.end)),
        ).toBe(0)
        // Otherwise a window is mapped where the range ends.
        if (file.end - offset >= wanted) extended++
        const { reads } = manager.stats()
        expect(reads - before.reads).toBe(file.end - offset >= wanted ? 1 : 0)
      }
      windows.release()
    }
    expect(extended).toBeGreaterThan(10)
  })
})
