import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { CorruptRefError } from '../../../src/repo/refs/errors.js'
import { ReftableRefStore } from '../../../src/repo/refs/reftable/reftable-ref-store.js'
import { Repository } from '../../../src/repo/repository.js'
import { temporaryFolder } from '../../support/git.js'

const FIXTURES = join(import.meta.dirname, '../../../fixtures/newer-git')
const open = (path: string): Repository => Repository.open('.', { gitDir: path, env: {} })

/** A copy of a fixture that a test may damage. */
function copyOf(name: string): string {
  const path = join(temporaryFolder(), 'copy.git')
  cpSync(join(FIXTURES, `${name}.git`), path, { recursive: true })
  return path
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe.each(['reftable-sha1', 'reftable-sha256'])('the refs of %s', (name) => {
  const expected = readFileSync(join(FIXTURES, `${name}.expected`, 'show-ref--head-d'), 'utf8')
    .trim()
    .split('\n')

  test('are those that git show-ref lists, in its order, peeled as it peels them', () => {
    using repo = open(join(FIXTURES, `${name}.git`))
    const lines = [...repo.refs()].flatMap((ref) => {
      const peeled = repo.tryPeel(ref.oid, 'any-non-tag')
      if (ref.peeled !== undefined) expect(ref.peeled).toBe(peeled)
      return peeled === ref.oid
        ? [`${ref.oid} ${ref.name}`]
        : [`${ref.oid} ${ref.name}`, `${peeled!} ${ref.name}^{}`]
    })
    expect([`${repo.head().oid!} HEAD`, ...lines]).toEqual(expected)
  })

  test('are each found by name, and no other is', () => {
    using repo = open(join(FIXTURES, `${name}.git`))
    for (const line of expected.filter((shown) => !shown.endsWith('^{}'))) {
      const [oid, ref] = line.split(' ')
      expect(repo.resolve(ref!)).toBe(oid)
    }
    for (const ref of ['refs', 'refs/heads', 'refs/heads/mai', 'refs/heads/mainx', 'refs/zzz', 'A']) {
      expect(repo.refStore.read(ref), ref).toBeUndefined()
    }
  })
})

test('Repository resolves revisions in a repository with reftables', () => {
  using repo = open(join(FIXTURES, 'reftable-sha1.git'))
  expect(repo.head()).toMatchObject({ ref: 'refs/heads/main', detached: false })
  expect(repo.algorithm).toBe(SHA1)
  expect(repo.resolve('main^{commit}')).toBe(repo.head().oid)
  expect(repo.readCommit('HEAD~1').tree).toMatch(/^[0-9a-f]{40}$/)
  using sha256 = open(join(FIXTURES, 'reftable-sha256.git'))
  expect(sha256.readCommit('HEAD').tree).toMatch(/^[0-9a-f]{64}$/)
})

test('refs({ prefix }) is found by way of the index', () => {
  using repo = open(join(FIXTURES, 'reftable-sha1.git'))
  const all = [...repo.refs()]
  for (const prefix of ['refs/many/ref-3', 'refs/heads/', 'refs/many/ref-69', 'refs/zzz/', 'refs/a']) {
    expect([...repo.refs(prefix)]).toEqual(all.filter(({ name }) => name.startsWith(prefix)))
  }
})

describe('reflogs in reftables', () => {
  test('of the oldest table alone have what happened before they expired', () => {
    const path = copyOf('reftable-sha1')
    const list = join(path, 'reftable', 'tables.list')
    writeFileSync(list, `${readFileSync(list, 'utf8').split('\n')[0]!}\n`)
    const store = new ReftableRefStore(path, path, SHA1)
    const entries = [...store.reflog('HEAD')]
    expect(entries.length).toBe(12)
    for (const [i, { newOid }] of entries.slice(1).entries()) expect(entries[i]!.oldOid).toBe(newOid)
    expect(entries.at(-1)!.oldOid).toBe('0'.repeat(40))
    expect(textOf(entries.at(-1)!.message)).toMatch(/^commit \(initial\): /)
    expect(textOf(entries[0]!.committer)).toMatch(/^.+ <.+> \d+ [-+]\d{4}$/)
    expect(store.hasReflog('refs/heads/main')).toBe(true)
    expect([...store.reflog('refs/heads/mai')]).toEqual([])
  })

  test('are empty, and exist, once all entries have expired', () => {
    using repo = open(join(FIXTURES, 'reftable-sha1.git'))
    expect([...repo.refStore.reflog('HEAD')]).toEqual([])
    expect(repo.refStore.hasReflog('HEAD')).toBe(true)
    expect(repo.refStore.hasReflog('refs/heads/nothing')).toBe(false)
  })
})

describe('a damaged reftable', () => {
  const damage = (change: (table: Buffer) => Buffer): (() => unknown) => {
    const path = copyOf('reftable-sha1')
    const [table] = readdirSync(join(path, 'reftable')).filter((name) => name.endsWith('.ref'))
    const file = join(path, 'reftable', table!)
    writeFileSync(file, change(readFileSync(file)))
    const store = new ReftableRefStore(path, path, SHA1)
    return () => [...store.list('refs/')]
  }

  test('that is cut short is refused', () => {
    for (const length of [0, 3, 23, 24, 67, 100, 25_000]) {
      expect(
        damage((table) => table.subarray(0, length)),
        `${length} bytes`,
      ).toThrow(CorruptRefError)
    }
  })

  test('whose footer does not agree with itself is refused', () => {
    const flip =
      (at: number) =>
      (table: Buffer): Buffer => {
        table[at < 0 ? table.length + at : at]! ^= 1
        return table
      }
    for (const at of [0, 5, 8, -1, -10, -44, -60]) expect(damage(flip(at)), `byte ${at}`).toThrow()
  })

  test('with wrong bytes anywhere in its blocks throws or lists, and never hangs', () => {
    const path = copyOf('reftable-sha1')
    const [table] = readdirSync(join(path, 'reftable')).filter((name) => name.endsWith('.ref'))
    const file = join(path, 'reftable', table!)
    const sound = readFileSync(file)
    for (let n = 0; n < 400; n++) {
      const bytes = Buffer.from(sound)
      for (const step of [1, 7, 31])
        bytes[28 + ((n * 61 * step) % (bytes.length - 100))] = (n * 37 + step) % 256
      writeFileSync(file, bytes)
      const store = new ReftableRefStore(path, path, SHA1)
      try {
        let count = 0
        for (const { name } of store.list('refs/')) count += name.length > 0 ? 1 : 0
        for (const { newOid } of store.reflog('HEAD')) count += newOid.length
        expect(count).toBeGreaterThanOrEqual(0)
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptRefError)
      }
    }
  })

  test('that is listed and missing is named in the error', () => {
    const path = copyOf('reftable-sha1')
    writeFileSync(join(path, 'reftable', 'tables.list'), 'no-such-table.ref\n')
    const store = new ReftableRefStore(path, path, SHA1)
    expect(() => store.read('HEAD')).toThrow(/no-such-table\.ref/)
  })

  test('is not looked for outside of its folder', () => {
    const path = copyOf('reftable-sha1')
    writeFileSync(join(path, 'reftable', 'tables.list'), '../../outside.ref\n')
    const store = new ReftableRefStore(path, path, SHA1)
    expect(() => store.read('HEAD')).toThrow(CorruptRefError)
  })
})
