import fc from 'fast-check'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { type HashAlgorithm, SHA1, SHA256 } from '../../../src/object/hash-algorithm.js'
import { CorruptPackError } from '../../../src/pack/errors.js'
import {
  OidCollisionError,
  PackTooLargeError,
  UnresolvedDeltasError,
} from '../../../src/pack/indexing/errors.js'
import { indexPackFile } from '../../../src/pack/indexing/index-pack.js'
import { sortByOid } from '../../../src/pack/indexing/oid-order.js'
import type { PackContents } from '../../../src/pack/indexing/pack-contents.js'
import {
  buildIndex,
  buildReverseIndex,
  DEFAULT_INDEX_FORMAT,
} from '../../../src/pack/indexing/write-index.js'
import { copy, deltaOf, insert, resultOf } from '../../support/delta.js'
import { git, run, scratchFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'
import { makeHistory } from '../../support/repositories.js'
import { oidOf, PackBuilder, sealed, typeAndSize } from './pack-builder.js'

const SEED = 20_050_407
const root = scratchFolder()
let files = 0

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(bytes: Uint8Array): string {
  const path = join(root, `pack-${files++}.pack`)
  writeFileSync(path, bytes)
  return path
}

function indexOf(contents: PackContents, format = DEFAULT_INDEX_FORMAT): Buffer {
  return buildIndex(contents, sortByOid(contents.entries), format)
}

/** What git makes of a pack: its index and reverse index, or undefined if it refuses. */
function gitIndex(
  path: string,
  algorithm: HashAlgorithm,
  ...options: string[]
): { idx: Buffer; rev: Buffer } | undefined {
  const idx = path.replace(/pack$/, 'git.idx')
  const args = ['index-pack', `--object-format=${algorithm.name}`, '--rev-index', ...options, '-o', idx, path]
  if (run('git', args, { cwd: root }).status !== 0) return undefined
  return { idx: readFileSync(idx), rev: readFileSync(idx.replace(/idx$/, 'rev')) }
}

function expectAsGit(path: string, algorithm: HashAlgorithm): PackContents {
  const contents = indexPackFile(path, { algorithm })
  const theirs = gitIndex(path, algorithm)!
  expect(indexOf(contents).equals(theirs.idx)).toBe(true)
  expect(buildReverseIndex(contents, sortByOid(contents.entries)).equals(theirs.rev)).toBe(true)
  return contents
}

/** A repository's one pack, after a repack with `settings`. */
function packOf(repository: string, ...settings: string[]): string {
  git(repository, [...settings.flatMap((setting) => ['-c', setting]), 'repack', '-adfq', '--depth=100'])
  const folder = join(repository, '.git/objects/pack')
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.pack'))!,
  )
}

