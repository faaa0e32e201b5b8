/** `rev-list --indexed-objects`, held against git. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCacheTree } from '../../src/repo/index-file/cache-tree.js'
import { git, GIT_ENVIRONMENT, initRepository, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

let scratch: string
let path: string

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'r'))
  mkdirSync(join(path, 'a/b c'), { recursive: true })
  for (const file of ['f', 'a/g', 'a/b c/h']) writeFileSync(join(path, file), file)
  git(path, ['add', '-A'])
  git(path, ['commit', '-qm', 'm'])
  git(path, ['worktree', 'add', '-q', '--detach', join(scratch, 'w')])
  writeFileSync(join(scratch, 'w', 'w'), 'in the other worktree')
  git(join(scratch, 'w'), ['add', 'w'])
  writeFileSync(join(path, 'new'), 'new')
  git(path, ['add', 'new'])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

test.each([
  '--objects --indexed-objects',
  '--objects --single-worktree --indexed-objects',
  '--objects HEAD --not --indexed-objects',
  '--objects --indexed-objects HEAD',
  '--indexed-objects',
])('rev-list %s', async (options) => {
  for (const cwd of [path, join(scratch, 'w')]) {
    const args = ['rev-list', ...options.split(' ')]
    const { status, stdout } = await runPackmap(args, { cwd, env: GIT_ENVIRONMENT })
    expect([status, stdout.toString()]).toEqual([0, git(cwd, args).toString()])
  }
})

test('parseCacheTree() gives nothing for what is malformed', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
  expect(parseCacheTree(bytes(`\x001 1\n${'\x11'.repeat(20)}d\0-1 0\n`), 20)).toEqual([
    { path: '', oid: '11'.repeat(20) },
  ])
  for (const text of ['', '\0', '\x001 0\nshort', '\0-1 9999999999\n', '\0x 0\n', 'd\0-1 1\n'.repeat(3000)]) {
    expect(parseCacheTree(bytes(text), 20)).toEqual([])
  }
})
