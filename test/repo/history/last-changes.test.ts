/** Last changes: `git log -1 --full-history` of each path is the oracle where history does not fork. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, afterAll, expect, test } from 'vitest'
import { rmSync } from 'node:fs'
import { hashMapOrder } from '../../../src/base/hash-map-order.js'
import { Repository, UnknownRevisionError } from '../../../src/index.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'
import { seededNumbers } from '../../support/tangled-history.js'
import { runPackmap } from '../../cli/support/run-packmap.js'

let root: string
let cwd: string

beforeAll(() => {
  root = scratchFolder()
  cwd = initRepository(join(root, 'r'))
  const next = seededNumbers(11)
  const stream: string[] = []
  for (let i = 1; i <= 300; i++) {
    stream.push('commit refs/heads/main', `committer C <c@d> ${1_112_911_993 + i * 60} +0000`, 'data 1', 'm')
    const folder = ['', 'dir/', 'dir/sub/', 'dir.x/'][next(4)]!
    const name = `${folder}f${next(40)}`
    if (next(6) === 0) stream.push(`D ${name}`)
    else
      stream.push(`M ${next(9) === 0 ? 100755 : 100644} inline ${name}`, 'data 4', String(i).padStart(3, '0'))
  }
  git(cwd, ['fast-import', '--quiet'], `${stream.join('\n')}\n`)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

test.each(['', 'dir', 'dir/sub/', 'dir.x'])(
  'lastChanges() of %j is what git log says of each path',
  (folder) => {
    using repo = Repository.open(cwd)
    const changes = repo.lastChanges('main', folder)
    const base = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`
    const names = gitText(cwd, ['ls-tree', '--name-only', `main:${base}`]).split('\n')
    expect([...changes.keys()].sort()).toEqual(names.sort())
    for (const name of names) {
      expect(changes.get(name)).toBe(gitText(cwd, ['log', '-1', '--format=%H', 'main', '--', base + name]))
    }
  },
)

test('lastChanges() of no folder says so', () => {
  using repo = Repository.open(cwd)
  expect(() => repo.lastChanges('main', 'nothing')).toThrow(UnknownRevisionError)
})

test('last-modified lists files as git 2.55 orders them', async () => {
  const run = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await runPackmap(['last-modified', ...args], { cwd })
    return stdout.toString().split('\n').slice(0, -1)
  }
  const lines = await run('-r', 'main')
  const files = gitText(cwd, ['ls-tree', '-r', '--name-only', 'main']).split('\n')
  expect(lines.map((line) => line.split('\t')[1]).sort()).toEqual(files.sort())
  for (const line of lines) {
    const [commit, path] = line.split('\t')
    expect(commit).toBe(gitText(cwd, ['log', '-1', '--format=%H', 'main', '--', path!]))
  }
  // What git 2.55 printed, for the order of paths that one commit changed too.
  const digest = (text: readonly string[]): string =>
    createHash('sha256').update(text.join('\n')).digest('hex').slice(0, 16)
  expect(digest(lines)).toBe('c4559f736cfa927f')
  expect(digest(await run('-t', '--max-depth=1', 'main~20..main'))).toBe('f471d4ab3a00313d')
  expect((await run('-3', 'main')).filter((line) => line.startsWith('^')).length).toBeGreaterThan(20)
})

test('hashMapOrder() gives every item once, whatever their number', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `n${i}`)
  expect(hashMapOrder(names, (name) => name).sort()).toEqual([...names].sort())
})
