import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHA1, SHA256 } from '../../../src/object/hash-algorithm.js'
import { ObjectsElsewhere } from '../../../src/odb/indexing/objects-elsewhere.js'
import { packHelpers } from '../../../src/odb/indexing/pack-helpers.js'
import { indexPackFile, type IndexPackOptions } from '../../../src/pack/indexing/index-pack.js'
import { sortByOid } from '../../../src/pack/indexing/oid-order.js'
import type { ResolutionTask } from '../../../src/pack/indexing/resolution-task.js'
import type { HelperWork, PackHelpers } from '../../../src/pack/threads/pack-helpers.js'
import { helpedOf, SharedJobs } from '../../../src/pack/threads/shared-jobs.js'
import { buildIndex, DEFAULT_INDEX_FORMAT } from '../../../src/pack/indexing/write-index.js'
import { git, run, scratchFolder } from '../../support/git.js'
import { makeHistory } from '../../support/repositories.js'
import { PackBuilder } from '../../pack/indexing/pack-builder.js'
import { copy, deltaOf } from '../../support/delta.js'
import { Random } from '../../support/random.js'

const root = scratchFolder()
/** Repositories of one pack each. */
let sha1: string
let sha256: string

beforeAll(() => {
  sha1 = makeHistory(join(root, 'sha1'), { commits: 80, seed: 7 })
  sha256 = makeHistory(join(root, 'sha256'), { commits: 40, seed: 8, init: ['--object-format=sha256'] })
  for (const repository of [sha1, sha256]) git(repository, ['repack', '-adfq', '--depth=50'])
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

function packOf(repository: string): string {
  const folder = join(repository, '.git/objects/pack')
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.pack'))!,
  )
}

/** All that an index says, and what a listing says beyond it. */
function summary(path: string, options: IndexPackOptions): unknown {
  const contents = indexPackFile(path, options)
  const { count, depths, objectTypes } = contents.entries
  return {
    index: buildIndex(contents, sortByOid(contents.entries), DEFAULT_INDEX_FORMAT).toString('hex'),
    depths: [...depths.subarray(0, count)],
    types: [...objectTypes.subarray(0, count)],
  }
}

/** Helpers of which one has done a unit before the calling thread begins; `tasks` takes what they are given. */
function busyHelpers(
  threads: number,
  tasks: ResolutionTask[],
  elsewhere?: Parameters<typeof packHelpers>[1],
): PackHelpers {
  const helpers = packHelpers(threads, elsewhere)
  return {
    ...helpers,
    start() {
      const helper = helpers.start()
      return {
        ...helper,
        give(work) {
          helper.give(work)
          if (work.kind !== 'resolve') return
          tasks.push(work.task)
          if (tasks.length === 1) helpedOf(new SharedJobs(work.task.states), 10_000)
        },
      }
    },
  }
}

/** A helper that does nothing but what `give` does. */
function helpersThat(give: (work: HelperWork) => void): PackHelpers {
  return { threads: 2, entriesMin: 0, start: () => ({ give, end: () => undefined }) }
}

function faultOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return String(error)
  }
  throw new Error('nothing was thrown')
}

/** A delta that copies what lies behind the end of its base. */
function outOfReach(size: number): Buffer {
  return deltaOf(new Uint8Array(size), [copy(size - 10, 2000)])
}

describe('indexPackFile() with helpers', () => {
  it.each([
    ['SHA-1', SHA1],
    ['SHA-256', SHA256],
  ])('finds what one thread finds, %s', (_, algorithm) => {
    const path = packOf(algorithm === SHA1 ? sha1 : sha256)
    const tasks: ResolutionTask[] = []
    const found = summary(path, { algorithm, helpers: busyHelpers(3, tasks) })
    expect(found).toEqual(summary(path, { algorithm }))
    expect(tasks.length).toBe(2)
    const jobs = new SharedJobs(tasks[0]!.states)
    expect(helpedOf(jobs)).toBeGreaterThan(0)
    expect(jobs.count).toBeGreaterThan(20)
  })

  it('does alone what helpers that never come to life have not done', () => {
    const helpers = helpersThat(() => undefined)
    expect(summary(packOf(sha1), { algorithm: SHA1, helpers })).toEqual(
      summary(packOf(sha1), { algorithm: SHA1 }),
    )
  })

  it('does what a helper has begun and never ends', () => {
    const helpers = helpersThat(({ kind, task }) => {
      if (kind === 'resolve') Atomics.add(task.states, 0, 1)
    })
    expect(summary(packOf(sha1), { algorithm: SHA1, helpers })).toEqual(
      summary(packOf(sha1), { algorithm: SHA1 }),
    )
  })

  it('says of a pack with several faults what one thread says, whoever comes upon which', () => {
    const pack = new PackBuilder(SHA1)
    const random = new Random(11)
    for (let tree = 0; tree < 60; tree++) {
      const content = random.bytes(2000)
      let base = pack.whole('blob', content)
      for (let depth = 0; depth < 3; depth++) {
        const isBroken = tree % 13 === 5 && depth === 1
        // Both make as much as they take; one takes it from past the end of its base.
        const delta = isBroken ? outOfReach(content.length) : deltaOf(content, [copy(0, content.length)])
        base = pack.ofsDelta(base, delta)
      }
    }
    const path = join(root, 'faults.pack')
    writeFileSync(path, pack.build())
    const tasks: ResolutionTask[] = []
    const alone = faultOf(() => indexPackFile(path, { algorithm: SHA1 }))
    const helpers = packHelpers(3, undefined)
    expect(alone).toMatch(/CorruptPackError/)
    expect(faultOf(() => indexPackFile(path, { algorithm: SHA1, helpers }))).toBe(alone)
    expect(faultOf(() => indexPackFile(path, { algorithm: SHA1, helpers: busyHelpers(2, tasks) }))).toBe(
      alone,
    )
  })

  it('compares with the objects that there are, in helpers too', () => {
    const elsewhere = {
      directories: [join(sha1, '.git/objects')],
      algorithm: 'sha1',
      packPath: undefined,
    } as const
    using existing = new ObjectsElsewhere(elsewhere)
    const tasks: ResolutionTask[] = []
    const options = { algorithm: SHA1, existing, helpers: busyHelpers(2, tasks, elsewhere) }
    expect(summary(packOf(sha1), options)).toEqual(summary(packOf(sha1), { algorithm: SHA1 }))
    expect(tasks.length).toBe(1)
  })
})

describe('packHelpers()', () => {
  it('starts threads that the process waits for: ended while they load a native module they would abort it', () => {
    const source = new URL('../../../src/odb/indexing/pack-helpers.ts', import.meta.url).href
    const script = `
      process.on('worker', (worker) => worker.on('exit', (status) => console.log('ended by itself', status)))
      const { packHelpers } = await import('${source}')
      packHelpers(2, undefined).start().end()`
    const { stdout } = run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    expect(stdout.toString()).toBe('ended by itself 0\n')
  })
})
