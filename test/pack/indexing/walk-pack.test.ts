import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { encodeHex } from '../../../src/object/oid.js'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import { TYPE_NAMES } from '../../../src/pack/data/entry-header.js'
import { FileWindows } from '../../../src/pack/file-window.js'
import { indexPackFile } from '../../../src/pack/indexing/index-pack.js'
import { sortByOid } from '../../../src/pack/indexing/oid-order.js'
import { buildIndex, DEFAULT_INDEX_FORMAT } from '../../../src/pack/indexing/write-index.js'
import { Pack } from '../../../src/pack/pack.js'
import { ReadCore } from '../../../src/pack/read/read-core.js'
import { walkPack } from '../../../src/pack/traverse/walk-pack.js'
import { SlidingWindowMapManager } from '../../../src/smmap/index.js'
import { copy, deltaOf, insert, resultOf } from '../../support/delta.js'
import { git, scratchFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'
import { everyObject, makeHistory } from '../../support/repositories.js'
import { oidOf, PackBuilder } from './pack-builder.js'

const root = scratchFolder()
const repository = makeHistory(join(root, 'history'), { commits: 60, seed: 7 })
git(repository, ['repack', '-adfq', '--depth=100'])
const folder = join(repository, '.git/objects/pack')
const stem = join(
  folder,
  readdirSync(folder).find((name) => name.endsWith('.pack'))!,
).slice(0, -5)
const truth = everyObject(repository)

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

let core: ReadCore

function coreOf(cacheSize: number): ReadCore {
  return new ReadCore({ cacheSize, maxObjectSize: 2 ** 30, verify: 'none', inflater: 'auto', core: 'auto' })
}

beforeEach(() => {
  core = coreOf(96 * 1024 * 1024)
})

/** Walks a pack, calling `visit` with each object's oid, type and content. */
function walk(packStem: string, visit: (oid: string, type: string, data: Buffer) => void): void {
  using manager = new SlidingWindowMapManager()
  using pack = new Pack(new FileWindows(manager), packStem, SHA1)
  const raw = new Uint8Array(20)
  walkPack(core, pack, (position, type, bytes, at, size) => {
    pack.index.copyOid(pack.order.indexPositionAt(position), raw)
    visit(encodeHex(raw), TYPE_NAMES[type]!, Buffer.from(bytes.slice(at, at + size)))
  })
}

test.each([96 * 1024 * 1024, 50_000, 0])(
  'walkPack() shows every object once, with a cache of %i',
  (cacheSize) => {
    core = coreOf(cacheSize)
    const seen = new Map<string, { type: string; data: Buffer }>()
    walk(stem, (oid, type, data) => {
      expect(seen.has(oid)).toBe(false)
      seen.set(oid, { type, data })
    })
    expect(seen.size).toBe(truth.size)
    for (const [oid, { type, data }] of seen) {
      expect(type).toBe(truth.get(oid)!.type)
      expect(data.equals(truth.get(oid)!.data)).toBe(true)
    }
  },
)

test('walkPack() inflates each entry exactly once', () => {
  const begin = vi.spyOn(core.inflater, 'begin')
  walk(stem, () => undefined)
  expect(begin).toHaveBeenCalledTimes(truth.size)
  expect(new Set(begin.mock.calls.map(([, offset]) => offset)).size).toBe(truth.size)
})

test('walkPack() lets its visitor read through a database', () => {
  using odb = ObjectDatabase.open(join(repository, '.git/objects'))
  walk(stem, (oid, type, data) => {
    const object = odb.read(oid)
    expect([object.type, Buffer.from(object.data).equals(data)]).toEqual([type, true])
  })
})

test('walkPack() is ready for another walk after a visitor that threw', () => {
  let count = 0
  const visit = (): void => {
    if (++count === 50) throw new RangeError('enough')
  }
  expect(() => {
    walk(stem, visit)
  }).toThrow(RangeError)
  count = 50
  walk(stem, visit)
  expect(count).toBe(50 + truth.size)
})

/** A hand-made pack with the index of its own; returns the path of both without their endings. */
function indexed(pack: PackBuilder, name: string): string {
  const path = join(root, `${name}.pack`)
  writeFileSync(path, pack.build())
  const contents = indexPackFile(path, { algorithm: SHA1 })
  writeFileSync(
    join(root, `${name}.idx`),
    buildIndex(contents, sortByOid(contents.entries), DEFAULT_INDEX_FORMAT),
  )
  return join(root, name)
}

test('walkPack() makes dropped bases again where a tree is deep and its objects are large', () => {
  // A chain, and beside each of its links a whole chain as heavy as what still follows.
  const random = new Random(3)
  const pack = new PackBuilder(SHA1)
  const expected = new Set<string>()
  const grow = (base: Buffer, offset: number, depth: number): void => {
    expected.add(oidOf('blob', base, SHA1).toString('hex'))
    if (depth === 0) return
    for (let child = 0; child < 2; child++) {
      const steps = [insert(random.bytes(9)), copy(0, 8_000)]
      grow(resultOf(base, steps), pack.ofsDelta(offset, deltaOf(base, steps)), depth - 1)
    }
  }
  const data = Buffer.from(random.bytes(8_000))
  grow(data, pack.whole('blob', data), 8)
  const packStem = indexed(pack, 'bushy')
  core = coreOf(60_000) // room for some six contents
  const begin = vi.spyOn(core.inflater, 'begin')
  const seen: string[] = []
  walk(packStem, (oid, type, content) => {
    expect(oidOf(type, content, SHA1).toString('hex')).toBe(oid)
    seen.push(oid)
  })
  expect(seen).toHaveLength(511)
  expect(new Set(seen)).toEqual(expected)
  expect(begin.mock.calls.length).toBeGreaterThan(511)
  expect(begin.mock.calls.length).toBeLessThan(3 * 511)
})

test('walkPack() refuses a circle of ref-deltas', () => {
  // Two deltas with an index that says they are each other's base: their oids need not be true for that.
  const [a, b] = [Buffer.alloc(20, 0xaa), Buffer.alloc(20, 0xbb)]
  const pack = new PackBuilder(SHA1)
  const bytes = Buffer.from('x'.repeat(20))
  const offsets = [
    pack.refDelta(b, deltaOf(bytes, [copy(0, 20)])),
    pack.refDelta(a, deltaOf(bytes, [copy(0, 20)])),
  ]
  const content = pack.build()
  writeFileSync(join(root, 'circle.pack'), content)
  const index = Buffer.alloc(8 + 1024 + 2 * 28)
  index.writeUInt32BE(0xff744f63, 0)
  index.writeUInt32BE(2, 4)
  for (let byte = 0; byte < 256; byte++)
    index.writeUInt32BE(byte < 0xaa ? 0 : byte < 0xbb ? 1 : 2, 8 + byte * 4)
  index.set(a, 1032)
  index.set(b, 1052)
  index.writeUInt32BE(offsets[0]!, 1032 + 48)
  index.writeUInt32BE(offsets[1]!, 1032 + 52)
  writeFileSync(join(root, 'circle.idx'), Buffer.concat([index, content.subarray(-20), Buffer.alloc(20)]))
  expect(() => {
    walk(join(root, 'circle'), () => undefined)
  }).toThrow(/circle/)
})
