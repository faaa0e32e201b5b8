/**
 * Reading without pause while git commits, repacks and collects garbage: not one failed and not one wrong read.
 *
 * Some seconds; minutes with `PACKMAP_NIGHTLY=1` (or as many as `PACKMAP_CHAOS_SECONDS` says).
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
const SEED = 31

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
          reads++
        } catch (error) {
          if (!(error instanceof PackmapError)) throw error
          failures.push(`${oid}: ${error.message}`)
        }
      }
    }
    const enumerate = (): void => {
      const seen = new Set(random.pick(databases).oids({ order: random.pick(['oid', 'pack'] as const) }))
      const missing = oids.filter((oid) => !seen.has(oid))
      if (missing.length > 0) failures.push(`${missing.length} objects are missing in an enumeration`)
      enumerations++
    }

    const end = performance.now() + SECONDS * 1000
    while (performance.now() < end && failures.length < 20) {
      readSome()
      if (random.next(10) === 0) enumerate()
      await new Promise((resolve) => setImmediate(resolve))
    }
    writeFileSync(join(path, 'stop'), '')
    await over
    expect(failures).toEqual([])
    expect([storm.exitCode, complaint]).toEqual([0, ''])
    expect(reads).toBeGreaterThan(0)
    expect(enumerations).toBeGreaterThan(0)
    if (IS_NIGHTLY) console.log(`${reads} reads, ${enumerations} enumerations`)
  },
  (SECONDS + 120) * 1000,
)
