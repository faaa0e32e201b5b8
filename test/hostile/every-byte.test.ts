/**
 * Every byte of a small repository's files set to 0x00, to 0xff and flipped bit by bit, and every file cut short at
 * every length. Nothing crashes, hangs or grows, and with `verify: 'oid'` each read is the truth or a typed error; with
 * `'crc'` too, where the index, which has the checksums, is whole.
 *
 * All of them with `PACKMAP_NIGHTLY=1`, which then tells how many there were; otherwise those that a seed picks. One file
 * alone by its title: `-t "'.pack' is damaged"`.
 */
import { closeSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { extname, join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { PackmapError } from '../../src/base/errors.js'
import type { GitObject } from '../../src/object/git-object.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { scratchFolder } from '../support/git.js'
import { Random } from '../support/random.js'
import { makeSmallRepository, type SmallRepository } from './small-repository.js'

const IS_NIGHTLY = process.env['PACKMAP_NIGHTLY'] === '1'
const SEED = 20_261
/** One in so many of all damages is tried in the short form. */
const SHORT_SHARE = 400
const MIB = 1024 ** 2
/** What a run may add to the process: far more than the caches, far less than one wrong size of gigabytes. */
const GROWTH_MAX = 512 * MIB

const VERIFY_LEVELS = ['none', 'crc', 'oid'] as const

// To remember where each cursor and each error was made took most of the time.
vi.stubEnv('NODE_ENV', 'production')
Error.stackTraceLimit = 2

const scratch = scratchFolder()
const plain = makeSmallRepository(join(scratch, 'plain'), false)
const covered = makeSmallRepository(join(scratch, 'covered'), true)

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Runs `use`; whatever it throws must be an error of packmap's. Returns whether it came to an end. */
function survives(use: () => unknown): boolean {
  try {
    use()
    return true
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
}

/** Everything that reads, on a repository of which the file of that name is damaged now. */
function readEverything({ objects, truth }: SmallRepository, name: string, what: string): void {
  for (const verify of VERIFY_LEVELS) {
    using db = ObjectDatabase.open(objects, {
      verify,
      cacheSize: 0,
      maxObjectSize: 16 * MIB,
      backend: 'read',
    })
    const isSure = verify === 'oid' || (verify === 'crc' && name.startsWith('.pack'))
    const check = ({ oid, type, size, data }: Omit<GitObject, 'type'> & { type: string }): void => {
      const object = truth.get(oid)
      if (!isSure || (object?.type === type && object.data.equals(data) && size === data.length)) return
      throw new Error(`${what}: ${oid} is read wrong with ${verify}`)
    }
    for (const oid of truth.keys()) {
      survives(() => {
        const object = db.tryRead(oid)
        if (object) check(object)
      })
      survives(() => db.tryReadHeader(oid))
      if (verify !== 'oid') continue
      survives(() => {
        const data = Buffer.concat(Array.from(db.pieces(oid), (piece) => piece.slice()))
        check({ oid, type: truth.get(oid)!.type, size: data.length, data })
      })
    }
    if (verify === 'crc') continue
    const [some] = truth.keys()
    survives(() => db.has(some!))
    survives(() => db.explain(some!))
    survives(() => db.storage(some!))
    survives(() => db.candidates(some!.slice(0, 5)))
    survives(() => {
      for (const object of db.readMany(truth.keys(), { missing: 'skip' })) check(object)
    })
    for (const order of ['oid', 'pack'] as const) {
      const seen: string[] = []
      survives(() => {
        for (const object of db.objects({ order, onDamage: (oid) => seen.push(oid) })) {
          check(object)
          seen.push(object.oid)
        }
      })
      // A damaged index may name other objects, and never more than it has room for.
      expect(seen.length, what).toBeLessThanOrEqual(2 * truth.size)
    }
  }
}

/** The values that a byte is set to, each once. */
function damagesOf(byte: number): Set<number> {
  const values = new Set([0x00, 0xff])
  for (let bit = 0; bit < 8; bit++) values.add(byte ^ (1 << bit))
  values.delete(byte)
  return values
}

const cases = [
  ...plain.files.map((file) => ({ repository: plain, file, name: extname(file) })),
  ...covered.files.map((file) => ({
    repository: covered,
    file,
    name: `${extname(file) || 'midx'} under a midx`,
  })),
]

describe.each(cases)('a repository whose $name is damaged', ({ repository, file, name }) => {
  const random = new Random(SEED)
  const isTried = (): boolean => IS_NIGHTLY || random.next(SHORT_SHARE) === 0

  const limit = { timeout: IS_NIGHTLY ? 3_600_000 : 60_000 }

  it(`is read right or refused, whichever byte it is (seed ${SEED})`, limit, () => {
    const content = readFileSync(file)
    const before = process.memoryUsage.rss()
    const fd = openSync(file, 'r+')
    let tried = 0
    try {
      for (const [at, byte] of content.entries()) {
        for (const value of damagesOf(byte)) {
          if (!isTried()) continue
          writeSync(fd, Uint8Array.of(value), 0, 1, at)
          readEverything(repository, name, `${name}: byte ${at} as ${value}`)
          tried++
        }
        writeSync(fd, Uint8Array.of(byte), 0, 1, at)
      }
    } finally {
      closeSync(fd)
      writeFileSync(file, content) // whatever was found, the next file's turn begins with whole ones
    }
    if (IS_NIGHTLY) console.log(`${name}: ${tried} damages of ${content.length} bytes`)
    expect(tried).toBeGreaterThan(0)
    expect(process.memoryUsage.rss() - before).toBeLessThan(GROWTH_MAX)
  })

  it('is read right or refused, wherever it is cut', limit, () => {
    const content = readFileSync(file)
    try {
      for (let length = content.length - 1; length >= 0; length--) {
        if (!isTried() && length > 0) continue
        truncateSync(file, length)
        readEverything(repository, name, `${name}: cut to ${length}`)
      }
    } finally {
      writeFileSync(file, content)
    }
    using db = ObjectDatabase.open(repository.objects, { verify: 'oid' })
    for (const [oid, { data }] of repository.truth) expect(data.equals(db.read(oid).data)).toBe(true)
  })
})
