/**
 * Reading without pause while git commits, repacks and collects garbage: not one failed and not one wrong read.
 *
 * Some seconds; minutes with `PACKMAP_NIGHTLY=1` (or as many seconds as `PACKMAP_CHAOS_SECONDS` says, and another seed by
 * `PACKMAP_CHAOS_SEED`).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { PackmapError } from '../../src/base/errors.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, GIT_ENVIRONMENT, scratchFolder } from '../support/git.js'
import { Random } from '../support/random.js'
import { everyObject, makeHistory } from '../support/repositories.js'

const IS_NIGHTLY = process.env['PACKMAP_NIGHTLY'] === '1'
const SECONDS = Number(process.env['PACKMAP_CHAOS_SECONDS'] ?? (IS_NIGHTLY ? 300 : 5))
const SEED = Number(process.env['PACKMAP_CHAOS_SEED'] ?? 31)

const scratch = scratchFolder()

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** What git does, over and over; every object stays reachable, so none may ever be missing. */
const STORM = `
set -e
n=0
while [ ! -e stop ]; do
  n=$((n + 1))
  echo "$n" > changing; git add changing; git commit -q -m "change $n"
  case $((n % 6)) in
    0) git repack -adq ;;
    1) git -c gc.pruneExpire=now gc -q --prune=now ;;
    2) git repack -dq --geometric=2 ;;
    3) git repack -dq; git multi-pack-index write ;;
    4) git multi-pack-index repack --batch-size=0; git multi-pack-index expire ;;
    5) git repack -adq --write-midx ;;
  esac
  echo "$n" > done
done
`

it(
  `reads every object right beside a git that repacks, for ${SECONDS} s (seed ${SEED})`,
  async () => {
    const path = makeHistory(join(scratch, 'history'), { commits: 60, seed: SEED })
    git(path, ['checkout', '-qf', 'main'])
    // Nothing of git is to outlive the storm.
    git(path, ['config', 'gc.auto', '0'])
    git(path, ['config', 'gc.autoDetach', 'false'])
    git(path, ['config', 'maintenance.auto', 'false'])
    const truth = everyObject(path)
    const oids = [...truth.keys()]
    const random = new Random(SEED)
    const storm = spawn('sh', ['-c', STORM], {
      cwd: path,
      env: GIT_ENVIRONMENT,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let complaint = ''
    storm.stderr.on('data', (data: Buffer) => (complaint += data.toString()))
    const over = once(storm, 'close')

    const objects = join(path, '.git/objects')
    using plain = ObjectDatabase.open(objects)
    using tight = ObjectDatabase.open(objects, { windowSize: 8192, maxMemorySize: 65_536, cacheSize: 0 })
    using pread = ObjectDatabase.open(objects, { backend: 'read', verify: 'oid' })
    const databases = [plain, tight, pread]
    const failures: string[] = []
    let reads = 0
    let enumerations = 0

    const readSome = (): void => {
      for (let i = 0; i < 40; i++) {
        const db = random.pick(databases)
        const oid = random.pick(oids)
        const { type, data } = truth.get(oid)!
        try {
          const object = db.read(oid)
          if (object.type !== type || !data.equals(object.data)) failures.push(`${oid} is read wrong`)
          if (db.readHeader(oid).size !== data.length) failures.push(`${oid} has a wrong size`)
          if (!db.has(oid)) failures.push(`${oid} is not there`)
          if (db.expand(oid.slice(0, 30)) !== oid) failures.push(`${oid} is not found by its prefix`)
          if (db.storage(oid).diskSize <= 0) failures.push(`${oid} takes no room`)
          const fault = db.copies(oid).find((copy) => copy.fault !== undefined)?.fault
          if (fault !== undefined) failures.push(`${oid} has a damaged copy: ${fault}`)
          reads++
        } catch (error) {
          if (!(error instanceof PackmapError)) throw error
          failures.push(`${oid}: ${error.message}`)
        }
      }
    }
    const ways: Record<string, (db: ObjectDatabase) => Iterable<string>> = {
      'oids by oid': (db) => db.oids(),
      'oids in pack order': (db) => db.oids({ order: 'pack' }),
      'all objects': (db) => Array.from(db.objects(), ({ oid }) => oid),
      'many objects': (db) => Array.from(db.readMany(oids), ({ oid }) => oid),
      'a scan': (db) => {
        const seen: string[] = []
        db.scanSync(({ oid }) => seen.push(oid), { verify: 'oid' })
        return seen
      },
    }
    const check = (way: string, listed: Iterable<string>): void => {
      const all = [...listed]
      const seen = new Set(all)
      const missing = oids.filter((oid) => !seen.has(oid))
      if (missing.length > 0) failures.push(`${missing.length} objects are missing in ${way}`)
      if (seen.size < all.length) failures.push(`${all.length - seen.size} objects come twice in ${way}`)
      enumerations++
    }
    const enumerate = (): void => {
      const way = random.pick(Object.keys(ways))
      try {
        check(way, ways[way]!(random.pick(databases)))
      } catch (error) {
        failures.push(`${way}: ${(error as Error).message}`)
      }
    }
    const verify = async (): Promise<void> => {
      try {
        const { objects: count } = await random.pick([plain, pread]).verify({ threads: 2 })
        if (count < oids.length) failures.push(`${oids.length - count} objects are missing in verify()`)
      } catch (error) {
        failures.push(`verify(): ${(error as Error).message}`)
      }
    }

    try {
      const end = performance.now() + SECONDS * 1000
      while (performance.now() < end && failures.length < 20) {
        readSome()
        if (random.next(10) === 0) enumerate()
        if (random.next(400) === 0) await verify()
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      writeFileSync(join(path, 'stop'), '')
      await over
    }
    expect(failures).toEqual([])
    expect([storm.exitCode, complaint]).toEqual([0, ''])
    expect(reads).toBeGreaterThan(0)
    expect(enumerations).toBeGreaterThan(0)
    if (IS_NIGHTLY) console.log(`${reads} reads, ${enumerations} enumerations`)
  },
  (SECONDS + 120) * 1000,
)
