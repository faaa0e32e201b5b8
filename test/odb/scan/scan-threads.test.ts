import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHA256 } from '../../../src/object/hash-algorithm.js'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import type { VisitorModule } from '../../../src/odb/scan/thread-visitor.js'
import { git, gitText, initRepository, scratchFolder, temporaryFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'
import { everyObject, makeHistory, type TrueObject } from '../../support/repositories.js'

const scratch = scratchFolder()
const history = join(scratch, 'history')
const objects = join(history, '.git/objects')
let truth: Map<string, TrueObject>

beforeAll(() => {
  makeHistory(history, { commits: 120, seed: 31 })
  git(history, ['repack', '-adfq', '--depth=60', '--window=30'])
  truth = everyObject(history)
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function visitors(exported: string, data?: unknown): VisitorModule {
  return { module: new URL('./visitors.ts', import.meta.url), export: exported, data }
}

function listed(expected: Map<string, TrueObject>): [string, string][] {
  return [...expected].map(([oid, { type, data }]) => [
    oid,
    `${type} ${createHash('md5').update(data).digest('hex')}`,
  ])
}

async function scanned(db: ObjectDatabase, threads: number): Promise<[string, string][]> {
  const { results, objects: count } = await db.scan<[string, string][]>(visitors('default'), { threads })
  expect(results.length).toBe(threads)
  expect(results.flat().length).toBe(count)
  return results.flat().sort(([a], [b]) => (a < b ? -1 : 1))
}

describe('ObjectDatabase.scan() over threads', () => {
  it.each([1, 3])('shows every object once, as git reads it, with %i', async (threads) => {
    using db = ObjectDatabase.open(objects)
    expect(await scanned(db, threads)).toEqual(listed(truth))
  })

  it('shows what is in many packs, loose and borrowed, of SHA-256', async () => {
    const path = makeHistory(join(scratch, 'sha256'), {
      commits: 30,
      seed: 9,
      init: ['--object-format=sha256'],
    })
    const oids = [...everyObject(path).keys()]
    const bare = join(scratch, 'sha256-borrower')
    git(scratch, ['clone', '--quiet', '--shared', '--bare', path, bare])
    for (let part = 0; part < 12; part++) {
      const some = oids.filter((_oid, i) => i % 12 <= part && i % 5 !== 0)
      git(bare, ['pack-objects', '--quiet', join(bare, 'objects/pack/pack')], some.join('\n'))
    }
    gitText(bare, ['hash-object', '-w', '--stdin'], 'loose only')
    using db = ObjectDatabase.open(join(bare, 'objects'), { algorithm: SHA256 })
    expect(await scanned(db, 2)).toEqual(listed(everyObject(bare)))
  })

  it('tells of damage as errors of their classes, or rejects with the first', async () => {
    const path = join(temporaryFolder(), 'objects')
    cpSync(objects, path, { recursive: true })
    const folder = join(path, 'pack')
    const pack = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.pack'))!,
    )
    const bytes = readFileSync(pack)
    bytes[Math.floor(bytes.length / 2)]! ^= 0x55
    rmSync(pack)
    writeFileSync(pack, bytes)
    using db = ObjectDatabase.open(path)
    const here: string[] = []
    await db.scan(() => undefined, { verify: 'oid', onDamage: (oid) => here.push(oid!) })
    const there: string[] = []
    const { damaged, objects: shown } = await db.verify({
      threads: 2,
      onDamage: (oid, error) => {
        there.push(oid!)
        expect(error).toMatchObject({ code: expect.stringContaining('CORRUPT') as string })
        expect(error.message.length).toBeGreaterThan(10)
      },
    })
    expect(there.sort()).toEqual(here.sort())
    expect([damaged, shown]).toEqual([here.length, truth.size - here.length])
    expect(here.length).toBeGreaterThan(0)
    await expect(db.verify({ threads: 2 })).rejects.toMatchObject({
      code: expect.stringContaining('CORRUPT') as string,
    })
  })

  it('verifies every object, and says how far it has come', async () => {
    using db = ObjectDatabase.open(objects)
    const reports: unknown[] = []
    const summary = await db.verify({ threads: 2, onProgress: (progress) => reports.push(progress) })
    expect(summary).toEqual({ objects: truth.size, damaged: 0, results: [] })
    expect(reports.at(-1)).toEqual({ objects: truth.size, total: truth.size })
  })

  it('rejects with what a visitor throws', async () => {
    using db = ObjectDatabase.open(objects)
    const scan = db.scan(visitors('troubleAt', { count: 20, what: 'throw' }), { threads: 2 })
    await expect(scan).rejects.toThrow('the visitor has had enough')
  })

  it('says that a thread has died', async () => {
    using db = ObjectDatabase.open(objects)
    const scan = db.scan(visitors('troubleAt', { count: 20, what: 'exit' }), { threads: 2 })
    await expect(scan).rejects.toMatchObject({
      code: 'THREAD_FAILED',
      message: expect.stringContaining('7') as string,
    })
    expect(await scanned(db, 2)).toEqual(listed(truth))
  })

  it('ends when its signal says so, though a visitor hangs', async () => {
    using db = ObjectDatabase.open(objects)
    const signal = AbortSignal.timeout(300)
    const scan = db.scan(visitors('troubleAt', { count: 1, what: 'hang' }), { threads: 2, signal })
    await expect(scan).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it.each(['notThere', 'notAFunction'])('refuses a module whose export is no factory: %s', async (name) => {
    using db = ObjectDatabase.open(objects)
    await expect(db.scan(visitors(name), { threads: 1 })).rejects.toThrow(`exports no function '${name}'`)
  })

  it('refuses to call a function in other threads, and numbers of threads that are none', async () => {
    using db = ObjectDatabase.open(objects)
    await expect(db.scan(() => undefined, { threads: 2 } as object)).rejects.toThrow(TypeError)
    await expect(db.verify({ threads: 0 })).rejects.toThrow(RangeError)
  })

  it('never maps more than the limit, in all threads together', async () => {
    const path = initRepository(join(scratch, 'large'), '--bare')
    const random = new Random(8)
    for (let i = 0; i < 20; i++) git(path, ['hash-object', '-w', '--stdin'], random.bytes(1 << 20))
    git(
      path,
      ['pack-objects', '--quiet', join(path, 'objects/pack/pack')],
      [...everyObject(path).keys()].join('\n'),
    )
    git(path, ['prune-packed'])
    const maxMemorySize = 12 << 20
    using db = ObjectDatabase.open(join(path, 'objects'), {
      maxMemorySize,
      windowSize: 1 << 20,
      strict: true,
    })
    // Leaves windows mapped in this thread, which the others must not add to.
    for (const oid of db.oids()) db.read(oid)
    const watch = visitors('mapWatch', { folder: path })
    const { results } = await db.scan<number>(watch, { threads: 2 })
    expect(results.length).toBe(2)
    expect(Math.max(...results)).toBeGreaterThan(0)
    expect(Math.max(...results)).toBeLessThanOrEqual(maxMemorySize)
  })
})
