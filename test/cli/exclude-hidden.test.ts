/** Refs that a server hides, left out as git leaves them out; and where a git folder is. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const scratch = scratchFolder()
const path = join(scratch, 'repository')

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

beforeAll(() => {
  initRepository(path)
  for (const branch of ['main', 'shown', 'x/hidden', 'x/hidden-not', 'xy']) {
    git(path, ['commit', '--quiet', '--allow-empty', '-m', branch])
    git(path, ['branch', '--force', branch === 'main' ? 'first' : branch])
  }
  git(path, ['tag', 'v1'])
  git(path, ['config', 'transfer.hideRefs', 'refs/heads/x//'])
  git(path, ['config', '--add', 'receive.hideRefs', '!refs/heads/x/hidden'])
  git(path, ['config', '--add', 'uploadpack.hideRefs', '^refs/tags'])
  git(path, ['config', '--add', 'uploadpack.hideRefs', 'HEAD'])
  writeFileSync(join(path, 'pointer'), 'gitdir: .git\n')
  writeFileSync(join(path, 'astray'), 'gitdir: nowhere\n')
})

async function expectAsGit(args: readonly string[]): Promise<void> {
  const truth = run('git', args, { cwd: path, env: GIT_ENVIRONMENT })
  const { stdout, status } = await runPackmap(args, { cwd: path })
  expect({ stdout: stdout.toString(), status }).toEqual({
    stdout: truth.stdout.toString(),
    status: truth.status,
  })
}

test.each([
  '--exclude-hidden=receive --all',
  '--exclude-hidden=uploadpack --all',
  '--exclude-hidden=uploadpack --exclude=refs/heads/s* --all',
  '--exclude-hidden=uploadpack --glob=heads/*',
  '--exclude-hidden=uploadpack --all --tags',
  '--exclude-hidden=uploadpack --branches',
  '--exclude-hidden=uploadpack --tags=v*',
  '--exclude-hidden=uploadpack --remotes',
  '--exclude-hidden=uploadpack --exclude-hidden=receive --all',
  '--exclude-hidden=fetch --all',
  '--exclude-hidden',
  '--exclude-hidden receive --all',
])('rev-parse and rev-list take %s as git does', async (line) => {
  const args = line.split(' ')
  await expectAsGit(['rev-parse', '--symbolic', ...args])
  await expectAsGit(['rev-list', '--no-walk=unsorted', ...args])
})

test.each(['.git', '.', 'pointer', 'astray', 'nowhere'])(
  'rev-parse --resolve-git-dir %s answers as git does',
  async (place) => {
    await expectAsGit(['rev-parse', '--resolve-git-dir', place])
  },
)

test('rev-parse --resolve-git-dir without a path is fatal', async () => {
  await expectAsGit(['rev-parse', '--resolve-git-dir'])
})
