/** A file that is written to in place: what a cursor gives is of one version, or it is a FileChangedError. */
import { closeSync, openSync, utimesSync, writeSync } from 'node:fs'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { selectBackend } from '../../src/smmap/backend/select-backend.js'
import {
  FileChangedError,
  SlidingWindowMapBuffer,
  SlidingWindowMapManager,
  type WindowCursor,
} from '../../src/smmap/index.js'
import { RecordingBackend } from './recording-backend.js'
import { BACKENDS, expectBytes, noise, noiseFile, PAGE, settled, type TestFile } from './support.js'

const PAGES = 12

/** Writes another version over the file, of the same length. */
function rewrite({ path }: TestFile, version: number): Uint8Array {
  const data = noise(PAGES * PAGE, version)
  const fd = openSync(path, 'r+')
  writeSync(fd, data, 0, data.length, 0)
  closeSync(fd)
  utimesSync(path, 1_000_000 + version, 1_000_000 + version) // clocks of file systems tick every few milliseconds only
  return data
}

/** Undefined: the file has changed. */
function bytesOrChange(read: () => Uint8Array): Uint8Array | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(FileChangedError)
    return undefined
  }
}

/** Ways to read `length` bytes from `offset` on. Copies of more than a window have several sources. */
const WAYS: Record<string, (cursor: WindowCursor, offset: number, length: number) => Uint8Array> = {
  view: (cursor, offset, length) => cursor.useRegion(offset, length).buffer().slice(),
  contiguous: (cursor, offset, length) => cursor.useRegion(offset, length, length).buffer().slice(0, length),
  copyInto: (cursor, offset, length) => {
    const target = new Uint8Array(length)
    return target.subarray(0, cursor.copyInto(target, offset))
  },
  'buffer with slices': (cursor, offset, length) => {
    using buffer = new SlidingWindowMapBuffer(cursor, offset, length)
    return buffer.slice()
  },
  'regionOrRead, confirmed': (cursor, offset, length) => {
    const target = new Uint8Array(length)
    const region = cursor.regionOrRead(offset, target, length)
    const bytes = region ? region.bytes.slice(offset - region.begin, offset - region.begin + length) : target
    cursor.confirm()
    return bytes
  },
}

describe.each(BACKENDS)('a file that is written to, over %s', (backend) => {
  beforeEach(settled)

  test('gives bytes of one version whichever way they come, or a FileChangedError', () => {
    const step = fc.oneof(
      { weight: 1, arbitrary: fc.constant('rewrite' as const) },
      {
        weight: 8,
        arbitrary: fc.record({
          way: fc.constantFrom(...Object.keys(WAYS)),
          offset: fc.nat(PAGES * PAGE - 1),
          length: fc.integer({ min: 1, max: 4 * PAGE }),
          idle: fc.boolean(),
        }),
      },
    )
    let version = 1
    const program = fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, scarce) => {
      const file = noiseFile(PAGES * PAGE)
      rewrite(file, ++version)
      let now = noise(PAGES * PAGE, version)
      const first = now
      using manager = new SlidingWindowMapManager({
        backend,
        windowSize: PAGE,
        maxMemorySize: (scarce ? 2 : 40) * PAGE,
      })
      using cursor = manager.makeCursor(file.path)
      for (const each of steps) {
        if (each === 'rewrite') {
          now = rewrite(file, ++version)
          continue
        }
        const { way, offset, length, idle } = each
        const got = bytesOrChange(() => WAYS[way]!(cursor, offset, length))
        if (idle) cursor.unuseRegion()
        if (got === undefined) {
          expect(now).not.toBe(first)
          continue
        }
        const [begin, end] = [offset, offset + got.length]
        // Mapped bytes of one window show what is written at once; all else is of the version that the cursor is for.
        const crosses = Math.floor(begin / PAGE) < Math.floor((end - 1) / PAGE)
        const live = way === 'view' || way === 'contiguous' || (!crosses && !way.endsWith('confirmed'))
        if (live && Buffer.compare(got, now.subarray(begin, end)) === 0) continue
        expectBytes(got, first.subarray(begin, end))
      }
    })
    fc.assert(program, { numRuns: 60, seed: 19 })
  })

  test('is refused by every cursor on the old version as soon as one has noticed', () => {
    const file = noiseFile(PAGES * PAGE)
    using manager = new SlidingWindowMapManager({ backend, windowSize: PAGE })
    using old = manager.makeCursor(file.path).useRegion(0)
    using other = manager.makeCursor(file.path).useRegion(5 * PAGE)
    const fresh = rewrite(file, 77)
    using young = manager.makeCursor(file.path).useRegion(0)
    expectBytes(young.buffer(), fresh.subarray(0, PAGE))
    for (const cursor of [old, other]) {
      expect(() => cursor.useRegion(cursor.ofsBegin())).toThrow(FileChangedError)
      expect(() => cursor.confirm()).toThrow(FileChangedError)
    }
    expect(
      young
        .confirm()
        .useRegion(5 * PAGE)
        .isValid(),
    ).toBe(true)
  })

  test.each(['copyInto', 'buffer with slices'])(
    'between the windows of one answer, by %s, is noticed',
    (way) => {
      const file = noiseFile(PAGES * PAGE)
      const recording = new RecordingBackend(selectBackend(backend))
      for (let windows = 0; windows < 4; windows++) {
        const before = rewrite(file, 100 + windows)
        using manager = new SlidingWindowMapManager({ backend: recording, windowSize: PAGE })
        using cursor = manager.makeCursor(file.path)
        let left = windows
        // After the engine has looked at the file, and before it has the bytes.
        recording.beforeMap = () => {
          if (left-- === 0) rewrite(file, 200 + windows)
        }
        const got = bytesOrChange(() => WAYS[way]!(cursor, 10, 3 * PAGE - 20))
        if (windows < 3) expect(got).toBeUndefined()
        else expectBytes(got!, before.subarray(10, 3 * PAGE - 10))
      }
    },
  )
})
