import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Repository } from '../../../src/repo/repository.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'

let scratch: string
let path: string
let repo: Repository

/** Commits that change a tree in every way: see the tags. */
const STREAM = `
commit refs/heads/main
committer C <c> 1 +0000
data 1
a
M 100644 inline a
data 1
a
M 100644 inline a.b
data 1
b
M 100644 inline dir/one
data 1
1
M 100644 inline dir/sub/two
data 1
2
M 100644 inline same/file
data 1
s
M 120000 inline link
data 1
l
M 100644 inline z\u00e4h
data 1
z

reset refs/tags/first
from refs/heads/main

commit refs/heads/main
committer C <c> 2 +0000
data 1
b
M 100755 inline a.b
data 1
b
M 100644 inline link
data 1
l
M 100644 inline dir/sub/two
data 1
3
D dir/one
M 100644 inline dir/new
data 1
n
M 160000 ${'5'.repeat(40)} module

reset refs/tags/second
from refs/heads/main

commit refs/heads/main
committer C <c> 3 +0000
data 1
c
D a
M 100644 inline a/now/a/folder
data 1
f
D dir
M 100644 inline dir
data 1
d
M 160000 ${'6'.repeat(40)} module
D link
M 160000 ${'7'.repeat(40)} a.b

reset refs/tags/third
from refs/heads/main

`

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'diff.git'), '--bare')
  git(path, ['fast-import', '--quiet', '--date-format=raw-permissive'], STREAM.trimStart())
  repo = Repository.open(path, { env: {} })
})

afterAll(() => {
  repo.close()
  rmSync(scratch, { recursive: true, force: true })
})

const mode = (value: number): string => value.toString(8).padStart(6, '0')

function byPackmap(...args: Parameters<Repository['diff']>): string[] {
  return [...repo.diff(...args)].map(
    (change) =>
      `:${mode(change.oldMode)} ${mode(change.newMode)} ${change.oldOid} ${change.newOid} ${change.status}\t${change.pathText}`,
  )
}

function byGit(...args: string[]): string[] {
  const text = gitText(path, ['-c', 'core.quotePath=false', 'diff-tree', '--no-renames', ...args])
  return text === '' ? [] : text.split('\n')
}

const PAIRS = [
  ['first', 'second'],
  ['second', 'third'],
  ['first', 'third'],
  ['third', 'first'],
  ['second', 'second'],
] as const

describe('diff() tells what git diff-tree tells', () => {
  test.each(PAIRS)('of %s and %s', (before, after) => {
    expect(byPackmap(before, after)).toEqual(byGit('-r', before, after))
    expect(byPackmap(before, after, { recursive: false })).toEqual(byGit(before, after))
  })

  test.each(PAIRS)('of %s and %s, limited to paths', (before, after) => {
    for (const paths of [
      ['dir'],
      ['dir/'],
      ['dir/sub'],
      ['a'],
      ['a/now', 'link'],
      ['none'],
      ['dir/sub/two', 'module'],
    ]) {
      expect(byPackmap(before, after, { paths }), paths.join()).toEqual(
        byGit('-r', before, after, '--', ...paths),
      )
    }
  })

  test('of a commit and nothing', () => {
    expect(byPackmap(undefined, 'first')).toEqual(byGit('-r', '--root', '--no-commit-id', 'first'))
    const deleted = byPackmap('first', undefined).map((line) => line.split(/[ \t]/)[4])
    expect(new Set(deleted)).toEqual(new Set(['D']))
    expect(byPackmap(undefined, undefined)).toEqual([])
  })
})

test('log({ path }) gives the commits that changed the path', () => {
  for (const name of ['a', 'dir', 'dir/sub/two', 'same/file', 'link', 'none']) {
    const expected = gitText(path, ['log', '--format=%H', 'main', '--', name])
    expect([...repo.log({ path: name })].map(({ oid }) => oid).join('\n'), name).toBe(expected)
  }
})
