/** Limits hold whoever asks: each way to read against each limit. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { ObjectDatabase, type ObjectDatabaseOptions, Repository } from '../../src/index.js'
import { gitText, scratchFolder } from '../support/git.js'
import { blobEntry, packedTightly, writePack } from '../support/pack-builder.js'

const FIXTURES = join(import.meta.dirname, '../../fixtures')
const DEEP = join(FIXTURES, 'deep-chain.git')
/** The blob at the end of the chain: 717 bytes, 599 deltas. */
const LAST = '5d838e957d5154efcb2964deabb27fe00af76b71'

type Operation = (db: ObjectDatabase, oid: string) => unknown

const exhaust = (all: Iterable<unknown>): void => {
  expect(Array.from(all)).toBeDefined()
}
const oidsOf = (db: ObjectDatabase): string[] => [...db.oids()]

/** What makes the content of an object. */
const MAKING: Record<string, Operation> = {
  read: (db, oid) => db.read(oid),
  peek: (db, oid) => db.peek(oid),
  'read of a range': (db, oid) => db.read(oid, { offset: 3, length: 4 }),
  readAsync: (db, oid) => db.readAsync(oid),
  'readMany of few': (db, oid) => {
    exhaust(db.readMany([oid]))
  },
  'readMany of many': (db) => {
    exhaust(db.readMany(oidsOf(db)))
  },
  'objects by oid': (db) => {
    exhaust(db.objects())
  },
  'objects by pack': (db) => {
    exhaust(db.objects({ order: 'pack' }))
  },
  scan: (db) => db.scan(() => undefined),
  scanSync: (db) => {
    db.scanSync(() => undefined)
  },
  pieces: (db, oid) => {
    exhaust(db.pieces(oid))
  },
  createReadStream: async (db, oid) => {
    for await (const piece of db.createReadStream(oid)) expect(piece).toBeDefined()
  },
  verify: (db) => db.verify({ threads: 1 }),
}
const readHeader: Operation = (db, oid) => db.readHeader(oid)
const LOOKING: Record<string, Operation> = {
  readHeader,
  has: (db, oid) => db.has(oid),
  expand: (db, oid) => db.expand(oid.slice(0, 10)),
}

