import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHA256 } from '../../src/object/hash-algorithm.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, gitText, initRepository, scratchFolder, temporaryFolder } from '../support/git.js'
import { everyObject, makeHistory, type TrueObject } from '../support/repositories.js'

const scratch = scratchFolder()
const history = join(scratch, 'history')
let truth: Map<string, TrueObject>

beforeAll(() => {
  makeHistory(history, { commits: 60, seed: 2 })
  git(history, ['repack', '-adfq', '--depth=30'])
  truth = everyObject(history)
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function expectEverything(db: ObjectDatabase, expected = truth): void {
  expect([...db.oids()]).toEqual([...expected.keys()])
  for (const [oid, { type, data }] of expected) {
    const object = db.read(oid)
    expect(object.type).toBe(type)
    expect(Buffer.compare(object.data, data)).toBe(0)
    expect(db.readHeader(oid)).toEqual({ oid, type, size: data.length })
  }
}

/** The history as three packs and some loose objects, each object once. */
function makeScattered(path: string): string {
  initRepository(path, '--bare')
  const donor = join(history, '.git')
  const parts: string[][] = [[], [], [], []]
  for (const [i, oid] of [...truth.keys()].entries()) parts[i % 4]!.push(oid)
  for (const part of parts.slice(0, 3)) {
    git(donor, ['pack-objects', '-q', join(path, 'objects/pack/pack')], part.join('\n'))
  }
  for (const oid of parts[3]!) {
    const { type, data } = truth.get(oid)!
    git(path, ['hash-object', '-w', '-t', type, '--stdin'], data)
  }
  return path
}

function packFiles(path: string, suffix: string): string[] {
  const folder = join(path, 'objects/pack')
  return readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => join(folder, name))
}

/** Overwrites the middle of the entry of an object. */
function damage(path: string, oid: string): void {
  using db = ObjectDatabase.open(join(path, 'objects'))
  const { path: pack, offset, diskSize } = db.explain(oid)
  const bytes = readFileSync(pack)
  bytes.fill(0xff, offset + Math.floor(diskSize / 2), offset + diskSize)
  rewrite(pack, bytes)
}

/** Puts another content in a file's place: git's files are read-only, and a clone's are links to the original's. */
function rewrite(path: string, content: Uint8Array): void {
  rmSync(path)
  writeFileSync(path, content)
}

describe('multi-pack-index', () => {
  it('finds what the packs have, and so do the packs alone', () => {
    const path = makeScattered(join(temporaryFolder(), 'scattered'))
    git(path, ['multi-pack-index', 'write'])
    for (const multiPackIndex of [true, false]) {
      using db = ObjectDatabase.open(join(path, 'objects'), { multiPackIndex })
      expectEverything(db)
    }
  })

  it('is used: a pack that it names is found without its own index being asked', () => {
    const path = makeScattered(join(temporaryFolder(), 'scattered'))
    git(path, ['multi-pack-index', 'write'])
    for (const file of packFiles(path, '.idx')) rewrite(file, Buffer.alloc(100))
    const warnings: string[] = []
    using db = ObjectDatabase.open(join(path, 'objects'), { onWarning: (message) => warnings.push(message) })
    const [oid] = truth.keys()
    expect(db.has(oid!)).toBe(true)
    expect(warnings).toEqual([])
  })

  it('is done without where it is broken, and reported', () => {
    const path = makeScattered(join(temporaryFolder(), 'scattered'))
    git(path, ['multi-pack-index', 'write'])
    const file = join(path, 'objects/pack/multi-pack-index')
    const good = readFileSync(file)
    for (const [position, value] of [
      [0, 0],
      [4, 9],
      [5, 7],
      [6, 200],
      [19, 255],
      [1_000, 0],
    ] as const) {
      const bytes = Buffer.from(good)
      bytes[position] = value
      rmSync(file, { force: true })
      writeFileSync(file, bytes)
      const warnings: string[] = []
      using db = ObjectDatabase.open(join(path, 'objects'), {
        onWarning: (message) => warnings.push(message),
      })
      for (const [oid, { data }] of truth) expect(Buffer.compare(db.read(oid).data, data)).toBe(0)
      if (position < 1_000) expect(warnings[0]).toContain('multi-pack-index')
    }
  })

  it('does not hide what a pack beside it has, nor names what is gone', () => {
    const path = makeScattered(join(temporaryFolder(), 'scattered'))
    const [late, ...others] = packFiles(path, '.pack')
    const hide = (from: string, to: string): void => {
      for (const suffix of ['pack', 'idx']) {
        renameSync(from.replace(/pack$/, suffix), to.replace(/pack$/, suffix))
      }
    }
    const away = join(temporaryFolder(), 'late.pack')
    hide(late!, away)
    git(path, ['multi-pack-index', 'write'])
    hide(away, late!)
    using db = ObjectDatabase.open(join(path, 'objects'))
    expectEverything(db)
    for (const file of others) rmSync(file)
    using rest = ObjectDatabase.open(join(path, 'objects'))
    expect([...rest.oids()].length).toBeLessThan(truth.size)
    for (const oid of truth.keys()) expect(rest.has(oid)).toBe([...rest.candidates(oid)].length === 1)
  })

  const formats = fileURLToPath(new URL('../../fixtures/newer-git/', import.meta.url))
  it.each(['midx-chain', 'midx-compacted', 'midx-v2'])(
    'of newer formats: reads %s as git 2.55 does',
    (name) => {
      const folder = join(formats, `${name}.git`, 'objects')
      const warnings: string[] = []
      using db = ObjectDatabase.open(folder, { onWarning: (text) => warnings.push(text) })
      const listing = [...db.oids()].map((oid) => {
        const { type, size } = db.readHeader(oid)
        return `${oid} ${type} ${size}\n`
      })
      const expected = join(formats, `${name}.expected`, 'cat-file--batch-check--batch-all-objects')
      expect(listing.join('')).toBe(readFileSync(expected, 'utf8'))
      expect(warnings).toEqual([])
    },
  )
})

describe('ObjectDatabase.readMany()', () => {
  it('gives every object that is asked for, from all packs and loose, as often as asked', () => {
    const path = makeScattered(join(temporaryFolder(), 'many'))
    using db = ObjectDatabase.open(join(path, 'objects'))
    const oids = [...truth.keys()]
    const asked = [...oids, ...oids.slice(0, 10).map((oid) => Buffer.from(oid, 'hex'))]
    const found = new Map<string, number>()
    for (const { oid, type, data } of db.readMany(asked)) {
      expect(type).toBe(truth.get(oid)!.type)
      expect(Buffer.compare(data, truth.get(oid)!.data)).toBe(0)
      found.set(oid, (found.get(oid) ?? 0) + 1)
    }
    expect(oids.map((oid) => found.get(oid))).toEqual(oids.map((_oid, i) => (i < 10 ? 2 : 1)))
  })

  it('throws for what is missing, or leaves it out', () => {
    using db = ObjectDatabase.open(join(history, '.git/objects'))
    const absent = '0123456789abcdef0123456789abcdef01234567'
    const [first] = truth.keys()
    const read = (missing?: 'skip'): string[] =>
      [...db.readMany([absent, first!], missing ? { missing } : {})].map(({ oid }) => oid)
    expect(() => read()).toThrow(expect.objectContaining({ code: 'OBJECT_NOT_FOUND', oid: absent }))
    expect(read('skip')).toEqual([first])
  })
})

describe('a SHA-256 repository', () => {
  it('is read as git reads it: loose, packed, through a multi-pack-index, by prefix', () => {
    const path = makeHistory(join(temporaryFolder(), 'sha256'), {
      commits: 30,
      seed: 4,
      init: ['--object-format=sha256'],
    })
    git(path, ['repack', '-adfq'])
    gitText(path, ['hash-object', '-w', '--stdin'], 'loose')
    const expected = everyObject(path)
    const objects = join(path, '.git/objects')
    for (const command of [['--version'], ['multi-pack-index', 'write'], ['repack', '-adkq', '--window=0']]) {
      git(path, command)
      using db = ObjectDatabase.open(objects, { algorithm: SHA256, verify: 'oid' })
      expectEverything(db, expected)
      for (const oid of expected.keys()) expect(db.expand(oid.slice(0, 12))).toBe(oid)
    }
  })
})

describe('alternates', () => {
  const write = (path: string, content: string): void => {
    mkdirSync(join(path, '.git/objects/info'), { recursive: true })
    writeFileSync(join(path, '.git/objects/info/alternates'), content)
  }

  it.each([
    ['an absolute path', (objects: string) => `${objects}\n`],
    ['a path without a newline', (objects: string) => objects],
    ['a comment, empty lines and one that does not exist', (o: string) => `# a comment\n\n/nowhere\n${o}\n`],
    ['a quoted path', (objects: string) => `"${objects.replaceAll('/', '\\057')}"\n`],
    ['a relative path', () => '../../../history/.git/objects\n'],
    ['the same directory twice', (objects: string) => `${objects}\n${objects}/../objects\n`],
    ['a circle', (objects: string, self: string) => `${self}\n${objects}\n`],
  ])('are followed: %s', (_name, contentOf) => {
    const path = initRepository(join(scratch, `borrower-${String(Math.abs(_name.length))}`))
    const own = gitText(path, ['hash-object', '-w', '--stdin'], 'my own')
    const self = join(path, '.git/objects')
    write(path, contentOf(join(history, '.git/objects'), self))
    using db = ObjectDatabase.open(self)
    expectEverything(db, everyObject(path))
    expect(db.has(own)).toBe(true)
    rmSync(path, { recursive: true })
  })

  it('are followed from one to the next, and not without end', () => {
    const folder = temporaryFolder()
    const chain = Array.from({ length: 9 }, (_, i) => initRepository(join(folder, `link-${i}`)))
    const oids = chain.map((path, i) => gitText(path, ['hash-object', '-w', '--stdin'], `object ${i}`))
    for (const [i, path] of chain.entries()) {
      if (i + 1 < chain.length) write(path, join(folder, `link-${i + 1}`, '.git/objects'))
    }
    const warnings: string[] = []
    using db = ObjectDatabase.open(join(chain[0]!, '.git/objects'), {
      onWarning: (text) => warnings.push(text),
    })
    const known = oids.map((oid) => db.has(oid))
    const asGit = oids.map((oid) => {
      try {
        return gitText(chain[0]!, ['cat-file', '-t', oid]) === 'blob'
      } catch {
        return false
      }
    })
    expect(known).toEqual(asGit)
    expect(warnings).toEqual([expect.stringContaining('too deep')])
  })

  it('are not followed where that is forbidden', () => {
    const path = initRepository(join(temporaryFolder(), 'careful'))
    write(path, join(history, '.git/objects'))
    const [oid] = truth.keys()
    const asked: string[] = []
    for (const alternates of [false, (real: string) => asked.push(real) === 0]) {
      using db = ObjectDatabase.open(join(path, '.git/objects'), { alternates })
      expect(db.has(oid!)).toBe(false)
    }
    expect(asked).toEqual([join(history, '.git/objects')])
  })

  it('can be named by the caller', () => {
    const path = initRepository(join(temporaryFolder(), 'extra'))
    using db = ObjectDatabase.open(join(path, '.git/objects'), {
      alternateDirectories: [join(history, '.git/objects')],
    })
    expectEverything(db)
  })
})

describe('a damaged copy of an object', () => {
  /** The history in one pack with long chains, and again in a second one. */
  function makeTwice(): { path: string; first: string } {
    const path = join(temporaryFolder(), 'twice')
    git(scratch, ['clone', '--quiet', '--bare', history, path])
    const [first] = packFiles(path, '.pack')
    git(path, ['pack-objects', '-q', '--window=0', 'objects/pack/pack'], [...truth.keys()].join('\n'))
    return { path, first: first! }
  }

  it.each([0, 1])('is passed over for one in another pack, with a warning (pack %i)', (which) => {
    const { path } = makeTwice()
    const file = packFiles(path, '.pack')[which]!
    const bytes = readFileSync(file)
    bytes.fill(0xff, 200, 400)
    rewrite(file, bytes)
    const warnings = new Set<string>()
    using db = ObjectDatabase.open(join(path, 'objects'), { onWarning: (text) => warnings.add(text) })
    for (const [oid, { type, data }] of truth) {
      expect(db.readHeader(oid)).toEqual({ oid, type, size: data.length })
      expect(Buffer.compare(db.read(oid).data, data)).toBe(0)
    }
    for (const warning of warnings) expect(warning).toContain(file)
  })

  it('does not damage what is stored as a delta of it, while a whole copy of it exists', () => {
    const { path, first } = makeTwice()
    // Only the first pack has deltas; make the second one hold nothing but the base that is to be damaged.
    using before = ObjectDatabase.open(join(history, '.git/objects'))
    const deepest = [...truth.keys()]
      .map((oid) => before.explain(oid))
      .sort((a, b) => b.chain.length - a.chain.length)[0]!
    expect(deepest.chain.length).toBeGreaterThan(5)
    const victim = deepest.chain[3]!.oid
    for (const file of packFiles(path, '.pack')) if (file !== first) rmSync(file)
    const { type, data } = truth.get(victim)!
    damage(path, victim)
    using broken = ObjectDatabase.open(join(path, 'objects'))
    expect(() => broken.read(deepest.oid)).toThrow(expect.objectContaining({ code: 'CORRUPT_PACK' }))
    rmSync(join(path, 'objects', victim.slice(0, 2)), { recursive: true, force: true })
    const donor = initRepository(join(temporaryFolder(), 'donor'), '--bare')
    git(donor, ['hash-object', '-w', '-t', type, '--stdin'], data)
    mkdirSync(join(path, 'objects', victim.slice(0, 2)), { recursive: true })
    const loose = join('objects', victim.slice(0, 2), victim.slice(2))
    writeFileSync(join(path, loose), readFileSync(join(donor, loose)))
    const warnings: string[] = []
    using db = ObjectDatabase.open(join(path, 'objects'), { onWarning: (text) => warnings.push(text) })
    for (const link of deepest.chain.slice(0, 4)) {
      expect(Buffer.compare(db.read(link.oid).data, truth.get(link.oid)!.data)).toBe(0)
    }
    expect(warnings[0]).toContain(first)
  })

  it('costs that object alone where there is no other', () => {
    const path = join(temporaryFolder(), 'alone')
    git(scratch, ['clone', '--quiet', '--bare', history, path])
    using before = ObjectDatabase.open(join(history, '.git/objects'))
    const victim = [...truth.keys()].map((oid) => before.explain(oid)).find(({ chain }) => chain.length > 3)!
    damage(path, victim.oid)
    using db = ObjectDatabase.open(join(path, 'objects'))
    let failed = 0
    for (const [oid, { data }] of truth) {
      const chain = before.explain(oid).chain.map((link) => link.oid)
      if (chain.includes(victim.oid)) {
        expect(() => db.read(oid)).toThrow(expect.objectContaining({ code: 'CORRUPT_PACK' }))
        failed++
      } else {
        expect(Buffer.compare(db.read(oid).data, data)).toBe(0)
      }
    }
    expect(failed).toBeGreaterThan(0)
  })
})

describe('a repository that is repacked while it is read', () => {
  it('is read on from the new packs, whatever had been opened', () => {
    const path = makeScattered(join(temporaryFolder(), 'live'))
    git(path, ['update-ref', 'refs/heads/main', gitText(history, ['rev-parse', 'main'])])
    git(path, ['update-ref', 'refs/tags/v1.0', gitText(history, ['rev-parse', 'v1.0'])])
    using db = ObjectDatabase.open(join(path, 'objects'))
    const oids = [...truth.keys()]
    for (const oid of oids.slice(0, 20)) db.read(oid)
    const before = packFiles(path, '.pack')
    git(path, ['repack', '-adq'])
    expect(before.some((file) => existsSync(file))).toBe(false)
    expectEverything(db)
    git(path, ['multi-pack-index', 'write'])
    git(path, ['repack', '-adfq', '--window=0'])
    db.releaseAll()
    expectEverything(db)
  })

  it('answers that an object is not there when it has gone for good', () => {
    const path = makeScattered(join(temporaryFolder(), 'gone'))
    using db = ObjectDatabase.open(join(path, 'objects'))
    for (const oid of truth.keys()) expect(db.has(oid)).toBe(true)
    db.releaseAll()
    rmSync(join(path, 'objects'), { recursive: true })
    mkdirSync(join(path, 'objects/pack'), { recursive: true })
    for (const oid of truth.keys()) expect(db.tryRead(oid)).toBeUndefined()
  })

  it('reads a pack whose .rev file is of another one, and one whose .rev file lies', () => {
    const path = join(temporaryFolder(), 'rev')
    git(scratch, ['clone', '--quiet', '--bare', history, path])
    const [pack] = packFiles(path, '.pack')
    git(path, ['index-pack', '--rev-index', pack!])
    const rev = pack!.replace(/pack$/, 'rev')
    const good = readFileSync(rev)
    const sizes = (): string[] => {
      using db = ObjectDatabase.open(join(path, 'objects'))
      return [...truth.keys()].map((oid) => JSON.stringify(db.storage(oid)))
    }
    const expected = sizes()
    rmSync(rev)
    expect(sizes()).toEqual(expected)
    const reversed = Buffer.from(good)
    for (let i = 0; i < truth.size; i++)
      good.copy(reversed, 12 + i * 4, 12 + (truth.size - 1 - i) * 4, 12 + (truth.size - i) * 4)
    for (const content of [reversed, good.subarray(0, -1), Buffer.alloc(good.length), Buffer.alloc(0)]) {
      writeFileSync(rev, content)
      expect(sizes()).toEqual(expected)
    }
  })
})
