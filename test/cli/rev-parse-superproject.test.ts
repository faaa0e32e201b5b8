/** `rev-parse --show-superproject-working-tree` against git: submodules, one in conflict, and what is none. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
const outer = join(root, 'outer')
const COMMIT = '1234567890123456789012345678901234567890'

beforeAll(() => {
  initRepository(outer)
  for (const name of ['dir/sub', 'torn', 'stray']) {
    initRepository(join(outer, name))
    mkdirSync(join(outer, name, 'below'))
  }
  const entries = [
    `160000 ${COMMIT} 0\tdir/sub\n`,
    `160000 ${COMMIT} 2\ttorn\n`,
    `160000 ${COMMIT.replace('1', '2')} 3\ttorn\n`,
  ]
  git(outer, ['update-index', '--index-info'], entries.join(''))
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

test.each(['.', 'dir', 'dir/sub', 'dir/sub/below', 'dir/sub/.git', 'torn', 'stray', 'stray/below'])(
  'rev-parse in %s names the superproject as git does',
  async (folder) => {
    const cwd = join(outer, folder)
    for (const format of ['--default=x', '--path-format=relative', '--path-format=absolute']) {
      const args = ['rev-parse', format, '--show-superproject-working-tree']
      const theirs = run('git', args, { cwd, env: GIT_ENVIRONMENT })
      const ours = await runPackmap(args, { cwd, env: GIT_ENVIRONMENT })
      expect(ours.stdout.toString()).toBe(theirs.stdout.toString())
      expect(ours.status).toBe(theirs.status)
    }
  },
)
