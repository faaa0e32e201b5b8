import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createWasmMemory } from '../../src/base/webassembly.js'
import { AddressSpace, placedIn } from '../../src/smmap/backend/address-space.js'
import { koffiBackend } from '../../src/smmap/backend/koffi-backend.js'
import { readBackend } from '../../src/smmap/backend/read-backend.js'
import { SlidingWindowMapManager } from '../../src/smmap/index.js'
import { Random } from '../support/random.js'

const PAGE = 65_536
const folder = mkdtempSync(join(tmpdir(), 'packmap-test-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('AddressSpace', () => {
  it('gives ranges that do not overlap, and joins what comes back', () => {
    const space = new AddressSpace(new Uint8Array(0), 4096, 64 * 4096)
    const random = new Random(11)
    const taken = new Map<number, number>()
    for (let i = 0; i < 3_000; i++) {
      const size = (1 + random.next(9)) * 4096
      const at = random.next(3) === 0 ? -1 : space.take(size)
      if (at >= 0) {
        for (const [other, length] of taken) expect(at + size <= other || other + length <= at).toBe(true)
        expect(at >= 4096 && at + size <= 65 * 4096).toBe(true)
        taken.set(at, size)
      } else {
        const [first] = [...taken][random.next(Math.max(1, taken.size))] ?? []
        if (first === undefined) continue
        space.give(first, taken.get(first)!)
        taken.delete(first)
      }
    }
    for (const [at, size] of taken) space.give(at, size)
    expect(space.take(64 * 4096)).toBe(4096)
    expect(space.take(4096)).toBe(-1)
  })
})

describe.runIf(koffiBackend())('placedIn()', () => {
  const memory = createWasmMemory(8 * PAGE)!
  const bytes = new Uint8Array(memory.buffer)
  const path = join(folder, 'file')
  const content = new Random(3).bytes(5 * PAGE + 100)
  writeFileSync(path, content)

  it('maps into the space and leaves zeros behind', () => {
    const space = new AddressSpace(bytes, PAGE, 6 * PAGE)
    const backend = placedIn(space, koffiBackend()!)
    const fd = openSync(path, 'r')
    bytes.fill(7)
    const mapping = backend.map(fd, PAGE, 2 * PAGE)
    closeSync(fd)
    expect(mapping.bytes.buffer).toBe(memory.buffer)
    expect(Buffer.compare(mapping.bytes, content.subarray(PAGE, 3 * PAGE))).toBe(0)
    if (process.platform === 'linux') {
      const maps = readFileSync('/proc/self/maps', 'latin1').split('\n')
      expect(maps.filter((line) => line.endsWith(path))).toEqual([expect.stringContaining(' r--p ')])
    }
    mapping.unmap()
    const { byteOffset } = mapping.bytes
    expect(bytes.subarray(byteOffset, byteOffset + 2 * PAGE).every((byte) => byte === 0)).toBe(true)
    expect([bytes[byteOffset - 1], bytes[byteOffset + 2 * PAGE]]).toEqual([7, 7])
    bytes.fill(1) // it can be written to again
  })

  it('leaves a backend alone that cannot choose addresses', () => {
    expect(placedIn(new AddressSpace(bytes, PAGE, 6 * PAGE), readBackend)).toBe(readBackend)
  })

  it('has windows go that nobody claims where the space is too small for all', () => {
    const space = new AddressSpace(bytes, PAGE, 2 * PAGE)
    using manager = new SlidingWindowMapManager({ backend: 'koffi', windowSize: PAGE, space })
    using first = manager.makeCursor(path)
    using second = manager.makeCursor(path)
    for (let round = 0; round < 3; round++) {
      for (let page = 0; page < 5; page++) {
        first.useRegion(page * PAGE, 100)
        expect(Buffer.compare(first.buffer(), content.subarray(page * PAGE, page * PAGE + 100))).toBe(0)
      }
    }
    expect(manager.stats()).toMatchObject({ regions: 2, evictions: 13 })
    second.useRegion(0, 100)
    using third = manager.makeCursor(path)
    expect(() => third.useRegion(2 * PAGE, 100)).toThrow(/addresses|address space/)
    second.unuseRegion()
    expect(third.useRegion(2 * PAGE, 100).isValid()).toBe(true)
  })
})
