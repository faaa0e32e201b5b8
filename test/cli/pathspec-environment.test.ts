/** `GIT_LITERAL_PATHSPECS` and its like (git(1)): what they make of arguments, and which contradict each other. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const scratch = scratchFolder()
const path = repository()

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Names that are pathspecs with magic, too. */
function repository(): string {
  const folder = initRepository(join(scratch, 'repository'))
  const blob = gitText(folder, ['hash-object', '-w', '--stdin'], '')
  const names = [':(top)x', ':x', '*', '[a]', 'a', 'A', 'x']
  const tree = gitText(
    folder,
    ['mktree', '-z'],
    names.map((name) => `100644 blob ${blob}\t${name}\0`).join(''),
  )
  git(folder, ['update-ref', 'HEAD', gitText(folder, ['commit-tree', '-m', 'one', tree])])
  return folder
}

const ENVIRONMENTS = [
  {},
  { GIT_LITERAL_PATHSPECS: '1' },
  { GIT_LITERAL_PATHSPECS: '2' },
  { GIT_LITERAL_PATHSPECS: '0' },
  { GIT_GLOB_PATHSPECS: 'true' },
  { GIT_NOGLOB_PATHSPECS: '1' },
  { GIT_ICASE_PATHSPECS: '1' },
  { GIT_GLOB_PATHSPECS: '1', GIT_NOGLOB_PATHSPECS: '1' },
  { GIT_LITERAL_PATHSPECS: '1', GIT_ICASE_PATHSPECS: '1' },
  { GIT_LITERAL_PATHSPECS: '1', GIT_NOGLOB_PATHSPECS: '1' },
]
const PATHS = [
  ':(top)x',
  ':x',
  '*',
  '[a]',
  'a',
  ':(glob)*',
  ':(literal)*',
  ':(icase)a',
  ':(top',
  ':!x',
  ':%x',
]

test.each(ENVIRONMENTS)('ls-tree and diff-tree take paths as git does under %o', async (variables) => {
  const env = { ...GIT_ENVIRONMENT, ...variables }
  for (const spec of PATHS) {
    for (const command of [
      ['ls-tree', 'HEAD', spec],
      ['diff-tree', '--root', 'HEAD', '--', spec],
    ]) {
      const truth = run('git', command, { cwd: path, env })
      const ours = await runPackmap(command, { cwd: path, env })
      expect([ours.status, ours.stdout.toString()], command.join(' ')).toEqual([
        truth.status,
        truth.stdout.toString(),
      ])
    }
  }
})
