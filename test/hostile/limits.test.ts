/** What one object may cost: its size, the deltas that it builds on, what applying them writes. */
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it, test } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import type { ObjectDatabaseOptions } from '../../src/odb/options.js'
import { Repository } from '../../src/repo/repository.js'
import { chainOfCopies, circleOfDeltas, madeUpOid } from '../support/delta-packs.js'
import { git, initRepository, run, temporaryFolder } from '../support/git.js'
import { type BuiltEntry, entryHeader, writePack } from '../support/pack-builder.js'

const MIB = 1024 ** 2

function built(entries: readonly BuiltEntry[]): string {
  const objects = temporaryFolder()
  mkdirSync(join(objects, 'pack'))
  writePack(join(objects, 'pack/pack-built'), entries)
  return objects
}

/** The code of what is thrown. */
function codeOf(use: () => unknown): unknown {
  try {
    use()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

function outcomes(objects: string, oid: string, options: ObjectDatabaseOptions = {}): unknown[] {
  using db = ObjectDatabase.open(objects, options)
  return [() => db.read(oid), () => db.readHeader(oid), () => db.explain(oid)].map(codeOf)
}

describe('chains of deltas', () => {
  const DEPTH = 100_000

  test.each(['ofs', 'ref'] as const)(
    `of ${DEPTH} %s-deltas are read, unless maxDeltaDepth says otherwise`,
    (kind) => {
      const objects = built(chainOfCopies({ depth: DEPTH, size: 4, kind }))
      const top = madeUpOid(DEPTH)
      {
        using db = ObjectDatabase.open(objects)
        expect(db.read(top)).toMatchObject({ type: 'blob', size: 4 })
        expect(db.readHeader(top)).toMatchObject({ type: 'blob', size: 4 })
        expect(db.explain(top).chain).toHaveLength(DEPTH + 1)
      }
      const limited = { maxDeltaDepth: 4095 }
      expect(outcomes(objects, top, limited)).toEqual(['DELTA_LIMIT', 'DELTA_LIMIT', 'DELTA_LIMIT'])
      expect(outcomes(objects, madeUpOid(4096), limited)).toEqual([
        'DELTA_LIMIT',
        'DELTA_LIMIT',
        'DELTA_LIMIT',
      ])
      expect(outcomes(objects, madeUpOid(4095), limited)).toEqual([undefined, undefined, undefined])
    },
  )

  it.each([1, 2, 3, 1_000])('that form a circle of %i are an error, and git runs out of memory', (count) => {
    const objects = built(circleOfDeltas(count))
    for (const entry of [1, count]) {
      expect(outcomes(objects, madeUpOid(entry))).toEqual(['CORRUPT_PACK', 'CORRUPT_PACK', 'CORRUPT_PACK'])
    }
  })

  it('that form a circle are noticed before it was gone round four times, in a pack of a hundred thousand', () => {
    const circle = circleOfDeltas(2)
    const { offset, bytes } = circle.at(-1)!
    const rest = chainOfCopies({ depth: 100_000, size: 4 }).map((entry) => ({
      ...entry,
      offset: entry.offset + offset + bytes.length,
      oid: `ff${entry.oid.slice(2)}`,
    }))
    using db = ObjectDatabase.open(built([...circle, ...rest]), { cacheSize: 0 })
    expect(codeOf(() => db.read(madeUpOid(1)))).toBe('CORRUPT_PACK')
    // Each link is looked up once in the cache, whatever it then finds.
    expect(db.stats().cacheMisses).toBeLessThan(300)
  })

  it('that copy a megabyte a thousand times stop at maxDeltaWork', () => {
    const objects = built(chainOfCopies({ depth: 1_000, size: MIB }))
    const top = madeUpOid(1_000)
    expect(outcomes(objects, top, { maxDeltaWork: 100 * MIB })).toEqual(['DELTA_LIMIT', undefined, undefined])
    expect(outcomes(objects, madeUpOid(98), { maxDeltaWork: 100 * MIB })[0]).toBeUndefined()
  })

  it('that take more than the limits give way to another copy', () => {
    const objects = built(chainOfCopies({ depth: 200, size: 4 }))
    const oid = madeUpOid(200)
    mkdirSync(join(objects, oid.slice(0, 2)))
    writeFileSync(join(objects, oid.slice(0, 2), oid.slice(2)), deflateSync('blob 4\0\0\0\0\0'))
    const warnings: string[] = []
    using db = ObjectDatabase.open(objects, { maxDeltaDepth: 100, onWarning: (text) => warnings.push(text) })
    expect(db.read(oid).size).toBe(4)
    expect(warnings).toEqual([expect.stringContaining('maxDeltaDepth')])
  })

  it('with limits that are no numbers are the caller’s mistake', () => {
    const objects = built([])
    for (const value of [-1, 0.5, Number.NaN]) {
      expect(() => ObjectDatabase.open(objects, { maxDeltaDepth: value })).toThrow(RangeError)
      expect(() => ObjectDatabase.open(objects, { maxDeltaWork: value })).toThrow(RangeError)
      expect(() => ObjectDatabase.open(objects, { budget: { objects: value === 0.5 ? -1 : value } })).toThrow(
        RangeError,
      )
    }
  })
})

describe('maxObjectSize', () => {
  it('is checked before anything is allocated, for entries, for results of deltas and for loose objects', () => {
    const zeros = deflateSync(Buffer.alloc(4 * MIB), { level: 9 })
    const whole: BuiltEntry = {
      offset: 12,
      oid: madeUpOid(1),
      bytes: Buffer.concat([entryHeader(3, 4 * MIB), zeros]),
    }
    const objects = built([whole])
    const loose = madeUpOid(2)
    mkdirSync(join(objects, loose.slice(0, 2)))
    const file = deflateSync(Buffer.concat([Buffer.from(`blob ${4 * MIB}\0`), Buffer.alloc(4 * MIB)]))
    writeFileSync(join(objects, loose.slice(0, 2), loose.slice(2)), file)
    const delta = chainOfCopies({ depth: 1, size: 4 * MIB })
    const deltas = built(delta)
    using db = ObjectDatabase.open(objects, { maxObjectSize: MIB })
    using other = ObjectDatabase.open(deltas, { maxObjectSize: MIB })
    const before = process.memoryUsage().arrayBuffers
    for (const read of [() => db.read(madeUpOid(1)), () => db.read(loose), () => other.read(madeUpOid(1))]) {
      expect(codeOf(read)).toBe('OBJECT_TOO_LARGE')
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB)
    expect(db.readHeader(madeUpOid(1)).size).toBe(4 * MIB)
  })

  it('is that of everything on the way to an object, however small the object is', () => {
    const base = Buffer.concat([entryHeader(3, 4 * MIB), deflateSync(Buffer.alloc(4 * MIB), { level: 9 })])
    const delta = Buffer.from([0x80, 0x80, 0x80, 2, 4, 0x90, 4]) // of 4 MiB, its first four bytes
    const name = Buffer.from(madeUpOid(1), 'hex')
    const small = Buffer.concat([entryHeader(7, delta.length), name, deflateSync(delta)])
    const entries = [
      { offset: 12, oid: madeUpOid(1), bytes: base },
      { offset: 12 + base.length, oid: madeUpOid(2), bytes: small },
    ]
    const objects = built(entries)
    expect(outcomes(objects, madeUpOid(2))).toEqual([undefined, undefined, undefined])
    expect(outcomes(objects, madeUpOid(2), { maxObjectSize: MIB })[0]).toBe('OBJECT_TOO_LARGE')
  })
})

describe('what files claim', () => {
  it('of four billion objects in a sparse index is an error', () => {
    const objects = temporaryFolder()
    mkdirSync(join(objects, 'pack'))
    const stem = join(objects, 'pack/pack-sparse')
    const count = 2 ** 32 - 1
    const size = 8 + 1024 + count * 28 + 40
    const index = openSync(`${stem}.idx`, 'w')
    writeSync(index, Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]))
    writeSync(index, Buffer.alloc(1024, 0xff))
    ftruncateSync(index, size)
    closeSync(index)
    const pack = openSync(`${stem}.pack`, 'w')
    const header = Buffer.from('PACK\0\0\0\x02\xff\xff\xff\xff', 'latin1')
    writeSync(pack, header)
    ftruncateSync(pack, 100_000)
    closeSync(pack)
    using db = ObjectDatabase.open(objects)
    expect(codeOf(() => db.read('0'.repeat(40)))).toMatch(/^CORRUPT_/)
    expect(codeOf(() => db.storage('0'.repeat(40)))).toBe('CORRUPT_INDEX')
    expect(codeOf(() => db.oids({ order: 'pack' }).next())).toBe('CORRUPT_INDEX')
  })

  it('of alternates that each name thousands of others is cut short', () => {
    const folder = temporaryFolder()
    const names = Array.from({ length: 40 }, (_, i) => join(folder, `${i}`))
    const list = join(folder, 'list')
    writeFileSync(list, `${names.join('\n')}\n${'/nowhere\n'.repeat(20_000)}`)
    for (const name of names) {
      mkdirSync(join(name, 'info'), { recursive: true })
      symlinkSync(list, join(name, 'info/alternates'))
    }
    let warnings = 0
    using db = ObjectDatabase.open(names[0]!, { onWarning: () => warnings++ })
    expect(db.has(madeUpOid(1))).toBe(false)
    expect(warnings).toBeLessThan(110_000)
  })

  it('of a tree that holds itself ends a listing', () => {
    const repository = initRepository(join(temporaryFolder(), 'work'))
    const oid = 'aa'.repeat(20)
    const tree = Buffer.concat([Buffer.from('40000 self\0'), Buffer.from(oid, 'hex')])
    mkdirSync(join(repository, '.git/objects/aa'))
    writeFileSync(
      join(repository, '.git/objects/aa', oid.slice(2)),
      deflateSync(Buffer.concat([Buffer.from(`tree ${tree.length}\0`), tree])),
    )
    const main = join(import.meta.dirname, '../../src/cli/main.ts')
    const listing = run(process.execPath, ['--import', 'tsx', main, '-C', repository, 'ls-tree', '-r', oid], {
      cwd: join(main, '../../..'),
    })
    expect([listing.status, listing.stderr]).toEqual([1, 'error: exceeded maximum allowed tree depth\n'])
    using repo = Repository.open(repository)
    expect(codeOf(() => Array.from(repo.diff(undefined, oid)))).toBe('CORRUPT_OBJECT')
  })
})

