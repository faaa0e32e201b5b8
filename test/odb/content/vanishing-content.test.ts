/** Streams whose file git takes away, replaces or cuts in the middle. */
import {
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  chmodSync,
  mkdirSync,
} from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../../src/odb/object-database.js'
import type { ObjectDatabaseOptions } from '../../../src/odb/options.js'
import { git, gitText, initRepository, scratchFolder, temporaryFolder } from '../../support/git.js'
import { madeUpOid } from '../../support/delta-packs.js'
import { entryHeader, writePack } from '../../support/pack-builder.js'
import { Random } from '../../support/random.js'

const SIZE = 2_000_000
const scratch = scratchFolder()
const template = join(scratch, 'template')
let content: Buffer
let oid: string

beforeAll(() => {
  initRepository(template)
  const random = new Random(71)
  const words = Array.from({ length: 500 }, () => random.next(2 ** 31).toString(36))
  content = Buffer.from(Array.from({ length: SIZE / 6 }, () => random.pick(words)).join(' '))
  oid = gitText(template, ['hash-object', '-w', '--stdin'], content)
  git(template, ['update-ref', 'refs/blobs/one', oid])
  git(template, ['repack', '-adq'])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** The packs of a repository, without their suffix. */
function stems(path: string): string[] {
  const folder = join(path, '.git/objects/pack')
  return readdirSync(folder).flatMap((name) =>
    name.endsWith('.pack') ? [join(folder, name.slice(0, -5))] : [],
  )
}

/** Packs everything anew, with other bytes, and so under another name. */
function repack(path: string): void {
  git(path, ['-c', 'pack.compression=1', 'repack', '-adFq'])
}

/** What becomes of the object's file, after which it is still there somewhere. */
const MOVES: Record<string, (path: string) => void> = {
  'is packed anew': repack,
  'becomes a delta': (path) => {
    // The larger of two is the base.
    const larger = Buffer.concat([content, Buffer.from('and more')])
    git(path, ['update-ref', 'refs/blobs/two', gitText(path, ['hash-object', '-w', '--stdin'], larger)])
    repack(path)
    using db = ObjectDatabase.open(join(path, '.git/objects'))
    expect(db.explain(oid).chain).toHaveLength(2)
  },
  'becomes loose': (path) => {
    const [stem] = stems(path)
    const aside = join(temporaryFolder(), 'pack')
    renameSync(`${stem!}.pack`, aside)
    rmSync(`${stem!}.idx`)
    git(path, ['unpack-objects', '-q'], readFileSync(aside))
  },
  'is in another pack that takes the name of its own': (path) => {
    const [old] = stems(path)
    repack(path)
    const [now] = stems(path)
    expect(now).not.toBe(old)
    for (const suffix of ['pack', 'idx']) renameSync(`${now!}.${suffix}`, `${old!}.${suffix}`)
  },
}

/** What becomes of it where there is no other. */
const LOSSES: Record<string, (path: string) => void> = {
  'is removed': (path) => {
    rmSync(join(path, '.git/objects/pack'), { recursive: true })
  },
  'is cut': (path) => {
    const [stem] = stems(path)
    chmodSync(`${stem!}.pack`, 0o644)
    truncateSync(`${stem!}.pack`, 400_000)
  },
}

const WAYS: readonly (readonly [string, ObjectDatabaseOptions])[] = [
  ['koffi, window by window', { backend: 'koffi', windowSize: 16_384, maxMemorySize: 65_536 }],
  ['read', { backend: 'read' }],
  ['read, verify oid', { backend: 'read', windowSize: 16_384, maxMemorySize: 65_536, verify: 'oid' }],
]

/** The content as it comes, with `change` after the piece that reaches `after` bytes. */
function streamed(
  path: string,
  options: ObjectDatabaseOptions,
  after: number,
  change: (path: string) => void,
): Buffer {
  using db = ObjectDatabase.open(join(path, '.git/objects'), options)
  const pieces: Buffer[] = []
  let length = 0
  let hasChanged = false
  for (const piece of db.pieces(oid)) {
    pieces.push(Buffer.from(piece))
    length += piece.length
    if (hasChanged || length < after) continue
    hasChanged = true
    change(path)
    db.releaseAll() // as after a minute in which nobody reads
  }
  expect(hasChanged).toBe(true)
  return Buffer.concat(pieces)
}

describe.each(WAYS)('a stream (%s)', (_, options) => {
  it.each(Object.keys(MOVES))('of an object that %s goes on where it was', (name) => {
    for (const after of options.verify ? [1, SIZE / 2] : [SIZE / 2]) {
      const path = join(temporaryFolder(), 'copy')
      cpSync(template, path, { recursive: true })
      expect(Buffer.compare(streamed(path, options, after, MOVES[name]!), content)).toBe(0)
    }
  })

  it('of a loose object that is packed goes on where it was', () => {
    const path = initRepository(join(temporaryFolder(), 'loose'))
    git(path, ['update-ref', 'refs/blobs/one', gitText(path, ['hash-object', '-w', '--stdin'], content)])
    expect(Buffer.compare(streamed(path, options, SIZE / 2, repack), content)).toBe(0)
  })

  // A map of a file that is cut is the end of the process.
  const losses = Object.keys(LOSSES).filter((name) => options.backend === 'read' || name !== 'is cut')
  it.each(losses)('of an object that %s ends with an error', (name) => {
    const path = join(temporaryFolder(), 'copy')
    cpSync(template, path, { recursive: true })
    const codes = ['MAP_FAILED', 'FILE_CHANGED', 'CORRUPT_PACK']
    expect(() => streamed(path, options, SIZE / 4, LOSSES[name]!)).toThrow(
      expect.toSatisfy((error: { code?: string }) => codes.includes(error.code!)) as Error,
    )
  })
})

it('a stream never goes on in content that does not begin as what it has given', () => {
  const objects = join(temporaryFolder(), 'objects')
  mkdirSync(join(objects, 'pack'), { recursive: true })
  const write = (name: string, data: Buffer): void => {
    const bytes = Buffer.concat([entryHeader(3, data.length), deflateSync(data)])
    writePack(join(objects, 'pack', name), [{ offset: 12, oid: madeUpOid(1), bytes }])
  }
  const [first, second] = [new Random(1), new Random(2)].map((random) => Buffer.from(random.bytes(600_000)))
  write('pack-a', first!)
  using db = ObjectDatabase.open(objects, { backend: 'read' })
  const given: number[] = []
  const use = (): void => {
    for (const piece of db.pieces(madeUpOid(1))) {
      expect(Buffer.compare(piece, first!.subarray(0, piece.length))).toBe(0)
      given.push(piece.length)
      write('pack-b', second!)
      for (const suffix of ['pack', 'idx']) rmSync(join(objects, `pack/pack-a.${suffix}`))
      db.releaseAll()
    }
  }
  expect(use).toThrow(expect.objectContaining({ code: 'CORRUPT_OBJECT' }) as Error)
  expect(given).toHaveLength(1)
})