describe('indexPackFile() and git write the same index and reverse index', () => {
  const sha1 = makeHistory(join(root, 'sha1'), { commits: 60, seed: SEED })
  const init = ['--object-format=sha256']
  const sha256 = makeHistory(join(root, 'sha256'), { commits: 30, seed: SEED, init })

  test.each([
    ['ofs-deltas', sha1, SHA1, []],
    ['ref-deltas', sha1, SHA1, ['repack.useDeltaBaseOffset=false']],
    ['ofs-deltas and SHA-256', sha256, SHA256, []],
    ['ref-deltas and SHA-256', sha256, SHA256, ['repack.useDeltaBaseOffset=false']],
  ])('of a pack with %s', (_, repository, algorithm, settings) => {
    const { entries } = expectAsGit(packOf(repository, ...settings), algorithm)
    expect(Math.max(...entries.depths.subarray(0, entries.count))).toBeGreaterThan(5)
  })

  test.each([SHA1, SHA256])('of an empty pack, $name', (algorithm) => {
    expectAsGit(write(new PackBuilder(algorithm).build()), algorithm)
  })

  it('of a pack with version 3 in its header', () => {
    const pack = new PackBuilder(SHA1)
    pack.whole('blob', Buffer.from('one'))
    const bytes = pack.build().subarray(0, -SHA1.size)
    bytes[7] = 3
    expectAsGit(write(sealed(bytes, SHA1)), SHA1)
  })

  it('of a pack that has objects several times, whole and as deltas', () => {
    const pack = new PackBuilder(SHA1)
    const base = new Random(SEED).bytes(100)
    const steps = [copy(10, 50), insert(Buffer.from('end'))]
    const result = resultOf(base, steps)
    const offset = pack.whole('blob', base)
    pack.whole('blob', result)
    pack.ofsDelta(offset, deltaOf(base, steps))
    pack.whole('blob', base)
    expectAsGit(write(pack.build()), SHA1)
  })

  it('of a pack whose ref-deltas stand before their bases, and build on ref-deltas', () => {
    const pack = new PackBuilder(SHA1)
    const contents: Buffer[] = [Buffer.from(new Random(SEED).bytes(300))]
    for (let i = 1; i < 40; i++) {
      contents.push(resultOf(contents[i - 1]!, [insert(Buffer.from(`${i} `)), copy(0, 250)]))
    }
    for (let i = contents.length - 1; i > 0; i--) {
      const delta = deltaOf(contents[i - 1]!, [insert(Buffer.from(`${i} `)), copy(0, 250)])
      pack.refDelta(oidOf('blob', contents[i - 1]!, SHA1), delta)
    }
    pack.whole('blob', contents[0]!)
    const { entries } = expectAsGit(write(pack.build()), SHA1)
    expect(entries.depths[0]).toBe(39)
  })

  it('in version 1, and with small offsets in the table of large ones', () => {
    const path = packOf(sha1)
    const contents = indexPackFile(path, { algorithm: SHA1 })
    const version1 = gitIndex(path, SHA1, '--index-version=1')!
    expect(indexOf(contents, { ...DEFAULT_INDEX_FORMAT, version: 1 }).equals(version1.idx)).toBe(true)
    const small = gitIndex(path, SHA1, '--index-version=2,0x4000')!
    expect(indexOf(contents, { ...DEFAULT_INDEX_FORMAT, offset32Max: 0x4000 }).equals(small.idx)).toBe(true)
    // Version 1 has no such table and gives way.
    const format = { ...DEFAULT_INDEX_FORMAT, version: 1 as const, offset32Max: 0x4000 }
    expect(indexOf(contents, format).equals(gitIndex(path, SHA1, '--index-version=1,0x4000')!.idx)).toBe(true)
  })
})

