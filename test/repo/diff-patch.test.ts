/** `repo.patch` and `repo.changes`: what `git diff-tree` shows, change by change. */
import { expect, test } from 'vitest'
import { DiffTooCostlyError } from '../../src/text/errors.js'
import { Repository } from '../../src/repo/repository.js'
import { git, initRepository, temporaryFolder } from '../support/git.js'

function repository(): string {
  const path = initRepository(temporaryFolder(), '--bare')
  const commit = (file: string, content: string): string =>
    `commit refs/heads/main\ncommitter A <a> 1 +0000\ndata 0\nM 644 inline ${file}\ndata ${content.length}\n${content}\n`
  const lines = (prefix: string): string =>
    Array.from({ length: 300 }, (_, i) => `${prefix}${i % 150}\n`).join('')
  git(
    path,
    ['fast-import', '--quiet'],
    commit('a', 'one\ntwo\n') + commit('b', lines('x')) + commit('b', `y\n${lines('x')}`),
  )
  return path
}

test('repo.patch() gives each change with its patch, and repo.changes() with its lines', () => {
  const path = repository()
  using repo = Repository.open(path)
  const patches = [...repo.patch('main~2', 'main', { context: 1 })]
  expect(patches.map(({ change }) => change.pathText)).toEqual(['b'])
  const expected = git(path, ['diff-tree', '-p', '-U1', 'main~2', 'main'])
  expect(Buffer.concat(patches.map(({ patch }) => patch)).equals(expected)).toBe(true)
  const counted = [...repo.changes(undefined, 'main')].map(({ change, added, removed }) => [
    change.pathText,
    added,
    removed,
  ])
  expect(counted).toEqual([
    ['a', 2, 0],
    ['b', 301, 0],
  ])
})

test('repo.patch() ends where a comparison takes more steps than are allowed', () => {
  using repo = Repository.open(repository())
  expect(() => [...repo.patch('main~1', 'main', { algorithm: 'histogram', workMax: 10 })]).toThrow(
    DiffTooCostlyError,
  )
})
