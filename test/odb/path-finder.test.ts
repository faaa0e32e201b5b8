/** Paths found in the arena, beside what git finds. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rmSync } from 'node:fs'
import { encodeText } from '../../src/object/text.js'
import { ObjectDatabase } from '../../src/odb/object-database.js'
import { git, gitText, scratchFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'

const scratch = scratchFolder()
const repository = join(scratch, 'history')
const objects = join(repository, '.git/objects')
let commits: string[]

beforeAll(() => {
  makeHistory(repository, { commits: 120, seed: 5 })
  git(repository, ['repack', '-adfq', '--depth=30', '--window=10', '--threads=1'])
  commits = gitText(repository, ['rev-list', 'main']).split('\n')
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

const PATHS = [
  ...['README', 'src', 'src/', 'src/main.c', 'src/deep/er/util.c', 'docs/Ünïcode.txt', 'bin/blob', 'empty'],
  ...['READM', 'README2', 'src/main', 'src/main.c/x', 'README/', 'zzz', 'src/deep/none/util.c'],
]

/** What `git cat-file --batch-check` says of each pair; undefined where it is missing. */
function gitFinds(pairs: readonly string[]): (string | undefined)[] {
  const answers = gitText(repository, ['cat-file', '--batch-check=%(objectname)'], `${pairs.join('\n')}\n`)
  return answers.split('\n').map((line) => (/^[0-9a-f]{40}$/.test(line) ? line : undefined))
}

describe('ObjectDatabase.findPath()', () => {
  it('finds below commits and trees what git finds, whatever was read before', () => {
    using db = ObjectDatabase.open(objects)
    const pairs = commits.flatMap((commit) => PATHS.map((path) => [commit, path] as const))
    const expected = gitFinds(pairs.map(([commit, path]) => `${commit}:${path}`))
    for (let pass = 0; pass < 3; pass++) {
      const found = pairs.map(([commit, path]) => db.findPath(commit, encodeText(path)))
      expect(found).not.toContain('unsure')
      expect(found.map((entry) => (typeof entry === 'string' ? undefined : entry.oid))).toEqual(expected)
    }
    const tree = gitText(repository, ['rev-parse', 'main^{tree}'])
    expect(db.findPath(tree, encodeText('src/main.c'))).toEqual(
      db.findPath(commits[0]!, encodeText('src/main.c')),
    )
    expect(db.findPath(tree, encodeText('bin/blob'))).toMatchObject({
      rawMode: 0o100755,
      nameText: 'blob',
      type: 'blob',
    })
  })

  it('is unsure of tags, of what is no tree, of what is missing, and of paths that no tree holds', () => {
    using db = ObjectDatabase.open(objects)
    const blob = gitText(repository, ['rev-parse', 'main:README'])
    const roots = [gitText(repository, ['rev-parse', 'v1.0']), blob, '5'.repeat(40)]
    for (const root of roots) expect(db.findPath(root, encodeText('README'))).toBe('unsure')
    for (const path of ['', '/README', 'src//main.c', 'a\0b', 'x'.repeat(5_000)]) {
      expect(db.findPath(commits[0]!, encodeText(path))).toBe('unsure')
    }
  })

  it('leaves to others what is to be verified or counted', () => {
    for (const options of [{ verify: 'oid' }, { budget: { objects: 5 } }] as const) {
      using db = ObjectDatabase.open(objects, options)
      expect(db.findPath(commits[0]!, encodeText('README'))).toBe('unsure')
    }
  })
})

describe('ObjectDatabase.read()', () => {
  it('gives the same from what deltas made before as from the pack', () => {
    using db = ObjectDatabase.open(objects)
    const listing = gitText(repository, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'])
    const oids = listing.split('\n')
    using fresh = ObjectDatabase.open(objects, { maxDeltaDepth: 4095 })
    for (let pass = 0; pass < 2; pass++) {
      for (const oid of oids) {
        expect(Buffer.compare(db.read(oid).data, fresh.read(oid).data)).toBe(0)
        expect(db.readHeader(oid)).toEqual(fresh.readHeader(oid))
      }
    }
    expect(db.stats().work.deltas).toBeLessThan(fresh.stats().work.deltas)
  })

  it('gives by peek() the same, in memory that the next peek() uses again', () => {
    using db = ObjectDatabase.open(objects)
    const listing = gitText(repository, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'])
    for (const oid of listing.split('\n')) {
      const { type, size, data } = db.read(oid)
      const peeked = db.peek(oid)!
      expect({ type: peeked.type, size: peeked.size }).toEqual({ type, size })
      expect(Buffer.compare(peeked.data, data)).toBe(0)
    }
    const [first, second] = [db.peek(commits[0]!)!, db.peek(commits[1]!)!]
    expect(first.data.buffer).toBe(second.data.buffer)
    expect(db.peek('5'.repeat(40))).toBeUndefined()
  })

  it('holds a limit on deltas whatever was read before', () => {
    const depths = new Map<string, number>()
    using db = ObjectDatabase.open(objects, { maxDeltaDepth: 12 })
    const [pack] = db.stats().packs
    for (const line of gitText(repository, ['verify-pack', '-v', pack!.path]).split('\n')) {
      const [oid, , , , , depth] = line.split(/ +/)
      if (/^[0-9a-f]{40}$/.test(oid!)) depths.set(oid!, Number(depth ?? 0))
    }
    for (let pass = 0; pass < 3; pass++) {
      for (const [oid, depth] of depths) {
        if (depth <= 12) db.read(oid)
        else expect(() => db.read(oid)).toThrow('maxDeltaDepth')
      }
    }
  })
})
