import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CorruptObjectError } from '../../../src/object/errors.js'
import { Repository } from '../../../src/repo/repository.js'
import type { WalkOptions } from '../../../src/repo/walk/walk-options.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'

/** A line of commits, each of which changes `a`; what is replaced makes `c2` a child of `c4`. */
let scratch: string
let repo: Repository
const oids: string[] = []

beforeAll(() => {
  scratch = scratchFolder()
  const path = initRepository(join(scratch, 'circle.git'), '--bare')
  const lines = [1, 2, 3, 4, 5].flatMap((n) => [
    `commit refs/tags/c${n}\nmark :${n}\ncommitter C <c@d> ${1_700_000_000 + n} +0000\ndata 1\nm`,
    ...(n > 1 ? [`from :${n - 1}`] : []),
    `M 100644 inline a\ndata 1\n${n}\nM 100644 inline same\ndata 1\ns\n`,
  ])
  git(path, ['fast-import', '--quiet', '--date-format=raw'], lines.join('\n'))
  for (const n of [1, 2, 3, 4, 5]) oids.push(gitText(path, ['rev-parse', `c${n}`]))
  git(path, ['replace', '--graft', 'c2', 'c4'])
  repo = Repository.open(path, { env: {}, trust: 'none' })
})

afterAll(() => {
  repo.close()
  rmSync(scratch, { recursive: true, force: true })
})

const tips = (n: number): string[] => [oids[n - 1]!]

describe('history that replacements have made circular', () => {
  test.each<[string, WalkOptions]>([
    ['merges simplified', { simplifyMerges: true, paths: ['a'] }],
    ['decorations alone', { simplifyMerges: true, simplifyByDecoration: new Set(), fullHistory: true }],
    ['parents rewritten over commits that change nothing', { rewriteParents: true, paths: ['same'] }],
    ['parents rewritten, full history', { rewriteParents: true, fullHistory: true, paths: ['same'] }],
  ])('ends a walk with %s', (_, options) => {
    let given: unknown
    try {
      given = [...repo.walk({ revisions: tips(5), ...options })]
    } catch (error) {
      given = error
    }
    expect(Array.isArray(given) || given instanceof CorruptObjectError).toBe(true)
  })

  test.each<[string, WalkOptions]>([
    ['by date', {}],
    ['by topology', { order: 'topo' }],
    ['backwards', { reverse: true }],
    ['with children', { children: true }],
    ['with a boundary', { boundary: true }],
    ['to an ancestor', { ancestryPath: [...tips(1)] }],
  ])('gives each commit once at most in a walk %s', (_, options) => {
    const given = [...repo.walk({ revisions: tips(5), ...options })].map(({ oid }) => oid)
    expect(new Set(given).size).toBe(given.length)
  })

  test('bounds questions about two commits', () => {
    expect(repo.isAncestor(oids[0]!, oids[4]!)).toBe(false)
    expect(repo.isAncestor(oids[1]!, oids[4]!)).toBe(true)
    expect(repo.mergeBases(oids[4]!, oids[2]!)).toEqual([oids[2]])
  })

  test('is followed round and round by ~<n>, in no time', () => {
    expect(repo.resolve(`${oids[4]!}~4`)).toBe(oids[3])
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
      expect(repo.resolve(`${oids[4]!}~${n}`)).toBe(oids[[3, 2, 1][(n - 1) % 3]!])
    }
    expect(repo.resolve(`${oids[4]!}~2000000000`)).toBe(oids[[3, 2, 1][(2_000_000_000 - 1) % 3]!])
  })
})