describe('configuration', () => {
  const withConfig = (text: string): string => {
    const path = initRepository(join(temporaryFolder(), 'work'))
    writeFileSync(join(path, '.git/config'), `[core]\n\trepositoryformatversion = 0\n${text}`)
    return path
  }
  const KEYS = ['core.packedGitWindowSize', 'core.packedGitLimit', 'core.deltaBaseCacheLimit']
  const VALUES = [
    '-1',
    '0',
    '1',
    '4095',
    'abc',
    '99999999999999999999',
    '9007199254740993',
    '1000000g',
    '-1k',
    '+8k',
  ]

  it.each(KEYS)('%s is taken or refused as git does, and never a RangeError', (key) => {
    const path = withConfig('')
    git(path, ['commit', '-q', '--allow-empty', '-m', 'one'])
    git(path, ['repack', '-adq'])
    for (const value of VALUES) {
      git(path, ['config', key, value])
      const theirs = run('git', ['cat-file', '-t', 'HEAD'], { cwd: path })
      const ours = codeOf(() => {
        using repo = Repository.open(path, { env: {} })
        repo.readCommit('HEAD')
      })
      expect([value, ours]).toEqual([value, theirs.status === 0 ? undefined : 'BAD_CONFIG'])
    }
  })

  it('that includes itself many times over is an error', () => {
    const path = withConfig('[include]\n\tpath = config\n\tpath = config\n\tpath = config\n')
    expect(codeOf(() => Repository.open(path, { env: {} }))).toBe('BAD_CONFIG')
    const fan = withConfig(Array.from({ length: 2000 }, () => '[include]\n\tpath = nothing\n').join(''))
    writeFileSync(join(fan, '.git/nothing'), '')
    expect(codeOf(() => Repository.open(fan, { env: {} }))).toBe('BAD_CONFIG')
  })

  it('with thousands of URLs and conditions on them is an error', () => {
    const remotes = Array.from(
      { length: 2000 },
      (_, i) => `[remote "${i}"]\n\turl = https://example.com/${i}\n`,
    )
    const conditions = Array.from(
      { length: 2000 },
      (_, i) => `[includeIf "hasconfig:remote.*.url:x${i}"]\n\tpath = a\n`,
    )
    const path = withConfig([...remotes, ...conditions].join(''))
    expect(codeOf(() => Repository.open(path, { env: {} }))).toBe('BAD_CONFIG')
  })
})

describe('a stack of reftables', () => {
  it('that names a table many times over is an error', () => {
    const path = join(temporaryFolder(), 'bare')
    const source = join(import.meta.dirname, '../../fixtures/newer-git/reftable-sha1.git')
    run('cp', ['-r', source, path])
    const list = join(path, 'reftable/tables.list')
    const name = run('cat', [list]).stdout.toString().split('\n')[0]!
    rmSync(list)
    writeFileSync(list, `${name}\n`.repeat(100_000))
    expect(codeOf(() => Repository.open(path, { env: {} }).head())).toBe('CORRUPT_REF')
  })
})
