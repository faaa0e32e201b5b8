import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, temporaryFolder } from '../support/git.js'
import { blobEntry, writePack } from '../support/pack-builder.js'
import { everyObject, makeHistory } from '../support/repositories.js'

const GIB = 2 ** 30

describe.each(['koffi', 'read'] as const)('a pack of more than 4 GiB on backend %s', (backend) => {
  it('is read at every offset, through windows of any size', () => {
    const objects = temporaryFolder()
    mkdirSync(join(objects, 'pack'))
    const offsets = [12, 2 * GIB - 10, 2 * GIB + 500, 4 * GIB - 30, 4 * GIB + 901, 5 * GIB, 9 * GIB + 77]
    const entries = offsets.map((offset) => blobEntry(offset, `the blob at ${offset} `.repeat(10)))
    writePack(join(objects, 'pack/pack-large'), entries)
    for (const windowSize of [undefined, 4096, 0]) {
      using db = ObjectDatabase.open(objects, {
        backend,
        ...(windowSize === undefined ? {} : { windowSize }),
      })
      for (const [i, { oid, offset }] of entries.entries()) {
        expect(Buffer.from(db.read(oid).data).toString()).toBe(`the blob at ${offset} `.repeat(10))
        // Where gigabytes of nothing follow, no CRC-32 of them is computed.
        const gap = (offsets[i + 1] ?? offset) - offset
        const crc = gap === 0 ? 'right' : gap < 1000 ? 'wrong' : 'overlong'
        const { chain, copies } = db.explain(oid)
        expect(chain).toMatchObject([{ offset, crc }])
        expect(copies).toHaveLength(1)
        expect(copies[0]!.fault === undefined).toBe(crc === 'right')
      }
    }
  })
})

describe('a pack index', () => {
  it.each([
    ['of version 1', '--index-version=1'],
    ['of version 2 with all offsets but the first in the 64-bit table', '--index-version=2,0x20'],
    ['of version 2 with some offsets in the 64-bit table', '--index-version=2,0x4000'],
  ])('%s is read', (_, option) => {
    const path = makeHistory(join(temporaryFolder(), 'history'), { commits: 30, seed: 5 })
    git(path, ['repack', '-adfq'])
    const folder = join(path, '.git/objects/pack')
    const [pack] = readdirSync(folder).filter((name) => name.endsWith('.pack'))
    rmSync(join(folder, pack!.replace(/pack$/, 'idx')))
    git(folder, ['index-pack', option, pack!])
    const expected = everyObject(path)
    for (const windowSize of [0, 4096]) {
      using db = ObjectDatabase.open(join(path, '.git/objects'), { windowSize, verify: 'crc' })
      expect([...db.oids()]).toEqual([...expected.keys()])
      for (const [oid, { data }] of expected) expect(Buffer.compare(db.read(oid).data, data)).toBe(0)
    }
  })
})
