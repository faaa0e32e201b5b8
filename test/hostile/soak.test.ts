/**
 * Random reads under tight limits: memory, descriptors and maps stay where they are.
 *
 * Some ten thousand reads; as many as fit into an hour with `PACKMAP_NIGHTLY=1` (or `PACKMAP_SOAK_SECONDS`).
 */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, scratchFolder } from '../support/git.js'
import { mappedBytes } from '../support/process-maps.js'
import { Random } from '../support/random.js'
import { everyObject, makeHistory } from '../support/repositories.js'

const IS_NIGHTLY = process.env['PACKMAP_NIGHTLY'] === '1'
const SECONDS = Number(process.env['PACKMAP_SOAK_SECONDS'] ?? (IS_NIGHTLY ? 3600 : 0))
const READS_MIN = 10_000
const READS_PER_ROUND = 2_000
/** The share of the run in which the process may still grow: arenas, compiled code, V8's heap and the C library's. */
const WARM_SHARE = 0.1
const SEED = 77
const MIB = 1024 ** 2
const LIMIT = 256 * 1024
/** What garbage not yet collected may come to. */
const SLACK = 64 * MIB

// As programs run it: in a test, where each cursor was made is remembered as well.
vi.stubEnv('NODE_ENV', 'production')

const scratch = scratchFolder()

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

const descriptors = (): number => readdirSync('/proc/self/fd').length

it.runIf(process.platform === 'linux')(
  `reads for long with flat memory, descriptors and maps (seed ${SEED})`,
  () => {
    const path = makeHistory(join(scratch, 'history'), { commits: 120, seed: SEED })
    git(path, ['repack', '-adfq'])
    const truth = everyObject(path)
    const oids = [...truth.keys()]
    const random = new Random(SEED)
    const objects = join(path, '.git/objects')
    const options = {
      windowSize: 16_384,
      maxMemorySize: LIMIT,
      strict: true,
      maxOpenHandles: 8,
      cacheSize: 0,
    }
    const descriptorsBefore = descriptors()
    const begun = performance.now()
    const end = begun + SECONDS * 1000
    let reads = 0
    let wrong = 0
    let memory = 0
    let memoryPeak = 0
    while (reads < READS_MIN || performance.now() < end) {
      // Opened anew each round, which must cost nothing that stays either.
      using db = ObjectDatabase.open(objects, options)
      for (let i = 0; i < READS_PER_ROUND; i++) {
        const oid = random.pick(oids)
        // An assertion for each read would fill the memory that is watched.
        if (!truth.get(oid)!.data.equals(db.read(oid).data)) wrong++
        if (i % 500 === 0) expect(mappedBytes(path)).toBeLessThanOrEqual(LIMIT)
      }
      reads += READS_PER_ROUND
      expect(descriptors() - descriptorsBefore).toBeLessThanOrEqual(options.maxOpenHandles)
      const { rss } = process.memoryUsage()
      memoryPeak = Math.max(memoryPeak, rss)
      const isWarm = reads > READS_MIN / 2 && performance.now() - begun > SECONDS * 1000 * WARM_SHARE
      if (!isWarm) memory = memoryPeak
      else expect(rss - memory).toBeLessThan(SLACK)
    }
    if (SECONDS > 0) {
      const figures = [memory, memoryPeak].map((bytes) => `${Math.round(bytes / MIB)} MiB`)
      console.log(`${reads} reads in ${reads / READS_PER_ROUND} rounds; ${figures.join(' warm, at most ')}`)
    }
    expect(wrong).toBe(0)
    expect(mappedBytes(path)).toBe(0)
    expect(descriptors()).toBe(descriptorsBefore)
  },
  (SECONDS + 120) * 1000,
)
