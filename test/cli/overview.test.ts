import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { git, gitText, initRepository, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const scratch = scratchFolder()

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

it.each([
  ['99999999999999999999999', ''],
  ['garbage', ''],
  ['253402300800', '+010000-01-01'],
  ['-1', '1969-12-31'],
  ['1112911993', '2005-04-07'],
])('packmap shows a commit whose date is %s as one of day "%s"', async (date, day) => {
  const path = initRepository(join(scratch, `at${date}`), '--bare')
  const tree = gitText(path, ['mktree'], '')
  const text = `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter C <c@d> ${date} +0000\n\nsubject\n`
  const commit = gitText(path, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], text)
  git(path, ['update-ref', 'refs/heads/main', commit])
  const { stdout, stderr, status } = await runPackmap([], { cwd: path })
  expect([status, stderr]).toEqual([0, ''])
  const line = /^ *[0-9a-f]{7} .*subject$/m.exec(stdout.toString())?.[0]
  expect(line?.trim().split(/ +/)).toEqual([commit.slice(0, 7), ...(day ? [day] : []), 'A', 'subject'])
})