describe('indexPackFile() makes every object', () => {
  it('of any tree of deltas with any cache, each with its oid', () => {
    // Trees from stars to chains; contents below and above what a third of the ring holds.
    const shape = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(
        shape,
        fc.nat(),
        fc.constantFrom(0, 20_000, 100_000, 4_000_000),
        (parents, seed, cacheSize) => {
          const random = new Random(seed)
          const pack = new PackBuilder(SHA1)
          const objects: { data: Buffer; offset: number }[] = []
          for (const choice of parents) {
            const size = 1 + random.next(random.pick([50, 3_000, 20_000]))
            if (objects.length === 0 || random.next(10) === 0) {
              const data = Buffer.from(random.bytes(size))
              objects.push({ data, offset: pack.whole('blob', data) })
              continue
            }
            // Half of them build on what came last, so that there are chains.
            const base = random.next(2) === 0 ? objects.at(-1)! : objects[choice % objects.length]!
            const steps = [insert(random.bytes(5)), copy(0, Math.min(base.data.length, size))]
            const delta = deltaOf(base.data, steps)
            const isRef = random.next(3) === 0
            const offset = isRef
              ? pack.refDelta(oidOf('blob', base.data, SHA1), delta)
              : pack.ofsDelta(base.offset, delta)
            objects.push({ data: resultOf(base.data, steps), offset })
          }
          const { entries } = indexPackFile(write(pack.build()), { algorithm: SHA1, cacheSize })
          const found = Buffer.from(entries.oids.subarray(0, entries.count * 20)).toString('hex')
          expect(found).toBe(objects.map(({ data }) => oidOf('blob', data, SHA1).toString('hex')).join(''))
        },
      ),
      { seed: SEED, numRuns: 60 },
    )
  })

  it('at the end of a chain of 50,000 deltas', () => {
    const pack = new PackBuilder(SHA1)
    let data: Buffer = Buffer.from('0123456789')
    let offset = pack.whole('blob', data)
    for (let i = 0; i < 50_000; i++) {
      const steps = [insert(Buffer.from([i % 256, Math.floor(i / 256)])), copy(0, 8)]
      offset = pack.ofsDelta(offset, deltaOf(data, steps))
      data = resultOf(data, steps)
    }
    const { entries } = indexPackFile(write(pack.build()), { algorithm: SHA1, cacheSize: 100_000 })
    expect(entries.depths[50_000]).toBe(50_000)
    expect(Buffer.from(entries.oids.subarray(50_000 * 20, 50_001 * 20))).toEqual(oidOf('blob', data, SHA1))
  })

  it('that is too large for the arena, whole and as a delta', () => {
    const base = Buffer.alloc(17 * 1024 * 1024, 'x')
    const pack = new PackBuilder(SHA1)
    const offset = pack.whole('blob', base)
    const steps = [copy(0, 0xffffff), insert(Buffer.from('end')), copy(5, 0xffffff)]
    const child = pack.ofsDelta(offset, deltaOf(base, steps))
    const result = resultOf(base, steps)
    pack.ofsDelta(child, deltaOf(result, [copy(7, 10)]))
    expectAsGit(write(pack.build()), SHA1)
  })
})

