/** `shortlog`, `check-mailmap` and `show`: what git prints, over a history of every kind. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git, run, scratchFolder } from '../support/git.js'
import { makeMessageHistory } from './support/message-history.js'
import { runPackmap } from './support/run-packmap.js'

let root: string
let cwd: string
let log: Buffer

beforeAll(() => {
  root = scratchFolder()
  cwd = makeMessageHistory(join(root, 'r'), 60, 4)
  git(cwd, ['tag', '-a', '-m', 'First line\n\nmore', 'ann', 'main'])
  git(cwd, ['tag', '-a', '-m', 'tag of a tag', 'outer', 'ann'])
  log = git(cwd, ['log', '--all', '--pretty=fuller'])
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const LINES = [
  'shortlog main',
  'shortlog --all',
  'shortlog -sne --all',
  'shortlog -s -c --all',
  'shortlog -n -w --all',
  'shortlog -w40,2,4 --all',
  'shortlog -w0 --all',
  'shortlog -w20,30 --all',
  'shortlog --group=committer --group=author -s --all',
  'shortlog --group=trailer:signed-off-by --all',
  'shortlog --group=trailer:reviewed-by -e -s --all',
  'shortlog --group=format:%ad --date=format:%Y -s --all',
  'shortlog --group=%an --all',
  'shortlog --group=nothing --all',
  'shortlog --format=%h_%s --all',
  'shortlog --no-merges -s --all -- dir',
  'shortlog --nothing --all',
  'check-mailmap <ADA@example.org> x<no-at-sign>',
  'check-mailmap',
  'show -s',
  'show -s main~3 b1',
  'show -s --format=%h main b1',
  'show -s --oneline b1..b2',
  'show -s -2 --pretty=short',
  'show -s ann',
  'show -s outer main',
  'show -s --pretty=fuller ann',
  'show -s --pretty=email ann',
  'show -s --date=iso ann',
  'show main:a',
  'show main: main:a',
  'show main^{tree} main^{tree}',
  'show -s nothing',
  'show --graph -s',
  'log --source --all --oneline',
  'log --format=%h%S --branches',
  'log --source b1..b2',
  'show',
  'show main b1~1',
  'show --stat b2',
  'log -p b1',
  'log --stat -p --all',
  'log --raw --all',
  'log --name-status --oneline --all',
  'log -p -m --all',
  'log --cc --all',
  'log -c --stat --all',
  'log -p --graph --all',
  'log --numstat --format=%h --all',
  'log --diff-filter=A --name-only -3 --all',
  'log -p --first-parent b3',
  'log -p -- dir',
]

test.each(LINES)('%s', async (line) => {
  const args = line.split(' ')
  const expected = run('git', args, { cwd })
  const got = await runPackmap(args, { cwd })
  expect(got.stdout.toString('latin1')).toBe(expected.stdout.toString('latin1'))
  expect(got.status).toBe(expected.status)
})

test.each(['shortlog', 'shortlog -sne', 'shortlog -c', 'shortlog --group=trailer:x'])(
  '%s of a log on standard input',
  async (line) => {
    const args = line.split(' ')
    for (const folder of [cwd, root]) {
      const expected = run('git', args, { cwd: folder, input: log })
      const got = await runPackmap(args, { cwd: folder, input: log })
      expect(got.stdout.toString('latin1')).toBe(expected.stdout.toString('latin1'))
      expect(got.status).toBe(expected.status)
    }
  },
)

test('check-mailmap --stdin, with more mailmaps', async () => {
  const file = join(root, 'more')
  writeFileSync(file, 'Other <o@p> Somebody <s@t>\n')
  const args = ['check-mailmap', '--stdin', '--mailmap-file', file, 'x <J@x.org>']
  const input = 'Somebody <S@T>\nsomebody\n\nÄ <s@t>'
  const expected = run('git', ['check-mailmap', '--stdin', 'x <J@x.org>'], { cwd, input: '' })
  const got = await runPackmap(args, { cwd, input })
  // Git before 2.45 has no option for more mailmaps and takes no bare address.
  expect(got.stdout.toString()).toBe(`${expected.stdout.toString()}Other <o@p>\n<somebody>\n<>\nÄ <s@t>\n`)
})
