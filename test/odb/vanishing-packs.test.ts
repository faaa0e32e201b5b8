/** Packs that git removes or replaces at the very moments at which they are about to be opened or read. */
import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oidsInPackOrder, oidsSorted } from '../../src/odb/enumerate.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { ObjectSource } from '../../src/odb/object-source.js'
import type { ObjectDatabaseOptions } from '../../src/odb/options.js'
import { readInFastestOrder } from '../../src/odb/read-many.js'
import { scanNow } from '../../src/odb/scan/scan-here.js'
import { git, scratchFolder, temporaryFolder } from '../support/git.js'
import { everyObject, makeHistory, type TrueObject } from '../support/repositories.js'

const scratch = scratchFolder()
let template: string
let truth: Map<string, TrueObject>
let oids: string[]

beforeAll(() => {
  template = makeHistory(join(scratch, 'history'), { commits: 12, seed: 77 })
  truth = everyObject(template)
  oids = [...truth.keys()]
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function copied(): string {
  const path = join(temporaryFolder(), 'copy')
  cpSync(template, path, { recursive: true })
  return path
}

let depth = 1

/** Replaces all packs by one that holds the same objects and other bytes, so that it has another name. */
function repack(path: string): void {
  depth = depth === 1 ? 20 : 1
  git(path, ['-c', 'pack.threads=1', 'repack', '-adfq', `--depth=${depth}`])
}

/** Makes every object loose, and removes all packs. */
function explode(path: string): void {
  const folder = join(path, '.git/objects/pack')
  const aside = join(temporaryFolder(), 'pack')
  renameSync(folder, aside)
  const names = readdirSync(aside).filter((name) => name.endsWith('.pack'))
  for (const name of names) git(path, ['unpack-objects', '-q'], readFileSync(join(aside, name)))
}

/** A source whose packs git replaces each time that they have just been listed, for the first `times` times. */
function disturbed(path: string, times: number, options: ObjectDatabaseOptions = {}): ObjectSource {
  const source = new ObjectSource(join(path, '.git/objects'), options)
  const refresh = source.packs.refresh.bind(source.packs)
  let left = times
  source.packs.refresh = () => {
    const hasChanged = refresh()
    if (left > 0) {
      left--
      repack(path)
    }
    return hasChanged
  }
  return source
}

/** What goes through all objects, and so must see each once. */
const enumerations: Record<string, (source: ObjectSource) => string[]> = {
  'oids by oid': (source) => [...oidsSorted(source)],
  'oids in pack order': (source) => [...oidsInPackOrder(source)],
  'a scan': (source) => {
    const seen: string[] = []
    scanNow(source, ({ oid }) => seen.push(oid), { verify: 'oid' })
    return seen
  },
  readMany: (source) =>
    Array.from(readInFastestOrder(source, oids), ({ hex, object }) => (object ? hex : '')),
}

describe.each(Object.entries(enumerations))('%s', (_, enumerate) => {
  it.each(['koffi', 'read'] as const)(
    'is complete where packs are replaced whenever they have been listed (backend %s)',
    (backend) => {
      using source = disturbed(copied(), 3, { backend })
      source.packs.refresh()
      expect(enumerate(source).sort()).toEqual(oids)
    },
  )
})

/** The same as what is handed out bit by bit. */
const iterations: Record<string, (db: ObjectDatabase) => Iterable<string>> = {
  'oids()': (db) => db.oids(),
  "oids({ order: 'pack' })": (db) => db.oids({ order: 'pack' }),
  *'objects()'(db) {
    for (const { oid } of db.objects()) yield oid
  },
  *"objects({ order: 'pack' })"(db) {
    for (const { oid } of db.objects({ order: 'pack' })) yield oid
  },
  *'readMany()'(db) {
    for (const { oid } of db.readMany(oids)) yield oid
  },
}

describe.each(Object.entries(iterations))('%s', (_, iterate) => {
  it.each([
    ['replaced by another', repack],
    ['unpacked', explode],
  ])('gives each object once where the pack is %s meanwhile', (_what, disturb) => {
    const path = copied()
    using db = ObjectDatabase.open(join(path, '.git/objects'), {
      backend: 'read',
      windowSize: 4096,
      maxMemorySize: 16_384,
      cacheSize: 0,
    })
    const seen: string[] = []
    for (const oid of iterate(db)) {
      if (seen.length === 5) {
        disturb(path)
        db.refresh()
        db.releaseAll() // nothing is open that the engine has opened
      }
      seen.push(oid)
    }
    expect(seen.sort()).toEqual(oids)
  })

  it('gives each object once where loose ones are packed meanwhile', () => {
    const path = copied()
    explode(path)
    using db = ObjectDatabase.open(join(path, '.git/objects'))
    const seen: string[] = []
    for (const oid of iterate(db)) {
      if (seen.length === 5) git(path, ['repack', '-adq'])
      seen.push(oid)
    }
    expect(seen.sort()).toEqual(oids)
  })
})

describe('a single question', () => {
  const questions: Record<string, (db: ObjectDatabase, oid: string) => unknown> = {
    read: (db, oid) => Buffer.from(db.read(oid).data).equals(truth.get(oid)!.data),
    'read of a part': (db, oid) =>
      db.read(oid, { offset: 0, length: 1 }).size === truth.get(oid)!.data.length,
    readHeader: (db, oid) => db.readHeader(oid).size === truth.get(oid)!.data.length,
    has: (db, oid) => db.has(oid),
    expand: (db, oid) => db.expand(oid.slice(0, 20)) === oid,
    storage: (db, oid) => db.storage(oid).diskSize > 0,
    explain: (db, oid) => db.explain(oid).copies.every(({ fault }) => fault === undefined),
    copies: (db, oid) => db.copies(oid).length === 1 && db.copies(oid)[0]!.fault === undefined,
    pieces: (db, oid) => Buffer.concat([...db.pieces(oid)].map((piece) => piece.slice())).length >= 0,
    stats: (db) => db.stats().packs.length === 1,
    isPromised: (db, oid) => !db.isPromised(oid),
  }
  /** How far a database has come with the old pack when it goes. */
  const states: Record<string, (db: ObjectDatabase, oid: string) => void> = {
    'nothing of it is open': () => undefined,
    'its index is open': (db, oid) => void db.has(oid),
    'both files are open': (db, oid) => void db.read(oid),
    'both files are known, and closed': (db, oid) => {
      db.read(oid)
      db.releaseAll()
    },
  }

  it.each(Object.keys(states))('is answered where the pack is replaced when %s', (state) => {
    for (const backend of ['koffi', 'read'] as const) {
      const path = copied()
      const objects = join(path, '.git/objects')
      const databases = Object.entries(questions).map(([name, ask]) => {
        const db = ObjectDatabase.open(objects, { backend, windowSize: 4096, cacheSize: 0 })
        states[state]!(db, oids[3]!)
        return { name, ask, db }
      })
      repack(path)
      const answers = databases.map(({ name, ask, db }) => [name, ask(db, oids[4]!)])
      expect(answers).toEqual(Object.keys(questions).map((name) => [name, true]))
      for (const { db } of databases) db.close()
    }
  })

  it('is answered where index and data are of before and after a replacement under the same name', () => {
    const path = copied()
    const folder = join(path, '.git/objects/pack')
    const stemOf = (): string =>
      readdirSync(folder)
        .find((name) => name.endsWith('.idx'))!
        .slice(0, -4)
    const old = stemOf()
    using db = ObjectDatabase.open(join(path, '.git/objects'), { backend: 'read' })
    expect(db.has(oids[0]!)).toBe(true) // from the old index
    repack(path)
    const stem = stemOf()
    expect(stem).not.toBe(old)
    for (const suffix of ['idx', 'pack'])
      renameSync(join(folder, `${stem}.${suffix}`), join(folder, `${old}.${suffix}`))
    for (const oid of oids) expect(Buffer.from(db.read(oid).data).equals(truth.get(oid)!.data)).toBe(true)
  })

  it('throws, and does not say that there is no such object, where packs vanish for ever', () => {
    const path = copied()
    using source = disturbed(path, Infinity)
    const { packs } = source
    let looks = 0
    packs.find = () => {
      looks++
      throw Object.assign(new Error('gone'), { code: 'ENOENT' })
    }
    packs.refresh = () => true
    expect(() => source.locate(Buffer.from(oids[0]!, 'hex'), oids[0])).toThrow('gone')
    expect(looks).toBeLessThan(100)
  })
})

describe('verify() and scan() in threads', () => {
  it('see every object once where the pack is replaced when the threads are about to begin', async () => {
    const path = copied()
    using db = ObjectDatabase.open(join(path, '.git/objects'))
    const verified = db.verify({ threads: 2 })
    await Promise.resolve() // packs are listed, and no thread has begun
    await new Promise((resolve) => setImmediate(resolve))
    repack(path)
    expect(await verified).toMatchObject({ objects: oids.length, damaged: 0 })
  })
})
