/** `count-objects -v` beside git's: garbage, alternates of every kind, packs that a power cut left behind. */
import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, temporaryFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'
import { runPackmap } from './support/run-packmap.js'

test('count-objects -v names files that belong to no pack, and an index too short to be one', async () => {
  const path = makeHistory(join(temporaryFolder(), 'history'), { commits: 3, seed: 4 })
  git(path, ['repack', '-adq'])
  for (const name of ['foo', 'foo.keep', 'fake.pack', 'fake.idx', 'fake2.keep', 'fake3.idx'])
    writeFileSync(join(path, '.git/objects/pack', name), '')
  const theirs = run('git', ['count-objects', '-v'], { cwd: path })
  const ours = await runPackmap(['count-objects', '-v'], { cwd: path })
  expect(ours.stdout.toString()).toBe(theirs.stdout.toString())
  expect(linesOf(ours.stderr)).toEqual(linesOf(theirs.stderr))
})

/** Git names garbage in the order in which the file system lists it. */
function linesOf(text: string): string[] {
  return [...new Set(text.split('\n'))].sort()
}

/** Repositories `a` to `d` side by side, each with a pack and a loose object of its own and one that `a` has packed. */
function makeNeighbours(): string {
  const root = temporaryFolder()
  for (const name of ['a', 'b', 'c', 'd']) {
    const path = initRepository(join(root, name))
    for (const text of ['shared', name]) gitText(path, ['hash-object', '-w', '--stdin'], text)
    if (name !== 'd') gitText(path, ['pack-objects', '-q', '.git/objects/pack/pack'], hashOf(path, name))
    if (name === 'a') gitText(path, ['pack-objects', '-q', '.git/objects/pack/pack'], hashOf(path, 'shared'))
  }
  symlinkSync('a/.git/objects', join(root, 'link'))
  mkdirSync(join(root, 'deep/er'), { recursive: true })
  symlinkSync('deep/er', join(root, 'elsewhere'))
  symlinkSync('../c/.git/objects', join(root, 'deep/c'))
  cpSync(join(root, 'b/.git/objects'), join(root, 'd/.git/objects-pool'), { recursive: true })
  return root
}

function hashOf(path: string, text: string): string {
  return `${gitText(path, ['hash-object', '--stdin'], text)}\n`
}

test.each([
  ['one that borrows from itself', ['../../../d/.git/objects'], []],
  ['a circle', ['../../../a/.git/objects'], ['../../../d/.git/objects']],
  ['a folder whose name begins as its own does', ['../objects-pool'], []],
  ['one through a link, and itself', ['../../../link', '../../../a/.git/objects//'], []],
  ['one by ".." behind a link', ['../../../elsewhere/../c'], []],
  [
    'one of alternates of another, in between',
    ['../../../a/.git/objects', '../../../b/.git/objects'],
    ['../../../c/.git/objects'],
  ],
  ['one that is not there', ['/nowhere', '../../../a/.git/objects'], []],
])('count-objects -v and listings know alternates: %s', async (_, ownLines, linesOfA) => {
  const root = makeNeighbours()
  writeFileSync(join(root, 'd/.git/objects/info/alternates'), `${ownLines.join('\n')}\n`)
  writeFileSync(join(root, 'a/.git/objects/info/alternates'), linesOfA.map((line) => `${line}\n`).join(''))
  const cwd = join(root, 'd')
  const added = ['b', 'd', 'c'].map((name) => join(root, name, '.git/objects')).join(':')
  for (const env of [GIT_ENVIRONMENT, { ...GIT_ENVIRONMENT, GIT_ALTERNATE_OBJECT_DIRECTORIES: added }]) {
    for (const args of [
      ['count-objects', '-v'],
      ['cat-file', '--batch-all-objects', '--batch-check'],
    ]) {
      const theirs = run('git', args, { cwd, env })
      const ours = await runPackmap(args, { cwd, env })
      expect([ours.status, ours.stdout.toString()]).toEqual([theirs.status, theirs.stdout.toString()])
    }
  }
})

test.each([
  ['an empty pack', '.pack', 0],
  ['a pack cut within its header', '.pack', 5],
  ['an empty index', '.idx', 0],
  ['an index cut within its fanout', '.idx', 700],
])('%s beside others spoils no count and no short id', async (_, ending, size) => {
  const path = initRepository(join(temporaryFolder(), 'repository'))
  for (const name of ['1', '2', '3']) {
    writeFileSync(join(path, name), name)
    git(path, ['add', '.'])
    git(path, ['commit', '-qm', name])
    git(path, ['repack', '-dq'])
  }
  const head = gitText(path, ['rev-parse', 'HEAD'])
  const packs = join(path, '.git/objects/pack')
  const broken = readdirSync(packs).find((name) => name.endsWith(ending))!
  chmodSync(join(packs, broken), 0o600)
  truncateSync(join(packs, broken), size)
  for (const line of [
    'count-objects -v',
    'rev-parse --short HEAD',
    `rev-parse ${head.slice(0, 9)}`,
    'for-each-ref --format=%(objectname:short)',
  ]) {
    const theirs = run('git', line.split(' '), { cwd: path })
    const ours = await runPackmap(line.split(' '), { cwd: path })
    expect([line, ours.status, ours.stdout.toString()]).toEqual([
      line,
      theirs.status,
      theirs.stdout.toString(),
    ])
  }
})
