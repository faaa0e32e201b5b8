import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { CorruptRefError } from '../../../src/repo/refs/errors.js'
import { ReftableRefStore } from '../../../src/repo/refs/reftable/reftable-ref-store.js'
import { Repository } from '../../../src/repo/repository.js'
import { temporaryFolder } from '../../support/git.js'
import {
  deletedRecord,
  logRecord,
  refRecord,
  symbolicRecord,
  writeReftable,
} from '../../support/reftable-writer.js'

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

/** A git folder whose stack has these tables, oldest first. */
function stackOf(...tables: Buffer[]): ReftableRefStore {
  const path = temporaryFolder()
  mkdirSync(join(path, 'reftable'))
  const names = tables.map((table, n) => {
    writeFileSync(join(path, 'reftable', `${n}.ref`), table)
    return `${n}.ref`
  })
  writeFileSync(join(path, 'reftable', 'tables.list'), names.map((name) => `${name}\n`).join(''))
  return new ReftableRefStore(path, path, SHA1)
}

const oidOf = (n: number): string => n.toString(16).padStart(40, '0')

describe('reftables of every shape', () => {
  const names = Array.from(
    { length: 400 },
    (_, n) => `refs/heads/topic-${String(n).padStart(4, '0')}/${'x'.repeat(1 + (n % 37))}`,
  )
  const refs = names.map((name, n) => {
    if (n % 11 === 3) return symbolicRecord(name, 'refs/heads/main')
    return n % 7 === 2 ? refRecord(name, oidOf(n + 1), oidOf(n + 2)) : refRecord(name, oidOf(n + 1))
  })
  const logs = names.flatMap((name, n) =>
    [3, 2, 1].map((change) =>
      logRecord(name, 1000 * change + n, [oidOf(change), oidOf(change + 1)], `change ${change}\n`),
    ),
  )
  const shapes = [0, 256, 512, 4096, 65_536].flatMap((blockSize) =>
    [1, 16, 1000].flatMap((restartInterval) =>
      [0, 3, 1e9].map((unindexedMax) => ({ blockSize, restartInterval, unindexedMax })),
    ),
  )

  test.each(shapes)('%o: every ref and every log is found, and listed behind every prefix', (shape) => {
    const store = stackOf(writeReftable(refs, logs, shape))
    expect([...store.list('')].map(({ name }) => name)).toEqual(names)
    for (let n = 0; n < names.length; n += 29) {
      const name = names[n]!
      const value = store.read(name)
      expect(value?.kind, name).toBe(n % 11 === 3 ? 'symbolic' : 'direct')
      if (value?.kind === 'direct') expect(value.oid).toBe(oidOf(n + 1))
      expect(store.read(`${name}0`)).toBeUndefined()
      expect([...store.list(name.slice(0, -1))].map((ref) => ref.name)).toContain(name)
      expect([...store.reflog(name)].map(({ newOid }) => newOid)).toEqual([oidOf(4), oidOf(3), oidOf(2)])
    }
    expect([...store.list('refs/heads/topic-0399/')].length).toBe(1)
    expect([...store.list('refs/heads/topic-04')]).toEqual([])
    expect(store.hasReflog('refs/heads/zzz')).toBe(false)
    expect([...store.listReflogs()]).toEqual(names)
  })
})

test('A newer table hides and replaces entries of older logs, without changing their order', () => {
  const shape = { blockSize: 256, restartInterval: 16, unindexedMax: 3 }
  const change = (n: number, old: number, now: number): ReturnType<typeof logRecord> =>
    logRecord('refs/heads/main', n, [oidOf(old), oidOf(now)], `to ${now}\n`)
  const store = stackOf(
    writeReftable(
      [refRecord('refs/heads/main', oidOf(3))],
      [change(3, 2, 3), change(2, 1, 2), change(1, 0, 1)],
      shape,
    ),
    // As `git reflog expire --rewrite` and `git reflog delete` leave it.
    writeReftable(
      [deletedRecord('refs/heads/gone')],
      [change(3, 0, 3), logRecord('refs/heads/main', 2, undefined)],
      shape,
    ),
    writeReftable([], [change(4, 3, 4)], shape),
    writeReftable([], [change(1, 9, 1)], shape),
  )
  expect([...store.reflog('refs/heads/main')].map(({ oldOid, newOid }) => [oldOid, newOid])).toEqual([
    [oidOf(3), oidOf(4)],
    [oidOf(0), oidOf(3)],
    [oidOf(9), oidOf(1)],
  ])
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