describe('indexPackFile() refuses', () => {
  const one = new PackBuilder(SHA1)
  one.whole('blob', Buffer.from('one'))

  function refusal(bytes: Uint8Array): unknown {
    const path = write(bytes)
    expect(gitIndex(path, SHA1)).toBeUndefined()
    try {
      indexPackFile(path, { algorithm: SHA1 })
    } catch (error) {
      return error
    }
    return undefined
  }

  test.each([
    ['a pack with more objects declared than there are', one.build(2)],
    ['a pack with four billion objects declared', one.build(0xffff_ffff)],
    ['a pack with fewer objects declared than there are', one.build(0)],
    ['a pack cut short in its trailer', one.build().subarray(0, -1)],
    ['a pack cut short in an entry', one.build().subarray(0, 16)],
    ['half a header', one.build().subarray(0, 7)],
    ['nothing', new Uint8Array(0)],
    ['something behind the pack', Buffer.concat([one.build(), Buffer.from('x')])],
  ])('%s', (_, bytes) => {
    expect(refusal(bytes)).toBeInstanceOf(CorruptPackError)
  })

  it('an entry that declares 2^40 bytes, and allocates nothing for it', () => {
    const pack = new PackBuilder(SHA1)
    pack.raw(typeAndSize(3, 2 ** 40), Buffer.from('short'))
    expect(refusal(pack.build())).toBeInstanceOf(CorruptPackError)
  })

  test.each([
    ['longer', 2],
    ['shorter', 9],
  ])('an entry whose content is %s than declared', (_, declared) => {
    const pack = new PackBuilder(SHA1)
    pack.raw(typeAndSize(3, declared), Buffer.from('five!'))
    expect(refusal(pack.build())).toBeInstanceOf(CorruptPackError)
  })

  it('a delta whose result would have 2^40 bytes', () => {
    const pack = new PackBuilder(SHA1)
    const base = pack.whole('blob', Buffer.from('base'))
    pack.ofsDelta(base, Buffer.from([4, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0x90, 4]))
    expect(refusal(pack.build())).toMatchObject({ code: 'OBJECT_TOO_LARGE' })
  })

  it('ref-deltas in a circle, of which it says how many', () => {
    const pack = new PackBuilder(SHA1)
    const [a, b] = [Buffer.from('aaaaaaaaaa'), Buffer.from('bbbbbbbbbb')]
    pack.refDelta(oidOf('blob', b, SHA1), deltaOf(b, [insert(a)]))
    pack.refDelta(oidOf('blob', a, SHA1), deltaOf(a, [insert(b)]))
    pack.refDelta(Buffer.alloc(20, 0x11), deltaOf(a, [insert(b)]))
    const error = refusal(pack.build())
    expect(error).toBeInstanceOf(UnresolvedDeltasError)
    expect((error as UnresolvedDeltasError).count).toBe(3)
  })

  it('an ofs-delta whose base lies between two entries, or before the first', () => {
    for (const base of [13, 3, -5]) {
      const pack = new PackBuilder(SHA1)
      pack.whole('blob', Buffer.from('base of some length'))
      pack.ofsDelta(base, deltaOf(Buffer.from('x'), [copy(0, 1)]))
      expect(refusal(pack.build())).toBeDefined()
    }
  })

  it('what git refuses of a pack in which one byte is another, checksum made right again', () => {
    const pack = new PackBuilder(SHA1)
    const base = Buffer.from(new Random(SEED).bytes(60))
    const offset = pack.whole('blob', base)
    const child = pack.ofsDelta(offset, deltaOf(base, [copy(3, 40), insert(Buffer.from('+'))]))
    pack.ofsDelta(child, deltaOf(resultOf(base, [copy(3, 40), insert(Buffer.from('+'))]), [copy(0, 9)]))
    pack.refDelta(oidOf('blob', base, SHA1), deltaOf(base, [copy(1, 7)]))
    const content = pack.build().subarray(0, -SHA1.size)
    let accepted = 0
    const random = new Random(SEED)
    for (let at = 8; at < content.length; at++) {
      const bytes = Buffer.from(content)
      bytes[at] = (bytes[at]! + 1 + random.next(255)) % 256
      const path = write(sealed(bytes, SHA1))
      const theirs = gitIndex(path, SHA1)
      let ours: Buffer | undefined
      try {
        ours = indexOf(indexPackFile(path, { algorithm: SHA1, cacheSize: 0 }))
      } catch {
        ours = undefined
      }
      expect([at, ours?.toString('hex')]).toEqual([at, theirs?.idx.toString('hex')])
      if (ours) accepted++
      rmSync(path)
    }
    expect(accepted).toBeLessThan(content.length / 4)
  })

  it('a pack larger than allowed', () => {
    const path = write(one.build())
    expect(() => indexPackFile(path, { algorithm: SHA1, sizeMax: 20 })).toThrow(PackTooLargeError)
  })

  it('an object that differs from the existing one of its oid, however it is stored', () => {
    const pack = new PackBuilder(SHA1)
    const base = Buffer.from('base of some length')
    const offset = pack.whole('blob', base)
    const delta = deltaOf(base, [copy(0, 7)])
    pack.ofsDelta(offset, delta)
    const path = write(pack.build())
    for (const data of [base, base.subarray(0, 7)]) {
      const oid = oidOf('blob', data, SHA1)
      const existing = (other: Uint8Array, type: 'blob' | 'tree' = 'blob') => ({
        has: (raw: Uint8Array) => oid.equals(raw),
        read: () => ({ type, data: other }),
      })
      const index = (objects: ReturnType<typeof existing>) => (): unknown =>
        indexPackFile(path, { algorithm: SHA1, existing: objects })
      expect(index(existing(data))).not.toThrow()
      expect(index(existing(Buffer.from('something else')))).toThrow(OidCollisionError)
      expect(index(existing(data, 'tree'))).toThrow(OidCollisionError)
    }
  })
})
