import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import type { ObjectDatabaseOptions } from '../../src/odb/options.js'
import { git, gitText, initRepository, scratchFolder, temporaryFolder } from '../support/git.js'
import { mappedBytes, mappedFiles } from '../support/process-maps.js'
import { everyObject, makeHistory, type TrueObject } from '../support/repositories.js'
import { settled } from '../smmap/support.js'

const scratch = scratchFolder()
const history = join(scratch, 'history')
const objects = join(history, '.git/objects')
/** The same history in a pack of ref-deltas, and loose. */
const refDeltas = join(scratch, 'ref-deltas')
const loose = join(scratch, 'loose')
let truth: Map<string, TrueObject>

beforeAll(() => {
  makeHistory(history, { commits: 150, seed: 1 })
  git(history, ['repack', '-adfq', '--depth=60', '--window=30'])
  truth = everyObject(history)
  git(scratch, ['clone', '--quiet', '--bare', history, refDeltas])
  git(refDeltas, ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--depth=60'])
  initRepository(loose, '--bare')
  for (const name of readdirSync(join(objects, 'pack'))) {
    if (!name.endsWith('.pack')) continue
    git(loose, ['unpack-objects', '-q'], readFileSync(join(objects, 'pack', name)))
  }
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Asserts that a database has all of `expected`, and reads each as git does. */
function expectEveryObject(
  db: ObjectDatabase,
  expected: Map<string, TrueObject>,
  oids = expected.keys(),
): void {
  for (const oid of oids) {
    const { type, data } = expected.get(oid)!
    const object = db.read(oid)
    expect(object.type).toBe(type)
    expect(object.size).toBe(data.length)
    expect(Buffer.compare(object.data, data)).toBe(0)
    expect(db.readHeader(oid)).toEqual({ oid, type, size: data.length })
  }
}

/** The ways to read that must not make a difference. */
const WAYS: [string, ObjectDatabaseOptions][] = [
  ['as it comes', {}],
  ['with pako', { inflater: 'pako' }],
  ['applying deltas in TypeScript', { core: 'script' }],
  [
    'through windows of one page under a hard limit',
    { windowSize: 4096, maxMemorySize: 65_536, strict: true },
  ],
  ['through windows of one page with pako', { windowSize: 4096, inflater: 'pako' }],
  ['on the read backend', { backend: 'read' }],
  ['on the read backend through small windows', { backend: 'read', windowSize: 4096, maxMemorySize: 65_536 }],
  ['without a cache', { cacheSize: 0 }],
  ['with a cache that is much too small', { cacheSize: 100_000 }],
  ['verifying CRCs', { verify: 'crc' }],
  ['verifying oids', { verify: 'oid' }],
]

describe.each(WAYS)('ObjectDatabase %s', (_, options) => {
  it('reads every object of a pack with long delta chains as git does, by oid, backwards and in pack order', () => {
    using db = ObjectDatabase.open(objects, options)
    expect([...db.oids()]).toEqual([...truth.keys()])
    expectEveryObject(db, truth)
    expectEveryObject(db, truth, [...truth.keys()].reverse().values())
    expect([...db.oids({ order: 'pack' })].sort()).toEqual([...truth.keys()])
    expectEveryObject(db, truth, db.oids({ order: 'pack' }))
  })

  it('reads a pack of ref-deltas', () => {
    using db = ObjectDatabase.open(join(refDeltas, 'objects'), options)
    expectEveryObject(db, truth)
  })

  it('reads loose objects', () => {
    using db = ObjectDatabase.open(join(loose, 'objects'), options)
    expect([...db.oids()]).toEqual([...truth.keys()])
    const some = [...truth.keys()].filter((_oid, i) => i % 5 === 0)
    expectEveryObject(db, truth, some.values())
  })
})

describe('ObjectDatabase', () => {
  const absent = '0123456789abcdef0123456789abcdef01234567'

  it('gives disk sizes and delta bases as git does', () => {
    using db = ObjectDatabase.open(objects)
    const format = '--batch-check=%(objectname) %(objectsize:disk) %(deltabase)'
    for (const line of gitText(history, ['cat-file', format, '--batch-all-objects']).split('\n')) {
      const [oid, diskSize, deltaBase] = line.split(' ')
      expect(db.storage(oid!)).toEqual({ diskSize: Number(diskSize), deltaBase })
    }
  })

  it('explains chains as git verify-pack lists them', () => {
    using db = ObjectDatabase.open(objects)
    const [pack] = readdirSync(join(objects, 'pack')).filter((name) => name.endsWith('.idx'))
    let deepest = 0
    for (const line of gitText(history, ['verify-pack', '-v', join(objects, 'pack', pack!)]).split('\n')) {
      const fields = line.split(/ +/)
      if (fields[0]!.length !== 40) continue
      const [oid, , size, diskSize, offset, depth = '0', base] = fields
      const location = db.explain(oid!)
      expect(location).toMatchObject({
        storage: 'packed',
        offset: Number(offset),
        diskSize: Number(diskSize),
      })
      expect(location.chain).toHaveLength(Number(depth) + 1)
      expect(location.chain[0]).toMatchObject({ oid, offset: Number(offset), size: Number(size) })
      if (base !== undefined) expect(location.chain[1]!.oid).toBe(base)
      deepest = Math.max(deepest, Number(depth))
    }
    expect(deepest).toBeGreaterThan(20)
  })

  it('knows what it has and what it has not', () => {
    using db = ObjectDatabase.open(objects)
    for (const oid of truth.keys()) {
      expect(db.has(oid)).toBe(true)
      expect(db.has(Buffer.from(oid, 'hex'))).toBe(true)
      const last = Number.parseInt(oid.at(-1)!, 16)
      const neighbour = oid.slice(0, -1) + ((last + 1) % 16).toString(16)
      expect(db.has(neighbour)).toBe(truth.has(neighbour))
    }
    expect(db.has(absent)).toBe(false)
    expect(db.tryRead(absent)).toBeUndefined()
    expect(db.tryReadHeader(absent)).toBeUndefined()
    expect(() => db.read(absent)).toThrow(expect.objectContaining({ code: 'OBJECT_NOT_FOUND', oid: absent }))
    expect(() => db.storage(absent)).toThrow(expect.objectContaining({ code: 'OBJECT_NOT_FOUND' }))
    expect(() => db.explain(absent)).toThrow(expect.objectContaining({ code: 'OBJECT_NOT_FOUND' }))
  })

  it('takes oids in either case and as bytes, and refuses what is none', () => {
    using db = ObjectDatabase.open(objects)
    const [oid] = truth.keys()
    expect(db.read(oid!.toUpperCase()).oid).toBe(oid)
    expect(db.read(Buffer.from(oid!, 'hex')).oid).toBe(oid)
    for (const wrong of ['', 'abc', oid!.slice(1), `${oid!}0`, `${oid!.slice(1)}g`, `${oid!.slice(1)}é`]) {
      expect(() => db.read(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_OID', oid: wrong }))
    }
    expect(() => db.has(new Uint8Array(19))).toThrow(expect.objectContaining({ code: 'INVALID_OID' }))
  })

  it('expands prefixes of any length', () => {
    using db = ObjectDatabase.open(objects)
    const oids = [...truth.keys()]
    for (const oid of oids) {
      for (const length of [1, 2, 3, 4, 5, 8, 39, 40]) {
        const prefix = oid.slice(0, length)
        const expected = oids.filter((other) => other.startsWith(prefix))
        expect(db.candidates(prefix)).toEqual(expected)
        if (expected.length === 1) expect(db.expand(prefix.toUpperCase())).toBe(oid)
        else expect(() => db.expand(prefix)).toThrow(expect.objectContaining({ candidates: expected }))
      }
    }
    expect(() => db.expand(absent.slice(0, 12))).toThrow(
      expect.objectContaining({ code: 'OBJECT_NOT_FOUND' }),
    )
    expect(() => db.expand('xyz')).toThrow(expect.objectContaining({ code: 'INVALID_OID' }))
  })

  it('finds objects that are written while it is open, loose and packed', () => {
    const path = initRepository(join(temporaryFolder(), 'live'))
    using db = ObjectDatabase.open(join(path, '.git/objects'))
    const write = (text: string): string => gitText(path, ['hash-object', '-w', '--stdin'], text)
    const loose = write('loose')
    expect(Buffer.from(db.read(loose).data).toString()).toBe('loose')
    gitText(path, ['update-ref', 'refs/tags/loose', loose])
    git(path, ['repack', '-adq'])
    expect(db.has(loose)).toBe(true)
    expect(Buffer.from(db.read(loose).data).toString()).toBe('loose')
    gitText(path, ['update-ref', 'refs/tags/second', write('second')])
    git(path, ['repack', '-dq'])
    expect(Buffer.from(db.read(gitText(path, ['rev-parse', 'second'])).data).toString()).toBe('second')
    expect(db.stats().packs).toHaveLength(2)
  })

  it('answers a storm of look-ups in vain rightly, and soon finds what was written meanwhile', async () => {
    const repository = join(scratch, 'stormy')
    initRepository(repository)
    const write = (text: string): string =>
      git(repository, ['hash-object', '-w', '--stdin'], Buffer.from(text)).toString().trim()
    const before = write('before')
    using db = ObjectDatabase.open(join(repository, '.git/objects'))
    for (let i = 0; i < 2_000; i++) {
      expect(db.has(i.toString(16).padStart(40, '0'))).toBe(false)
      expect(db.has(before.slice(0, 39) + (before.endsWith('0') ? '1' : '0'))).toBe(false)
      expect(db.has(before)).toBe(true)
      expect(db.expand(before.slice(0, 20))).toBe(before)
    }
    const loose = write('meanwhile')
    const packed = write('packed meanwhile')
    git(repository, ['pack-objects', '-q', join(repository, '.git/objects/pack/pack')], Buffer.from(packed))
    rmSync(join(repository, '.git/objects', packed.slice(0, 2), packed.slice(2)))
    expect(db.read(loose).size).toBe(9)
    await setTimeout(25)
    for (const oid of [loose, packed]) {
      expect(db.has(oid)).toBe(true)
      expect(db.expand(oid.slice(0, 20))).toBe(oid)
    }
  })

  it('gives each oid once, whatever has it', () => {
    const path = join(temporaryFolder(), 'twice')
    git(scratch, ['clone', '--quiet', '--bare', history, path])
    const [pack] = readdirSync(join(path, 'objects/pack')).filter((name) => name.endsWith('.pack'))
    const half = [...truth.keys()].filter((_oid, i) => i % 2 === 0)
    git(path, ['pack-objects', '-q', 'objects/pack/pack'], half.join('\n'))
    const loose = initRepository(join(temporaryFolder(), 'donor'), '--bare')
    git(loose, ['unpack-objects', '-q'], readFileSync(join(path, 'objects/pack', pack!)))
    for (const folder of readdirSync(join(loose, 'objects')).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
      cpSync(join(loose, 'objects', folder), join(path, 'objects', folder), { recursive: true })
    }
    using db = ObjectDatabase.open(join(path, 'objects'))
    expect(db.stats()).toMatchObject({ looseCount: truth.size, packs: [{}, {}] })
    expect([...db.oids()]).toEqual([...truth.keys()])
    const unordered = [...db.oids({ order: 'pack' })]
    expect(unordered.sort()).toEqual([...truth.keys()])
    expect([...db.objects()].map(({ oid }) => oid)).toEqual([...truth.keys()])
  })

  it('gives results that nothing changes later', () => {
    using db = ObjectDatabase.open(objects, { cacheSize: 100_000 })
    const kept = [...db.objects({ order: 'pack' })]
    for (const { oid, data } of kept) expect(Buffer.compare(data, truth.get(oid)!.data)).toBe(0)
  })

  it('refuses an object that is larger than maxObjectSize, and reads on', () => {
    using db = ObjectDatabase.open(objects, { maxObjectSize: 50_000 })
    const outcomes = [...truth].map(([oid, { data }]) => {
      try {
        return db.read(oid).size === data.length
      } catch (error) {
        return (error as { code: string }).code
      }
    })
    const expected = [...truth.values()].map(({ data }) => (data.length > 50_000 ? 'OBJECT_TOO_LARGE' : true))
    expect(outcomes).toEqual(expected)
    expect(outcomes).toContain('OBJECT_TOO_LARGE')
  })

  it('reads on after releaseAll(), and not after close()', async () => {
    const db = ObjectDatabase.open(objects)
    const [oid] = truth.keys()
    db.read(oid!)
    expect(db.stats().mappedBytes).toBeGreaterThan(0)
    db.releaseAll()
    expectEveryObject(db, truth)
    db.releaseAll()
    await settled()
    expect(mappedFiles(objects)).toEqual([])
    db.read(oid!)
    db.close()
    db.close()
    await settled()
    expect(mappedFiles(objects)).toEqual([])
    expect(() => db.read(oid!)).toThrow(TypeError)
  })

  it('says that a path is no objects directory', () => {
    const path = join(temporaryFolder(), 'nothing')
    expect(() => ObjectDatabase.open(path)).toThrow(
      expect.objectContaining({ code: 'NOT_AN_OBJECT_DATABASE', path }),
    )
  })

  it('opens an objects directory without packs and without objects', () => {
    using db = ObjectDatabase.open(join(initRepository(join(temporaryFolder(), 'empty')), '.git/objects'))
    expect([...db.oids()]).toEqual([])
    expect([...db.oids({ order: 'pack' })]).toEqual([])
    expect(db.has(absent)).toBe(false)
  })

  it('maps no more than a hard limit allows, in one synchronous loop', async () => {
    await settled() // what other tests unmapped counts until the backend has given it back
    const maxMemorySize = 32_768
    using db = ObjectDatabase.open(objects, { windowSize: 8192, maxMemorySize, strict: true })
    let peak = 0
    for (const [oid, { data }] of truth) {
      expect(Buffer.compare(db.read(oid).data, data)).toBe(0)
      peak = Math.max(peak, mappedBytes(objects))
    }
    expect(peak).toBeGreaterThan(0)
    expect(peak).toBeLessThanOrEqual(maxMemorySize)
  })
})

describe('ObjectDatabase on corrupt loose objects', () => {
  const path = join(scratch, 'corrupt')
  const oid = 'b'.repeat(40)
  const put = (content: Uint8Array): ObjectDatabase => {
    mkdirSync(join(path, 'bb'), { recursive: true })
    writeFileSync(join(path, 'bb', oid.slice(2)), content)
    return ObjectDatabase.open(path)
  }

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['no zlib stream', Buffer.from('blob 3\0abc')],
    ['no header', deflateSync('')],
    ['a header without NUL', deflateSync('blob 3')],
    ['a size beyond what the file can hold', deflateSync('blob 4000000000\0abc')],
    ['a size with a leading zero', deflateSync('blob 03\0abc')],
    ['a negative size', deflateSync('blob -3\0abc')],
    ['a size beyond 2^53', deflateSync('blob 99999999999999999999\0abc')],
    ['less content than declared', deflateSync('blob 4\0abc')],
    ['more content than declared', deflateSync('blob 2\0abc')],
    ['much more content than declared', deflateSync(`blob 100\0${'x'.repeat(9_999)}`)],
    ['bytes after the stream', Buffer.concat([deflateSync('blob 3\0abc'), Buffer.from('x')])],
    ['a stream cut short', deflateSync(`blob 100\0${'x'.repeat(100)}`).subarray(0, -2)],
  ])('refuses %s', (_name, content) => {
    using db = put(content)
    expect(() => db.read(oid)).toThrow(expect.objectContaining({ code: 'CORRUPT_OBJECT' }))
  })

  it('tells a type that it does not know from a broken header', () => {
    using db = put(deflateSync('glob 3\0abc'))
    expect(() => db.read(oid)).toThrow(expect.objectContaining({ code: 'UNKNOWN_OBJECT_TYPE', type: 'glob' }))
  })

  it('refuses, when asked to verify oids, content of another oid', () => {
    put(deflateSync('blob 3\0abc')).close()
    using trusting = ObjectDatabase.open(path)
    expect(Buffer.from(trusting.read(oid).data).toString()).toBe('abc')
    using verifying = ObjectDatabase.open(path, { verify: 'oid' })
    expect(() => verifying.read(oid)).toThrow(expect.objectContaining({ code: 'CORRUPT_OBJECT', where: oid }))
  })
})
