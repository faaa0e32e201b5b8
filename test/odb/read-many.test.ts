import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { StreamInflater } from '../../src/pack/inflate/stream-inflater.js'
import { git, gitText, scratchFolder } from '../support/git.js'
import { everyObject, makeHistory, type TrueObject } from '../support/repositories.js'

const scratch = scratchFolder()
const history = join(scratch, 'history')
const objects = join(history, '.git/objects')
const onePack = join(scratch, 'one-pack/objects')
let truth: Map<string, TrueObject>

beforeAll(() => {
  makeHistory(history, { commits: 100, seed: 21 })
  git(history, ['repack', '-adfq', '--depth=60', '--window=30'])
  const some = gitText(history, ['rev-list', '--objects', '--no-object-names', 'main~20'])
  git(history, ['pack-objects', '--quiet', join(objects, 'pack/pack')], some)
  for (let i = 0; i < 5; i++) gitText(history, ['hash-object', '-w', '--stdin'], `loose ${i}`)
  truth = everyObject(history)
  git(scratch, ['clone', '--quiet', '--bare', '--no-local', history, join(onePack, '..')])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

describe('ObjectDatabase.readMany()', () => {
  it('gives what is asked for, whatever it is and in whatever order, as often as asked', () => {
    const oids = [...truth.keys()]
    using db = ObjectDatabase.open(objects, { cacheSize: 300_000 })
    fc.assert(
      fc.property(fc.array(fc.nat(oids.length + 3), { maxLength: 400 }), (choice) => {
        // Beyond the oids there are are some that are missing.
        const asked = choice.map((i) => oids[i] ?? String(i).padStart(40, '0'))
        const found: string[] = []
        for (const { oid, type, size, data } of db.readMany(asked, { missing: 'skip' })) {
          const expected = truth.get(oid)!
          expect([type, size, Buffer.compare(data, expected.data)]).toEqual([
            expected.type,
            expected.data.length,
            0,
          ])
          found.push(oid)
        }
        expect(found.sort()).toEqual(asked.filter((oid) => truth.has(oid)).sort())
      }),
      { seed: 5, numRuns: 40 },
    )
  })

  it('gives a base before what is made from it, and what was asked for twice twice in a row', () => {
    using db = ObjectDatabase.open(onePack)
    const oids = [...db.oids()]
    const asked = [...oids, ...oids.reverse()]
    const order = [...db.readMany(asked)].map(({ oid }) => oid)
    expect(order.filter((_oid, i) => i % 2 === 0)).toEqual(order.filter((_oid, i) => i % 2 === 1))
    const seen = new Set<string>()
    for (const oid of order) {
      const { deltaBase } = db.storage(oid)
      expect(/^0+$/.test(deltaBase) || seen.has(deltaBase)).toBe(true)
      seen.add(oid)
    }
  })

  it('inflates each entry that the objects build on once', () => {
    using db = ObjectDatabase.open(onePack)
    const begin = vi.spyOn(StreamInflater.prototype, 'begin')
    try {
      const count = [...db.readMany(db.oids())].length
      expect(begin).toHaveBeenCalledTimes(count)
    } finally {
      begin.mockRestore()
    }
  })

  it('lets whoever takes the objects read others in between, and stop', () => {
    using db = ObjectDatabase.open(objects, { cacheSize: 100_000, maxMemorySize: 1 << 20, windowSize: 8192 })
    const [some] = truth.keys()
    let count = 0
    for (const { oid, data } of db.readMany(truth.keys())) {
      expect(db.read(some!).size).toBe(truth.get(some!)!.data.length)
      expect(Buffer.compare(data, truth.get(oid)!.data)).toBe(0)
      if (++count === 300) break
    }
    expect(count).toBe(300)
  })

  it('refuses what is no oid', () => {
    using db = ObjectDatabase.open(objects)
    expect(() => [...db.readMany(['abc'])]).toThrow(expect.objectContaining({ code: 'INVALID_OID' }))
  })
})
