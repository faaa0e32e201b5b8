import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHA256 } from '../../../src/object/hash-algorithm.js'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import type { ObjectDatabaseOptions } from '../../../src/odb/options.js'
import type { ScanControl } from '../../../src/odb/scan/scan-here.js'
import type { ScanOptions } from '../../../src/odb/scan/scan-options.js'
import { git, gitText, scratchFolder, temporaryFolder } from '../../support/git.js'
import { everyObject, makeHistory, type TrueObject } from '../../support/repositories.js'

const scratch = scratchFolder()
const history = join(scratch, 'history')
const objects = join(history, '.git/objects')
let truth: Map<string, TrueObject>

beforeAll(() => {
  makeHistory(history, { commits: 120, seed: 11 })
  git(history, ['repack', '-adfq', '--depth=60', '--window=30'])
  truth = everyObject(history)
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Scans, asserting that what is shown is what git reads, and each once; returns the oids in the order of the scan. */
async function scanned(
  db: ObjectDatabase,
  expected: Map<string, TrueObject>,
  options: ScanOptions & ScanControl = {},
): Promise<string[]> {
  const oids: string[] = []
  await db.scan((object) => {
    oids.push(object.oid)
    expect(object.type).toBe(expected.get(object.oid)!.type)
    expect(Buffer.compare(object.data, expected.get(object.oid)!.data)).toBe(0)
    expect(Buffer.from(object.rawOid).toString('hex')).toBe(object.oid)
  }, options)
  expect(new Set(oids).size).toBe(oids.length)
  return oids
}

const WAYS: [string, ObjectDatabaseOptions][] = [
  ['as it comes', {}],
  [
    'through windows of one page under a hard limit',
    { windowSize: 4096, maxMemorySize: 65_536, strict: true },
  ],
  ['with a cache that is much too small', { cacheSize: 50_000 }],
  ['without a cache', { cacheSize: 0 }],
  ['verifying CRCs', { verify: 'crc' }],
  ['verifying oids', { verify: 'oid' }],
]

describe.each(WAYS)('ObjectDatabase.scan() %s', (_, options) => {
  it('shows every object of a pack once, as git reads it', async () => {
    using db = ObjectDatabase.open(objects, options)
    expect((await scanned(db, truth)).sort()).toEqual([...truth.keys()])
  })

  it('shows what is loose, in several packs, borrowed, or several of that, once', async () => {
    const path = join(temporaryFolder(), 'scattered')
    git(scratch, ['clone', '--quiet', '--shared', '--bare', history, path])
    const oid = gitText(path, ['hash-object', '-w', '--stdin'], 'loose only')
    const some = [...truth.keys()].filter((_oid, i) => i % 3 === 0)
    for (const part of [some, some.slice(0, 20)]) {
      git(path, ['pack-objects', '--quiet', join(path, 'objects/pack/pack')], part.join('\n'))
    }
    git(path, ['unpack-objects', '-q'], readFileSync(packOf(join(path, 'objects'))))
    using db = ObjectDatabase.open(join(path, 'objects'), options)
    const expected = everyObject(path)
    expect((await scanned(db, expected)).sort()).toEqual([...expected.keys()])
    expect(expected.has(oid)).toBe(true)
  })
})

function packOf(path: string): string {
  const folder = join(path, 'pack')
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.pack'))!,
  )
}

/** Changes the byte at an offset, or so far from the end, of a file that git has made read-only. */
function changeByte(path: string, offset: number): void {
  const bytes = readFileSync(path)
  const at = offset < 0 ? bytes.length + offset : offset
  bytes[at] = 255 - bytes[at]!
  rmSync(path)
  writeFileSync(path, bytes)
}

describe('ObjectDatabase.scan()', () => {
  it('shows a base before what is made from it', async () => {
    using db = ObjectDatabase.open(objects)
    const seen = new Set<string>()
    for (const oid of await scanned(db, truth)) {
      const base = db.storage(oid).deltaBase
      expect(/^0+$/.test(base) || seen.has(base)).toBe(true)
      seen.add(oid)
    }
  })

  it('shows only the types that are wanted', async () => {
    using db = ObjectDatabase.open(objects)
    const oids = await scanned(db, truth, { types: ['commit', 'tag'] })
    const expected = [...truth].filter(([, { type }]) => type === 'commit' || type === 'tag')
    expect(oids.sort()).toEqual(expected.map(([oid]) => oid))
    await expect(db.scan(() => undefined, { types: ['word' as 'blob'] })).rejects.toThrow(TypeError)
  })

  it('shows the objects of a SHA-256 repository', async () => {
    const path = makeHistory(join(temporaryFolder(), 'sha256'), {
      commits: 20,
      seed: 5,
      init: ['--object-format=sha256'],
    })
    git(path, ['repack', '-adfq'])
    using db = ObjectDatabase.open(join(path, '.git/objects'), { algorithm: SHA256, verify: 'oid' })
    const expected = everyObject(path)
    expect((await scanned(db, expected)).sort()).toEqual([...expected.keys()])
  })

  it('lets its visitor read through the database, and keeps copies as they were', async () => {
    using db = ObjectDatabase.open(objects, { cacheSize: 200_000 })
    const kept = new Map<string, Uint8Array>()
    const [some] = truth.keys()
    await db.scan((object) => {
      kept.set(object.oid, object.copy().data)
      expect(db.read(some!).size).toBe(truth.get(some!)!.data.length)
      expect(Buffer.compare(object.data, truth.get(object.oid)!.data)).toBe(0)
    })
    expect(kept.size).toBe(truth.size)
    for (const [oid, data] of kept) expect(Buffer.compare(data, truth.get(oid)!.data)).toBe(0)
  })

  it('ends when its signal says so, and with what its visitor throws', async () => {
    using db = ObjectDatabase.open(objects)
    await expect(db.scan(() => undefined, { signal: AbortSignal.abort('early') })).rejects.toBe('early')
    const fault = new Error('enough')
    let shown = 0
    const scan = db.scan(() => {
      if (++shown === 10) throw fault
    })
    await expect(scan).rejects.toBe(fault)
    expect(shown).toBe(10)
    expect((await scanned(db, truth)).length).toBe(truth.size)
  })

  it('says how far it has come', async () => {
    using db = ObjectDatabase.open(objects)
    const reports: unknown[] = []
    await db.scan(() => undefined, { onProgress: (progress) => reports.push(progress) })
    expect(reports.at(-1)).toEqual({ objects: truth.size, total: truth.size })
  })

  it('claims nothing of the mapped windows when it is over', async () => {
    using db = ObjectDatabase.open(objects, { maxMemorySize: 1 << 20, windowSize: 4096, strict: true })
    await db.scan(() => undefined)
    db.releaseAll()
    expect(db.stats().mappedBytes).toBeLessThanOrEqual(1 << 20)
  })
})

describe('ObjectDatabase.scan() of a damaged pack', () => {
  /** A copy of the repository with the byte in the middle of an entry changed. */
  function damagedAt(oid: string): string {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    using db = ObjectDatabase.open(objects)
    const { offset, diskSize } = db.explain(oid)
    const at = offset + Math.floor((diskSize * 3) / 4)
    changeByte(packOf(path), at)
    return path
  }

  /** The objects that cannot be read one by one. */
  function unreadable(db: ObjectDatabase): string[] {
    return [...truth.keys()].filter((oid) => {
      try {
        return Buffer.compare(db.read(oid).data, truth.get(oid)!.data) !== 0
      } catch {
        return true
      }
    })
  }

  it('tells of the objects that cannot be read, shows all others, and throws where nobody is told', async () => {
    using whole = ObjectDatabase.open(objects)
    const oids = [...truth.keys()].filter((_oid, i) => i % 37 === 0)
    for (const oid of oids) {
      using db = ObjectDatabase.open(damagedAt(oid), { verify: 'oid' })
      const expected = unreadable(db)
      expect(expected).toContain(oid)
      const told: (string | undefined)[] = []
      const shown = await scanned(db, truth, { onDamage: (damaged) => told.push(damaged) })
      expect(told.sort()).toEqual(expected)
      expect([...shown, ...expected].sort()).toEqual([...truth.keys()])
      await expect(db.scan(() => undefined)).rejects.toMatchObject({
        code: expect.stringMatching('CORRUPT') as string,
      })
    }
    expect(unreadable(whole)).toEqual([])
  })

  it('takes another copy where there is one', async () => {
    const [oid] = truth.keys()
    const path = damagedAt(oid!)
    writeFileSync(join(path, 'info/alternates'), `${objects}\n`)
    using db = ObjectDatabase.open(path)
    expect((await scanned(db, truth)).sort()).toEqual([...truth.keys()])
  })

  it('tells of a pack whose index is no index', async () => {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    const index = packOf(path).replace(/pack$/, 'idx')
    rmSync(index)
    writeFileSync(index, 'no index')
    using db = ObjectDatabase.open(path)
    await expect(db.scan(() => undefined)).rejects.toMatchObject({ code: 'CORRUPT_INDEX' })
    const told: unknown[] = []
    const { damaged } = await db.scan(() => undefined, {
      onDamage: (oid, { code }) => told.push([oid, code]),
    })
    expect([told, damaged]).toEqual([[[undefined, 'CORRUPT_INDEX']], 1])
  })

  it('reads object by object where a pack and its index are not of each other', async () => {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    changeByte(packOf(path), -1)
    writeFileSync(join(path, 'info/alternates'), `${objects}\n`)
    using db = ObjectDatabase.open(path)
    expect((await scanned(db, truth)).sort()).toEqual([...truth.keys()])
  })
})

describe('ObjectDatabase.objects()', () => {
  it('gives in pack order what it gives by oid, and tells of damage', () => {
    using db = ObjectDatabase.open(objects)
    const inPackOrder = [...db.objects({ order: 'pack' })].sort((a, b) => (a.oid < b.oid ? -1 : 1))
    expect(inPackOrder).toEqual([...db.objects()])
  })

  it('can be left in the middle, and says so when the database is closed meanwhile', () => {
    const db = ObjectDatabase.open(objects)
    for (const { oid } of db.objects({ order: 'pack' })) {
      expect(truth.has(oid)).toBe(true)
      break
    }
    const rest = db.objects({ order: 'pack' })
    rest.next()
    db.close()
    expect(() => rest.next()).toThrow('closed')
  })
})
