import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SHA1, SHA256, type HashAlgorithm } from '../../../src/object/hash-algorithm.js'
import { indexInThreads } from '../../../src/pack/indexing/index-in-threads.js'
import { indexPackFile, type IndexPackOptions } from '../../../src/pack/indexing/index-pack.js'
import { sortByOid } from '../../../src/pack/indexing/oid-order.js'
import type { PackContents } from '../../../src/pack/indexing/pack-contents.js'
import { buildIndex, DEFAULT_INDEX_FORMAT } from '../../../src/pack/indexing/write-index.js'
import type { PackHelpers } from '../../../src/pack/threads/pack-helpers.js'
import { copy, deltaOf } from '../../support/delta.js'
import { git, scratchFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'
import { makeHistory } from '../../support/repositories.js'
import { PackBuilder, TYPE_NUMBERS, typeAndSize } from './pack-builder.js'

const root = scratchFolder()

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** Helpers of which none does anything: the calling thread does it all, in as many segments as for `threads`. */
function idleHelpers(threads: number): PackHelpers {
  return { threads, entriesMin: 0, start: () => ({ give: () => undefined, end: () => undefined }) }
}

function packOf(name: string, setting: string, init: string[] = []): string {
  const repository = makeHistory(join(root, name), { commits: 40, seed: 9, init })
  git(repository, ['-c', setting, 'repack', '-adfq', '--depth=50'])
  const folder = join(repository, '.git/objects/pack')
  return join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.pack'))!,
  )
}

function write(name: string, pack: Buffer): string {
  const path = join(root, `${name}.pack`)
  writeFileSync(path, pack)
  return path
}

/** All that is found out about a pack. */
function summary(contents: PackContents): unknown {
  const { entries, checksum, unresolved } = contents
  const { count } = entries
  return {
    index: buildIndex(contents, sortByOid(entries), DEFAULT_INDEX_FORMAT).toString('hex'),
    columns: (['types', 'objectTypes', 'headerLengths', 'sizes', 'bases', 'depths'] as const).map((name) => [
      ...entries[name].subarray(0, count),
    ]),
    offsets: [...entries.offsets.subarray(0, count + 1)],
    checksum: checksum.toString('hex'),
    unresolved,
  }
}

function faultOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    return String(error)
  }
  throw new Error('nothing was thrown')
}

/** A pack with deltas, and between them blobs of which each is stored as it is. */
function packAround(contents: readonly Uint8Array[]): Buffer {
  const pack = new PackBuilder(SHA1)
  const random = new Random(21)
  for (const content of contents) {
    const text = new Uint8Array(500).map(() => 97 + random.next(4))
    let base = pack.whole('blob', text)
    for (let depth = 0; depth < 5; depth++) base = pack.ofsDelta(base, deltaOf(text, [copy(0, text.length)]))
    pack.raw(typeAndSize(TYPE_NUMBERS.blob, content.length), content, 0)
  }
  return pack.build()
}

describe('indexInThreads()', () => {
  it.each([
    ['SHA-1', SHA1, []],
    ['SHA-256', SHA256, ['--object-format=sha256']],
  ] as [string, HashAlgorithm, string[]][])(
    'finds what one pass from front to back finds, in however many segments: %s',
    (name, algorithm, init) => {
      const path = packOf(name, 'pack.indexVersion=2', init)
      const alone = summary(indexPackFile(path, { algorithm }))
      for (const threads of [2, 3, 10, 100]) {
        const contents = indexInThreads(path, { algorithm, helpers: idleHelpers(threads) })
        expect(contents && summary(contents)).toEqual(alone)
      }
    },
  )

  it('is not misled by packs that lie in a pack as content', () => {
    const random = new Random(22)
    const inner = packAround(Array.from({ length: 40 }, () => random.bytes(300)))
    // Their entries stand there like those of the outer one.
    const hidden = [1, 2, 3].map(() => Buffer.concat([random.bytes(5000), inner, random.bytes(5000), inner]))
    const path = write('nested', packAround(hidden))
    expect(readFileSync(path).includes(inner.subarray(100, 900))).toBe(true)
    const alone = summary(indexPackFile(path, { algorithm: SHA1 }))
    for (const threads of [2, 5, 20, 60]) {
      const contents = indexInThreads(path, { algorithm: SHA1, helpers: idleHelpers(threads) })
      expect(contents && summary(contents)).toEqual(alone)
    }
  })

  it('finds its way through content that does not deflate and is larger than many segments', () => {
    const random = new Random(23)
    const path = write('random', packAround([random.bytes(400_000), random.bytes(300_000)]))
    const contents = indexInThreads(path, { algorithm: SHA1, helpers: idleHelpers(20) })
    expect(contents && summary(contents)).toEqual(summary(indexPackFile(path, { algorithm: SHA1 })))
  })

  it('leaves packs with ref-deltas and whatever is to be inspected to one thread', () => {
    const ref = packOf('ref', 'repack.useDeltaBaseOffset=false')
    const ofs = packOf('ofs', 'repack.useDeltaBaseOffset=true')
    const helpers = idleHelpers(2)
    expect(indexInThreads(ref, { algorithm: SHA1, helpers })).toBeUndefined()
    expect(indexInThreads(ofs, { algorithm: SHA1, helpers, inspect: () => undefined })).toBeUndefined()
    expect(indexInThreads(ofs, { algorithm: SHA1, helpers })).toBeDefined()
  })
})

describe('indexPackFile() with helpers', () => {
  const pack = readFileSync(packOf('damaged', 'pack.indexVersion=2'))

  it('says of a damaged pack what it says without', () => {
    const random = new Random(24)
    const damages: [string, Buffer][] = [
      ['cut short', pack.subarray(0, pack.length - 700)],
      ['nothing', Buffer.alloc(0)],
      ['no pack', Buffer.from('no pack at all, but longer than its header')],
      ['junk behind', Buffer.concat([pack, Buffer.from('junk')])],
      ['too many declared', Buffer.from(pack).fill(0xff, 8, 12)],
      ['more declared', Buffer.from(pack).fill(pack[11]! + 1, 11, 12)],
      ['fewer declared', Buffer.from(pack).fill(pack[11]! - 1, 11, 12)],
    ]
    for (let time = 0; time < 40; time++) {
      const at = random.next(pack.length)
      const bytes = Buffer.from(pack)
      bytes[at]! ^= 1 << random.next(8)
      damages.push([`byte ${at}`, bytes])
    }
    for (const [name, bytes] of damages) {
      const path = write('damage', bytes)
      const says = (options: Partial<IndexPackOptions>): string =>
        faultOf(() => indexPackFile(path, { algorithm: SHA1, ...options }))
      expect([name, says({ helpers: idleHelpers(4) })]).toEqual([name, says({})])
    }
  })

  it('refuses a pack that is larger than allowed, as without', () => {
    const path = write('large', pack)
    const options = { algorithm: SHA1, sizeMax: pack.length - 1 }
    const alone = faultOf(() => indexPackFile(path, options))
    expect(alone).toContain('maximum allowed size')
    expect(faultOf(() => indexPackFile(path, { ...options, helpers: idleHelpers(2) }))).toBe(alone)
  })
})
