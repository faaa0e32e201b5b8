/** `diff-tree --stdin` beside git's: lines that name objects of this repository. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { git, gitText, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const cwd = initRepository(join(root, 'repository'))

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

const change = (branch: string, from: string, file: string): string =>
  `commit refs/heads/${branch}\n${from === '' ? 'mark :1\n' : ''}committer A <a> 1 +0000\ndata 0\n${from}M 644 inline ${file}\ndata ${file.length}\n${file}\n\n`
git(
  cwd,
  ['fast-import', '--quiet'],
  change('main', '', 'a') +
    change('main', 'from :1\n', 'b') +
    change('side', 'from :1\n', 'c') +
    'tag v1\nfrom refs/heads/main\ntagger A <a> 1 +0000\ndata 0\n\n',
)
const oid = (revision: string): string => gitText(cwd, ['rev-parse', revision])

test.each([
  ['a commit', oid('main'), 0],
  ['a commit with another parent', `${oid('main')} ${oid('side')}`, 0],
  ['a commit with two parents', `${oid('main')} ${oid('side')} ${oid('main~1')}`, 0],
  ['two trees', `${oid('main^{tree}')} ${oid('side^{tree}')}`, 0],
  ['a tree', oid('main^{tree}'), 0],
  ['a tree and something behind it', `${oid('main^{tree}')} x`, 0],
  ['three trees', `${oid('main^{tree}')} ${oid('side^{tree}')} ${oid('main^{tree}')}`, 0],
  ['a tree and a blob', `${oid('main^{tree}')} ${oid('main:a')}`, 0],
  ['a blob', oid('main:a'), 0],
  ['a tag', oid('v1'), 0],
  ['an oid of nothing', '1'.repeat(40), 0],
  ['no oid', 'main', 0],
  ['a commit with a blob for a parent', `${oid('main')} ${oid('main:a')}`, 128],
])('diff-tree --stdin takes %s as git does', async (_, line, status) => {
  const args = ['diff-tree', '-r', '--stdin']
  const input = `${line}\n${oid('side')}\n`
  const theirs = run('git', args, { cwd, input })
  const ours = await runPackmap(args, { cwd, input })
  expect([ours.status, ours.stdout.toString()]).toEqual([theirs.status, theirs.stdout.toString()])
  expect(ours.status).toBe(status)
})

test.each(['--exit-code', '--quiet'])(
  'diff-tree --stdin %s has the status of the last line',
  async (option) => {
    const [same, changed] = [oid('main^{tree}'), oid('side^{tree}')]
    const [no, yes] = [`${same} ${same}\n`, `${same} ${changed}\n`]
    for (const input of [
      no,
      yes,
      yes + no,
      no + yes,
      yes + yes,
      yes + yes + yes,
      `${yes}${oid('main')}\nx\n`,
    ]) {
      const args = ['diff-tree', '-r', '--stdin', option]
      const theirs = run('git', args, { cwd, input })
      const ours = await runPackmap(args, { cwd, input })
      expect([ours.status, ours.stdout.toString()]).toEqual([theirs.status, theirs.stdout.toString()])
    }
  },
)
