/** What reading costs, in numbers that do not depend on the machine: who makes reading dearer hears of it here. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, gitText, scratchFolder } from '../support/git.js'
import { Random } from '../support/random.js'
import { makeHistory } from '../support/repositories.js'

const scratch = scratchFolder()
const repository = join(scratch, 'history')
const objects = join(repository, '.git/objects')
/** Inflates an object. Measured 2.97 with git 2.39, which decides the chains; one plain ring took more. */
const CACHED_INFLATES_MAX = 3.3
/** Deltas applied for each link of all chains. Measured 0.52, and less in a second pass; 1 where nothing made is kept. */
const APPLIED_MAX = 0.75
/** Maps and reads. Measured 1,097; reading each header and each stream for itself took some 6,000. */
const CALLS_PER_1000_MAX = 1_800

/** By oid, how many deltas lie between it and its base, as git counts them. */
const depths = new Map<string, number>()

beforeAll(() => {
  makeHistory(repository, { commits: 200, seed: 9 })
  git(repository, ['repack', '-adfq', '--depth=40', '--window=20', '--threads=1'])
  const listing = gitText(repository, ['verify-pack', '-v', packPath()])
  for (const line of listing.split('\n')) {
    const [oid, type, , , , depth] = line.split(/ +/)
    if (/^[0-9a-f]{40}$/.test(oid!) && type !== undefined) depths.set(oid!, Number(depth ?? 0))
  }
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function packPath(): string {
  using db = ObjectDatabase.open(objects)
  return db.stats().packs[0]!.path
}

/** The oids in an order of no locality, the same each time. */
function shuffled(): string[] {
  const random = new Random(77)
  return [...depths.keys()]
    .map((oid) => ({ oid, at: random.next(2 ** 31) }))
    .sort((a, b) => a.at - b.at)
    .map(({ oid }) => oid)
}

describe('ObjectDatabase.stats().work', () => {
  it('counts each entry inflated once while the cache holds it, and few deltas for the links that many chains share', () => {
    using db = ObjectDatabase.open(objects)
    const links = [...depths.values()].reduce((sum, depth) => sum + depth, 0)
    let bytes = 0
    for (const oid of shuffled()) bytes += db.read(oid).size
    const first = db.stats().work
    expect(first.inflates).toBe(depths.size)
    expect(first.deltas).toBeGreaterThan(0)
    expect(first.deltas / links).toBeLessThan(APPLIED_MAX)
    expect(first.allocations).toBeLessThanOrEqual(2 + Math.ceil(bytes / (1 << 20)))
    for (const oid of depths.keys()) db.read(oid)
    const second = db.stats().work
    expect(second.inflates).toBe(first.inflates)
    expect((second.deltas - first.deltas) / links).toBeLessThan(APPLIED_MAX)
  })

  it.each([
    ['readMany()', (db: ObjectDatabase) => [...db.readMany(shuffled())].length],
    ['objects() in the order of the pack', (db: ObjectDatabase) => [...db.objects({ order: 'pack' })].length],
    ['scan()', async (db: ObjectDatabase) => (await db.scan(() => undefined)).objects],
  ])('counts for %s each entry inflated once, and a delta applied for each that is one', async (_, read) => {
    using db = ObjectDatabase.open(objects, { cacheSize: 1_000_000 })
    const before = db.stats().work
    expect(await read(db)).toBe(depths.size)
    const { inflates, deltas, inflatedBytes, deltaBytes } = db.stats().work
    const chained = [...depths.values()].filter((depth) => depth > 0).length
    expect({ inflates: inflates - before.inflates, deltas: deltas - before.deltas }).toEqual({
      inflates: depths.size,
      deltas: chained,
    })
    expect(inflatedBytes).toBeGreaterThan(0)
    expect(deltaBytes).toBeGreaterThan(inflatedBytes)
  })

  it('inflates nothing whole for headers, and maps both files once', () => {
    using db = ObjectDatabase.open(objects, { windowSize: 0 }) // the first windows are small, and many, without it
    for (const oid of depths.keys()) db.readHeader(oid)
    const { work, maps, reads } = db.stats()
    expect(work).toMatchObject({ inflates: 0, deltas: 0 })
    expect(maps).toBeLessThanOrEqual(3)
    expect(reads).toBe(0)
  })

  it('stays small with a cache of a tenth of what it reads', () => {
    using whole = ObjectDatabase.open(objects)
    for (const oid of depths.keys()) whole.read(oid)
    using db = ObjectDatabase.open(objects, { cacheSize: Math.floor(whole.stats().work.inflatedBytes / 10) })
    for (const oid of [...shuffled(), ...shuffled()]) db.read(oid)
    expect(db.stats().work.inflates / (2 * depths.size)).toBeLessThan(CACHED_INFLATES_MAX)
  })

  it('reads each object by few system calls where windows are scarce', () => {
    const maxMemorySize = 16 * 4096
    // Not mmap-io: what waits to be unmapped leaves copies an eighth of the limit, too little for 8 KiB a read.
    const backend = 'koffi'
    using db = ObjectDatabase.open(objects, { backend, windowSize: 4096, maxMemorySize, strict: true })
    for (const oid of shuffled()) db.read(oid)
    const { maps, reads, mappedBytesPeak } = db.stats()
    expect((1_000 * (maps + reads)) / depths.size).toBeLessThan(CALLS_PER_1000_MAX)
    expect(mappedBytesPeak).toBeLessThanOrEqual(maxMemorySize)
  })
})