/** The code of the error that an operation ends with. */
async function codeOf(
  objects: string,
  options: ObjectDatabaseOptions,
  operation: Operation,
  oid = LAST,
): Promise<string | undefined> {
  using db = ObjectDatabase.open(objects, options)
  try {
    await operation(db, oid)
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

const cores = [{ core: 'wasm' }, { core: 'script' }] as const

describe.each(cores)('with core $core', (core) => {
  const deep = join(DEEP, 'objects')

  test.each(Object.entries({ ...MAKING, readHeader }))('maxDeltaDepth holds in %s', async (_, operation) => {
    expect(await codeOf(deep, { ...core, maxDeltaDepth: 5 }, operation)).toBe('DELTA_LIMIT')
    expect(await codeOf(deep, { ...core, maxDeltaDepth: 599 }, operation)).toBe(undefined)
  })

  test.each(Object.entries(MAKING))('maxDeltaWork holds in %s', async (_, operation) => {
    expect(await codeOf(deep, { ...core, maxDeltaWork: 100_000 }, operation)).toBe('DELTA_LIMIT')
  })

  test.each(Object.entries(MAKING))('maxObjectSize holds in %s', async (_, operation) => {
    expect(await codeOf(deep, { ...core, maxObjectSize: 500 }, operation)).toBe('OBJECT_TOO_LARGE')
  })

  test.each(Object.entries(LOOKING))(
    'what makes nothing is not limited by what making takes: %s',
    async (_, operation) => {
      const limits = { maxDeltaWork: 100_000, maxObjectSize: 500 }
      expect(await codeOf(deep, { ...core, ...limits }, operation)).toBe(undefined)
    },
  )

  const counted = Object.entries({ ...MAKING, ...LOOKING }).filter(
    ([name]) => name !== 'readAsync' && name !== 'verify',
  )
  test.each(counted)('budget.objects holds in %s', async (_, operation) => {
    const again: Operation = async (db, oid) => {
      for (let i = 0; i < 3; i++) await operation(db, oid)
    }
    expect(await codeOf(deep, { ...core, budget: { objects: 2 } }, again)).toBe('BUDGET_EXCEEDED')
  })

  const read = Object.entries(MAKING).filter(([name]) => name !== 'readAsync' && name !== 'verify')
  test.each(read)('budget.bytes holds in %s', async (_, operation) => {
    const again: Operation = async (db, oid) => {
      for (let i = 0; i < 3; i++) await operation(db, oid)
    }
    // Of a range no more is counted than is read.
    expect(await codeOf(deep, { ...core, budget: { bytes: 2 } }, again)).toBe('BUDGET_EXCEEDED')
  })
})

describe('what is not what its oid says', () => {
  const objects = scratchFolder()
  afterAll(() => {
    rmSync(objects, { recursive: true })
  })
  mkdirSync(join(objects, 'pack'))
  const oid = '1234567890'.repeat(4)
  writePack(join(objects, 'pack', 'pack-1'), packedTightly([{ ...blobEntry(0, 'false'), oid }]))

  test.each(Object.entries({ ...MAKING, readHeader }))('verify: oid finds in %s', async (name, operation) => {
    expect(await codeOf(objects, { verify: 'oid' }, operation, oid)).toBe('CORRUPT_OBJECT')
    const expected = name === 'verify' ? 'CORRUPT_OBJECT' : undefined
    expect(await codeOf(objects, { verify: 'crc' }, operation, oid)).toBe(expected)
  })

  test('trust: none finds in readHeader, every time', async () => {
    const twice: Operation = (db) => {
      expect(() => db.readHeader(oid)).toThrow('content has the oid')
      return db.readHeader(oid)
    }
    expect(await codeOf(objects, { trust: 'none' }, twice, oid)).toBe('CORRUPT_OBJECT')
  })

  it('is looked at once where it is right', () => {
    using db = ObjectDatabase.open(join(DEEP, 'objects'), { verify: 'oid' })
    expect(db.readHeader(LAST)).toEqual({ oid: LAST, type: 'blob', size: 717 })
    const { inflates } = db.stats().work
    expect(inflates).toBeGreaterThan(500)
    db.readHeader(LAST)
    expect(db.stats().work.inflates).toBe(inflates)
  })
})

describe('history', () => {
  // A tree that is a delta of another, and no commit that is one.
  const path = join(FIXTURES, 'lighthouse.git')
  const repository = Repository.open(path)
  afterAll(() => {
    repository.close()
  })
  using db = ObjectDatabase.open(join(path, 'objects'))
  const trees = gitText(path, ['log', '--all', '--format=%H %T'])
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string])
  const [commit] = trees.find(([, tree]) => db.explain(tree).chain.length > 1)!
  const name = gitText(path, ['ls-tree', '--name-only', commit]).split('\n')[0]!

  const walks: Record<string, (repo: Repository) => unknown> = {
    findPath: (repo) => repo.resolve(`${commit}:${name}`),
    walkObjects: (repo) => {
      exhaust(repo.walkObjects(commit))
    },
    'log of a path': (repo) => {
      exhaust(repo.log({ from: commit, path: name }))
    },
    diff: (repo) => {
      exhaust(repo.diff(`${commit}~1`, commit))
    },
  }
  test.each(Object.entries(walks))('maxDeltaDepth holds in %s', (_, walk) => {
    using limited = Repository.open(path, { maxDeltaDepth: 0 })
    expect(() => walk(limited)).toThrow(expect.objectContaining({ code: 'DELTA_LIMIT' }))
  })
})
