import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SHA1, SHA256, type HashAlgorithm } from '../../../src/object/hash-algorithm.js'
import { packHelpers } from '../../../src/odb/indexing/pack-helpers.js'
import { indexPackFile } from '../../../src/pack/indexing/index-pack.js'
import { sortByOid } from '../../../src/pack/indexing/oid-order.js'
import type { PackHelpers } from '../../../src/pack/threads/pack-helpers.js'
import { listedEntries, orderOf } from '../../../src/pack/verify/listed-entries.js'
import { verifyByIndex } from '../../../src/pack/verify/verify-by-index.js'
import { git, scratchFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'
import { makeHistory } from '../../support/repositories.js'

const root = scratchFolder()

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** The one pack of a repository of `commits` commits, without its ending. */
function packOf(name: string, commits: number, setting = 'pack.indexVersion=2', init: string[] = []): string {
  const repository = makeHistory(join(root, name), { commits, seed: commits, init })
  git(repository, ['-c', setting, 'repack', '-adfq', '--depth=50'])
  const folder = join(repository, '.git/objects/pack')
  const pack = readdirSync(folder).find((file) => file.endsWith('.pack'))!
  return join(folder, pack.slice(0, -'.pack'.length))
}

const ofs = packOf('ofs', 40)
const ref = packOf('ref', 30, 'repack.useDeltaBaseOffset=false')
const version1 = packOf('v1', 30, 'pack.indexVersion=1')
const sha256 = packOf('sha256', 30, 'pack.indexVersion=2', ['--object-format=sha256'])
const large = packOf('large', 30)
rmSync(`${large}.idx`)
git(root, ['index-pack', '--index-version=2,0x400', `${large}.pack`])

function isWhole(stem: string, algorithm: HashAlgorithm = SHA1, helpers?: PackHelpers): boolean {
  let isShown = false
  const answer = verifyByIndex(stem, { algorithm, helpers, cacheSize: 2 ** 20 }, () => (isShown = true))
  expect(isShown).toBe(answer)
  return answer
}

/** Both files of a pack anew, each as `change` makes it. */
function changed(stem: string, change: (bytes: Buffer, ending: 'pack' | 'idx') => void): string {
  const copy = join(root, 'changed')
  for (const ending of ['pack', 'idx'] as const) {
    const bytes = readFileSync(`${stem}.${ending}`)
    change(bytes, ending)
    writeFileSync(`${copy}.${ending}`, bytes)
  }
  return copy
}

/** Puts the checksum that a file ends with right. */
function mend(bytes: Buffer): void {
  const end = bytes.length - SHA1.size
  createHash('sha1').update(bytes.subarray(0, end)).digest().copy(bytes, end)
}

describe('verifyByIndex()', () => {
  it.each([
    ['ofs-deltas', ofs, SHA1],
    ['ref-deltas', ref, SHA1],
    ['an index of version 1', version1, SHA1],
    ['SHA-256', sha256, SHA256],
    ['small offsets in the table of large ones', large, SHA1],
  ])('finds a pack of git whole, alone and with helpers: %s', (_, stem, algorithm) => {
    expect(isWhole(stem, algorithm)).toBe(true)
    expect(isWhole(stem, algorithm, packHelpers(3, undefined))).toBe(true)
  })

  it('finds out alone what helpers that never come to life have not', () => {
    const start = (): ReturnType<PackHelpers['start']> => ({ give: () => undefined, end: () => undefined })
    expect(isWhole(ofs, SHA1, { threads: 2, entriesMin: 0, start })).toBe(true)
  })

  it.each([
    ['ofs-deltas', ofs],
    ['an index of version 1', version1],
    ['small offsets in the table of large ones', large],
  ])('finds no index whole in which one byte is another, its checksum made right again: %s', (_, stem) => {
    const random = new Random(5)
    const { length } = readFileSync(`${stem}.idx`)
    for (let time = 0; time < 150; time++) {
      // The last 20 bytes are made right again.
      const at = random.next(length - SHA1.size)
      const copy = changed(stem, (bytes, ending) => {
        if (ending === 'pack') return
        bytes[at]! ^= 1 << random.next(8)
        mend(bytes)
      })
      expect([at, isWhole(copy)]).toEqual([at, false])
    }
  })

  it('finds no index whole whose own checksum is another', () => {
    const copy = changed(ofs, (bytes, ending) => {
      if (ending === 'idx') bytes[bytes.length - 1]! ^= 1
    })
    expect(isWhole(copy)).toBe(false)
  })

  it('finds no pack whole in which one byte is another, with the checksums made right again', () => {
    const random = new Random(6)
    const { length } = readFileSync(`${ofs}.pack`)
    for (let time = 0; time < 150; time++) {
      const at = random.next(length - SHA1.size)
      let checksum: Buffer | undefined
      const copy = changed(ofs, (bytes, ending) => {
        if (ending === 'pack') {
          // 2 and 3 are versions alike.
          bytes[at]! ^= at === 7 ? 4 : 1 << random.next(8)
          mend(bytes)
          checksum = bytes.subarray(length - SHA1.size)
        } else {
          checksum!.copy(bytes, bytes.length - 2 * SHA1.size)
          mend(bytes)
        }
      })
      expect([at, isWhole(copy)]).toEqual([at, false])
    }
  })

  it('finds no pack whole whose checksum is that of another', () => {
    const copy = changed(ofs, (bytes, ending) => {
      bytes[bytes.length - (ending === 'pack' ? 1 : 1 + SHA1.size)]! ^= 1
      if (ending === 'idx') mend(bytes)
    })
    expect(isWhole(copy)).toBe(false)
    expect(isWhole(copy, SHA1, packHelpers(2, undefined))).toBe(false)
  })

  it.each([
    ['ofs-deltas', ofs, SHA1],
    ['ref-deltas', ref, SHA1],
    ['SHA-256', sha256, SHA256],
  ])('lists what indexing the pack anew finds: %s', (_, stem, algorithm) => {
    const { entries } = indexPackFile(`${stem}.pack`, { algorithm })
    const { count, width } = entries
    const isListed = verifyByIndex(stem, { algorithm }, (pack, table) => {
      const listed = listedEntries(pack, table)
      expect([listed.count, listed.width]).toEqual([count, width])
      for (const name of ['bases', 'sizes', 'depths', 'objectTypes'] as const) {
        expect([...listed[name]]).toEqual([...entries[name].subarray(0, count)])
      }
      expect([...listed.offsets]).toEqual([...entries.offsets.subarray(0, count + 1)])
      expect(Buffer.from(listed.oids)).toEqual(Buffer.from(entries.oids.subarray(0, count * width)))
      expect(orderOf(table)).toEqual(sortByOid(entries))
    })
    expect(isListed).toBe(true)
  })
})
