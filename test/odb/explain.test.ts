/** What `explain()` and `copies()` say of an object with several copies, and of damaged ones. */
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { runPackmap } from '../cli/support/run-packmap.js'
import { git, gitText, scratchFolder, temporaryFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'

const scratch = scratchFolder()
let repository: string
/** A blob that is a delta. */
let oid: string

beforeAll(() => {
  repository = makeHistory(join(scratch, 'history'), { commits: 20, seed: 11 })
  git(repository, ['repack', '-adfq'])
  const verified = git(repository, ['verify-pack', '-v', onlyPack(repository)])
    .toString()
    .split('\n')
  oid = verified.find((line) => /^[0-9a-f]{40} blob .* 1 [0-9a-f]{40}$/.test(line))!.slice(0, 40)
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function onlyPack(path: string): string {
  const folder = join(path, '.git/objects/pack')
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.pack'))!,
  )
}

/** A copy of the repository, with a loose copy of the object if wanted. */
function copied(withLoose: boolean): string {
  const path = join(temporaryFolder(), 'copy')
  cpSync(repository, path, { recursive: true })
  if (withLoose) {
    const content = git(path, ['cat-file', 'blob', oid])
    const other = join(temporaryFolder(), 'other')
    git('.', ['init', '-q', other])
    expect(gitText(other, ['hash-object', '-w', '--stdin'], content)).toBe(oid)
    cpSync(join(other, '.git/objects', oid.slice(0, 2)), join(path, '.git/objects', oid.slice(0, 2)), {
      recursive: true,
    })
  }
  return path
}

/** Flips a bit in the middle of the object's entry. */
function damage(path: string): void {
  using db = ObjectDatabase.open(join(path, '.git/objects'))
  const packed = db.copies(oid).find(({ storage }) => storage === 'packed')!
  const bytes = readFileSync(packed.path)
  bytes[packed.offset + 12]! ^= 0x10
  chmodSync(packed.path, 0o644)
  writeFileSync(packed.path, bytes)
}

describe('explain()', () => {
  it('says of each link whether its CRC-32 is right, as the index has it', () => {
    using db = ObjectDatabase.open(join(repository, '.git/objects'))
    const { chain, copies, storage } = db.explain(oid)
    expect(storage).toBe('packed')
    expect(chain.map(({ crc }) => crc)).toEqual(['right', 'right'])
    expect(copies).toEqual([
      { storage: 'packed', path: onlyPack(repository), offset: chain[0]!.offset, fault: undefined },
    ])
  })

  it('says that an index of version 1 has no CRC-32', () => {
    const objects = join(import.meta.dirname, '../../fixtures/index-v1.git/objects')
    using db = ObjectDatabase.open(objects)
    const [first] = db.oids()
    expect(db.explain(first!).chain.every(({ crc }) => crc === 'unknown')).toBe(true)
  })

  it('names every copy, and explains a whole one where the first is damaged', () => {
    const path = copied(true)
    damage(path)
    using db = ObjectDatabase.open(join(path, '.git/objects'))
    const { storage, copies } = db.explain(oid)
    expect(storage).toBe('loose')
    expect(copies.map((copy) => [copy.storage, copy.fault === undefined])).toEqual([
      ['packed', false],
      ['loose', true],
    ])
    expect(copies[0]!.fault).toMatch(/CRC-32/)
  })
})

describe('copies()', () => {
  it('tells what is wrong where nothing can be read, and of nothing where there is nothing', () => {
    const path = copied(false)
    damage(path)
    using db = ObjectDatabase.open(join(path, '.git/objects'), { verify: 'oid' })
    expect(() => db.read(oid)).toThrow(expect.objectContaining({ code: 'CORRUPT_PACK' }) as Error)
    expect(db.copies(oid)).toMatchObject([
      { storage: 'packed', fault: expect.stringMatching(/CRC-32/) as string },
    ])
    expect(db.copies('0'.repeat(40))).toEqual([])
  })
})

describe('packmap explain', () => {
  it('prints every copy of a damaged object and exits with 1', async () => {
    const path = copied(true)
    damage(path)
    const { stdout, status } = await runPackmap(['explain', oid], { cwd: path })
    const lines = stdout.toString().trimEnd().split('\n')
    expect(status).toBe(1)
    expect(lines.at(-2)).toMatch(/^copy .*\.pack, offset [\d,]+: damaged: .*CRC-32/)
    expect(lines.at(-1)).toBe(
      `copy loose ${join(path, '.git/objects', oid.slice(0, 2), oid.slice(2))}: whole`,
    )
  })

  it('says nothing of copies where there is one, and it is whole', async () => {
    const { stdout, status } = await runPackmap(['explain', oid], { cwd: repository })
    expect(status).toBe(0)
    expect(stdout.toString()).not.toMatch(/^copy/m)
    expect(stdout.toString()).toMatch(/CRC-32 right$/m)
  })
})
