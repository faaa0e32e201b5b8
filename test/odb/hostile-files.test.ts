import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crc32 } from '../../src/base/crc32.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import type { ObjectDatabaseOptions } from '../../src/odb/options.js'
import { git, scratchFolder, temporaryFolder } from '../support/git.js'
import { blobEntry, type BuiltEntry, entryHeader, writePack } from '../support/pack-builder.js'
import { everyObject, makeHistory, type TrueObject } from '../support/repositories.js'

const scratch = scratchFolder()
let history: string
let truth: Map<string, TrueObject>

beforeAll(() => {
  history = makeHistory(join(scratch, 'history'), { commits: 25, seed: 6 })
  git(history, ['repack', '-adfq'])
  truth = everyObject(history)
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** An objects directory with the history's pack in it, free to be damaged. */
function copyOfPack(): { objects: string; stem: string } {
  const objects = temporaryFolder()
  mkdirSync(join(objects, 'pack'))
  const from = join(history, '.git/objects/pack')
  let stem = ''
  for (const name of readdirSync(from)) {
    const path = join(objects, 'pack', name)
    writeFileSync(path, readFileSync(join(from, name)))
    if (name.endsWith('.pack')) stem = path.slice(0, -'.pack'.length)
  }
  return { objects, stem }
}

/** An objects directory with a pack made by hand. */
function builtPack(entries: readonly BuiltEntry[]): string {
  const objects = temporaryFolder()
  mkdirSync(join(objects, 'pack'))
  writePack(join(objects, 'pack/pack-built'), entries)
  return objects
}

function open(
  objects: string,
  options: ObjectDatabaseOptions = {},
): { db: ObjectDatabase; warnings: string[] } {
  const warnings: string[] = []
  const db = ObjectDatabase.open(objects, { onWarning: (text) => warnings.push(text), ...options })
  return { db, warnings }
}

function expectTruth(db: ObjectDatabase): void {
  for (const [oid, { data }] of truth) expect(Buffer.compare(db.read(oid).data, data)).toBe(0)
}

/** What is thrown, by its code. */
function codeOf(read: () => unknown): unknown {
  try {
    read()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
  return undefined
}

const oidOf = (digit: string): string => digit.repeat(40)

describe('files that are replaced or touched', () => {
  it.each(['idx', 'pack'])('are opened anew: .%s', (suffix) => {
    const { objects, stem } = copyOfPack()
    const { db } = open(objects)
    using closing = db
    expectTruth(closing)
    const file = `${stem}.${suffix}`
    const content = readFileSync(file)
    for (const change of [
      () => {
        rmSync(file)
      },
      () => undefined,
    ]) {
      change()
      writeFileSync(file, content)
      utimesSync(file, 1_600_000_000, 1_600_000_000 + content.length)
      db.releaseAll()
      expectTruth(db)
      expect([...db.oids()]).toEqual([...truth.keys()])
    }
  })
})

describe('an index that cannot be used', () => {
  it.each([
    [
      'is a directory',
      (path: string) => {
        mkdirSync(path)
      },
    ],
    [
      'is a link to nothing',
      (path: string) => {
        symlinkSync('/nowhere', path)
      },
    ],
    [
      'is a link to itself',
      (path: string) => {
        symlinkSync(path, path)
      },
    ],
    [
      'is empty',
      (path: string) => {
        writeFileSync(path, '')
      },
    ],
    [
      'is noise',
      (path: string) => {
        writeFileSync(path, 'noise'.repeat(1_000))
      },
    ],
  ])('costs no other pack: it %s', (_name, make) => {
    const { objects } = copyOfPack()
    const other = join(objects, 'pack/pack-0000')
    writeFileSync(`${other}.pack`, 'PACK')
    make(`${other}.idx`)
    using db = open(objects).db
    expectTruth(db)
    expect(db.has(oidOf('0'))).toBe(false)
    expect([...db.oids()]).toEqual([...truth.keys()])
    expect([...db.oids({ order: 'pack' })].sort()).toEqual([...truth.keys()])
    const [first] = truth.keys()
    expect(db.expand(first!.slice(0, 12))).toBe(first)
    expect(db.stats().packs).toHaveLength(1)
  })

  it('in one row costs that object alone', () => {
    const objects = builtPack([blobEntry(12, 'one'), blobEntry(100, 'two'), blobEntry(200, 'three')])
    const index = join(objects, 'pack/pack-built.idx')
    const bytes = readFileSync(index)
    const offsetsAt = 8 + 1024 + 3 * 24
    bytes.writeUInt32BE(0x8000_0007, offsetsAt) // a row of a 64-bit table that is not there
    writeFileSync(index, bytes)
    using db = open(objects).db
    const codes = [...db.oids()].map((oid) => codeOf(() => db.read(oid)))
    expect(codes).toEqual(['CORRUPT_INDEX', undefined, undefined])
  })

  it('may be told of by a callback that reads', () => {
    const { objects } = copyOfPack()
    writeFileSync(join(objects, 'pack/pack-0000.pack'), 'PACK')
    writeFileSync(join(objects, 'pack/pack-0000.idx'), 'noise')
    const [first] = truth.keys()
    const told: boolean[] = []
    using db = ObjectDatabase.open(objects, { onWarning: () => told.push(db.has(first!)) })
    expect(db.has(oidOf('0'))).toBe(false)
    expectTruth(db)
    expect(told).toEqual([true])
  })
})

describe('a multi-pack-index that lies', () => {
  const withMidx = (): { objects: string; file: string } => {
    const { objects } = copyOfPack()
    const path = join(temporaryFolder(), 'bare')
    git(scratch, ['init', '-q', '--bare', path])
    rmSync(join(path, 'objects'), { recursive: true })
    symlinkSync(objects, join(path, 'objects'))
    git(path, ['multi-pack-index', 'write'])
    const file = join(objects, 'pack/multi-pack-index')
    chmodSync(file, 0o644)
    return { objects, file }
  }
  /** Changes the offset of the first object. */
  const lie = (file: string, change: (offsets: Buffer) => void): void => {
    const bytes = readFileSync(file)
    const table = bytes.subarray(12)
    for (let row = 0; row < bytes[6]!; row++) {
      if (table.toString('latin1', row * 12, row * 12 + 4) !== 'OOFF') continue
      change(bytes.subarray(Number(table.readBigUInt64BE(row * 12 + 4))))
    }
    writeFileSync(file, bytes)
  }

  it.each(['crc', 'oid'] as const)('about an offset is found out with verify: %s', (verify) => {
    const { objects, file } = withMidx()
    lie(file, (offsets) => offsets.copy(offsets, 4, 12, 16))
    using db = open(objects, { verify }).db
    expectTruth(db)
  })

  it('about an offset outside the pack is passed over', () => {
    const { objects, file } = withMidx()
    lie(file, (offsets) => offsets.writeUInt32BE(0x7fff_ffff, 4))
    using db = open(objects).db
    expectTruth(db)
  })
})

describe('verify', () => {
  /** Swaps the entries of two blobs of the same length, which zlib cannot notice. */
  const swapped = (): { objects: string; oids: string[] } => {
    const entries = [blobEntry(12, 'aaaa'), blobEntry(100, 'bbbb')]
    const [a, b] = entries as [BuiltEntry, BuiltEntry]
    const objects = builtPack([
      { ...a, bytes: b.bytes, crc: crc32(a.bytes) },
      { ...b, bytes: a.bytes, crc: crc32(b.bytes) },
    ])
    return { objects, oids: [a.oid, b.oid] }
  }

  it('none returns what the pack holds; crc and oid refuse it', () => {
    const { objects, oids } = swapped()
    const outcome = (verify: 'none' | 'crc' | 'oid'): unknown[] => {
      using db = open(objects, { verify }).db
      return oids.map((oid) => codeOf(() => db.read(oid)))
    }
    expect(outcome('none')).toEqual([undefined, undefined])
    expect(outcome('crc')).toEqual(['CORRUPT_PACK', 'CORRUPT_PACK'])
    expect(outcome('oid').every((code) => code !== undefined)).toBe(true)
  })

  it('of another level, and sizes that are none, are the caller’s mistake', () => {
    const { objects } = copyOfPack()
    expect(() => open(objects, { verify: 'OID' as 'oid' })).toThrow(TypeError)
    for (const size of [Number.NaN, -1, 0.5, '64m' as unknown as number]) {
      expect(() => open(objects, { cacheSize: size })).toThrow(RangeError)
      expect(() => open(objects, { maxObjectSize: size })).toThrow(RangeError)
    }
  })
})

describe('entries that cannot be', () => {
  const refDelta = (offset: number, oid: string, base: string, delta: Buffer): BuiltEntry => ({
    offset,
    oid,
    bytes: Buffer.concat([entryHeader(7, delta.length), Buffer.from(base, 'hex'), deflateSync(delta)]),
  })
  const delta = Buffer.from([4, 4, 0x90, 4])

  it('ref-deltas that name each other, or themselves, are an error at once', () => {
    const objects = builtPack([
      refDelta(12, oidOf('a'), oidOf('b'), delta),
      refDelta(100, oidOf('b'), oidOf('a'), delta),
      refDelta(200, oidOf('c'), oidOf('c'), delta),
    ])
    using db = open(objects).db
    for (const digit of ['a', 'b', 'c']) {
      expect(codeOf(() => db.read(oidOf(digit)))).toBe('CORRUPT_PACK')
      expect(codeOf(() => db.readHeader(oidOf(digit)))).toBe('CORRUPT_PACK')
    }
  })

  it('an ofs-delta of itself, or of what lies before the pack, is an error', () => {
    const ofsDelta = (offset: number, oid: string, distance: number): BuiltEntry => ({
      offset,
      oid,
      bytes: Buffer.concat([entryHeader(6, delta.length), Buffer.from([distance]), deflateSync(delta)]),
    })
    const objects = builtPack([
      ofsDelta(12, oidOf('a'), 0),
      ofsDelta(100, oidOf('b'), 100),
      ofsDelta(200, oidOf('c'), 5),
    ])
    using db = open(objects).db
    for (const digit of ['a', 'b', 'c']) {
      for (const read of [
        () => db.read(oidOf(digit)),
        () => db.readHeader(oidOf(digit)),
        () => db.explain(oidOf(digit)),
      ]) {
        expect(codeOf(read)).toBe('CORRUPT_PACK')
      }
    }
  })

  it.each([
    ['more than the pack can hold', 2 ** 40],
    ['2^53 and more', 2 ** 56],
    ['more than the stream has', 5],
    ['less than the stream has', 3],
  ])('a declared size of %s is an error, and nothing is allocated for it', (_name, size) => {
    const entry: BuiltEntry = {
      offset: 12,
      oid: oidOf('a'),
      bytes: Buffer.concat([entryHeader(3, size), deflateSync('four')]),
    }
    using db = open(builtPack([entry])).db
    expect(codeOf(() => db.read(oidOf('a')))).toBe('CORRUPT_PACK')
  })

  it.each([0, 5])('type %i is an error', (type) => {
    const bytes = Buffer.concat([entryHeader(type, 4), deflateSync('four')])
    using db = open(builtPack([{ offset: 12, oid: oidOf('a'), bytes }])).db
    expect(codeOf(() => db.read(oidOf('a')))).toBe('CORRUPT_PACK')
    expect(codeOf(() => db.readHeader(oidOf('a')))).toBe('CORRUPT_PACK')
  })

  it('costs that object alone when iterating, if one wants to be told', () => {
    const good = blobEntry(200, 'good')
    const bad: BuiltEntry = { offset: 12, oid: oidOf('a'), bytes: entryHeader(5, 4) }
    using db = open(builtPack([bad, good])).db
    const damaged: string[] = []
    const read = [...db.objects({ onDamage: (oid) => damaged.push(oid) })].map(({ oid }) => oid)
    expect([read, damaged]).toEqual([[good.oid], [bad.oid]])
    expect(codeOf(() => [...db.objects()])).toBe('CORRUPT_PACK')
  })

  it('an oid that a pack has twice is given once', () => {
    const twice = [blobEntry(12, 'twice'), blobEntry(100, 'twice'), blobEntry(200, 'once')]
    using db = open(builtPack(twice)).db
    const expected = [...new Set(twice.map(({ oid }) => oid))].sort()
    expect([...db.oids()]).toEqual(expected)
    expect([...db.oids({ order: 'pack' })].sort()).toEqual(expected)
  })
})

describe('an enumeration', () => {
  it('ends with an error when the database is closed under it', () => {
    const { objects } = copyOfPack()
    const { db } = open(objects)
    const oids = db.oids()
    oids.next()
    db.close()
    expect(() => oids.next()).toThrow(TypeError)
  })

  it('is undisturbed by reads, refreshes and releases between its steps', () => {
    const { objects } = copyOfPack()
    using db = open(objects, { windowSize: 4096, maxMemorySize: 65_536, strict: true }).db
    for (const order of ['oid', 'pack'] as const) {
      const seen: string[] = []
      for (const oid of db.oids({ order })) {
        seen.push(oid)
        db.read(oid)
        if (seen.length % 7 === 0) db.releaseAll()
        if (seen.length % 11 === 0) db.refresh()
      }
      expect(seen.sort()).toEqual([...truth.keys()])
    }
  })
})

describe('hostile folders', () => {
  it('of loose objects and packs are no more than empty', () => {
    const { objects } = copyOfPack()
    const [first] = truth.keys()
    symlinkSync(join(objects, 'zz'), join(objects, 'zz'))
    symlinkSync(join(objects, '00'), join(objects, '00'))
    mkdirSync(join(objects, 'ff', 'f'.repeat(38)), { recursive: true })
    symlinkSync(join(objects, 'pack/loop.pack'), join(objects, 'pack/loop.pack'))
    writeFileSync(join(objects, 'pack/loop.idx'), 'x')
    using db = open(objects).db
    expect([...db.oids()]).toEqual([...truth.keys()])
    expect(db.has(oidOf('0'))).toBe(false)
    expect(db.has(oidOf('f'))).toBe(false)
    expect(db.has(first!)).toBe(true)
  })

  it.each([
    ['a NUL', 'a\0b\n'],
    ['a name too long', `/${'x'.repeat(100_000)}\n`],
    ['a quote that does not end', '"abc\n'],
    ['half a million lines', 'x\n'.repeat(500_000)],
    ['more than a mebibyte', 'x'.repeat(1_100_000)],
  ])('of alternates with %s open all the same', (_name, content) => {
    const { objects } = copyOfPack()
    mkdirSync(join(objects, 'info'))
    writeFileSync(join(objects, 'info/alternates'), content)
    const { db, warnings } = open(objects)
    using closing = db
    expectTruth(closing)
    expect(warnings.length).toBeGreaterThan(0)
  })
})
