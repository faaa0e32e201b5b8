/** What a walk through trees costs, in numbers that do not depend on the machine. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Repository } from '../../../src/repo/repository.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'
import { Random } from '../../support/random.js'

const COMMITS = 300
const FILES = 200
/** Deltas applied for each tree. Measured 1.1; with a cache of entries alone it was half the depth of the chains. */
const DELTAS_PER_TREE_MAX = 1.5

const scratch = scratchFolder()
let path: string
let expected: string[]

/** A folder of many files, of which each commit changes one: its trees make long chains. */
beforeAll(() => {
  path = initRepository(join(scratch, 'chains.git'), '--bare')
  const random = new Random(3)
  const chunks: string[] = []
  for (let commit = 0; commit < COMMITS; commit++) {
    chunks.push(
      `commit refs/heads/main\ncommitter C <c@example.com> ${1_112_911_993 + commit} +0000\ndata 2\nc\n`,
    )
    for (let file = 0; file < FILES; file++) {
      if (commit > 0 && file !== commit % FILES) continue
      const text = random.next(2 ** 31).toString(36)
      chunks.push(`M 100644 inline folder/file-${file}\ndata ${text.length}\n${text}\n`)
    }
  }
  git(path, ['fast-import', '--quiet'], chunks.join(''))
  git(path, ['repack', '-adfq', '--depth=50', '--window=20', '--threads=1'])
  expected = gitText(path, ['rev-list', '--objects', 'main']).split('\n')
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

function linesOf(repo: Repository): string[] {
  return Array.from(repo.walkObjects('main'), ({ oid, type, path: name }) =>
    type === 'commit' ? oid : `${oid} ${Buffer.from(name).toString()}`,
  )
}

describe('walkObjects()', () => {
  it('makes each tree of a long chain by one delta, and inflates each entry once', () => {
    using repo = Repository.open(path, { env: {} })
    expect(linesOf(repo)).toEqual(expected)
    const { work } = repo.odb.stats()
    expect(work.deltas / (2 * COMMITS)).toBeLessThan(DELTAS_PER_TREE_MAX)
    expect(work.inflates).toBeLessThanOrEqual(3 * COMMITS + 10)
    expect(work.allocations).toBeLessThan(5)
  })

  it.each([0, 40_000, 200_000])('finds the same with a cache of %i bytes', (cacheSize) => {
    using repo = Repository.open(path, { env: {}, cacheSize })
    expect(linesOf(repo)).toEqual(expected)
  })

  it.each(['crc', 'oid'] as const)('finds the same with %s verified', (verify) => {
    using repo = Repository.open(path, { env: {}, verify })
    expect(linesOf(repo)).toEqual(expected)
  })

  it('leaves what it kept to reads of trees, headers and all', () => {
    using repo = Repository.open(path, { env: {} })
    linesOf(repo)
    const input = expected.map((line) => `${line.split(' ')[0]!}\n`).join('')
    for (const line of git(path, ['cat-file', '--batch-check'], input).toString().trim().split('\n')) {
      const [oid, type, size] = line.split(' ') as [string, string, string]
      expect(repo.readHeader(oid)).toEqual({ oid, type, size: Number(size) })
      expect(repo.read(oid).data.length).toBe(Number(size))
    }
  })
})
