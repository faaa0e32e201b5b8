/** Configuration that git refuses at start, and arguments that it refuses only where revisions were found. */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, initRepository, run, temporaryFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

/** @returns A repository with one commit, and with `config` at the end of its configuration. */
function repositoryWith(config: string): string {
  const path = initRepository(join(temporaryFolder(), 'repository'))
  git(path, ['commit', '--quiet', '--allow-empty', '-m', 'one'])
  appendFileSync(join(path, '.git/config'), config)
  return path
}

/** @returns The path of the index of a pack with one commit and its tree. */
function packIndex(): string {
  const other = repositoryWith('')
  git(other, ['repack', '-adq'])
  const folder = join(other, '.git/objects/pack')
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.idx'))!,
  )
}

/** Status, standard output, and what the lines on standard error begin with must be git's. */
async function expectAsGit(path: string, line: string): Promise<void> {
  const args = line.split(' ')
  const truth = run('git', args, { cwd: path, env: GIT_ENVIRONMENT })
  const ours = await runPackmap(args, { cwd: path })
  const severities = (stderr: string): string[] => stderr.match(/^(error|fatal):/gm) ?? []
  expect(
    { status: ours.status, stdout: ours.stdout.toString(), severities: severities(ours.stderr) },
    line,
  ).toEqual({
    status: truth.status,
    stdout: truth.stdout.toString(),
    severities: severities(truth.stderr),
  })
}

test.each([
  ...['3', '4', '40', '41', '99', '0', '-1', '1k', '', 'no', 'OFF', 'Auto', 'true', 'abc', '0x8', '010'].map(
    (value) => `[core]\n\tabbrev = ${value}\n`,
  ),
  ...['none', 'Commit', 'zzz', ''].map((value) => `[core]\n\tdisambiguate = ${value}\n`),
  '[core]\n\tabbrev\n',
  '[core]\n\tdisambiguate\n',
  '[core]\n\tabbrev = 99\n\tabbrev = 7\n',
  '[include]\n\tpath\n',
  '[include]\n\tpath = nowhere\n',
])('configuration is refused or taken as by git: %j', async (config) => {
  const path = repositoryWith(config)
  await expectAsGit(path, 'rev-parse --short HEAD')
})

test('configuration that git refuses matters to commands, but not to show-index', async () => {
  const path = repositoryWith('[core]\n\tabbrev = 3\n')
  for (const line of ['show-ref', 'count-objects', 'cat-file -t HEAD']) {
    await expectAsGit(path, line)
  }
  const idx = readFileSync(packIndex())
  const truth = run('git', ['show-index'], { cwd: path, env: GIT_ENVIRONMENT, input: idx })
  const ours = await runPackmap(['show-index'], { cwd: path, input: idx })
  expect({ status: ours.status, stdout: ours.stdout.toString() }).toEqual({
    status: 0,
    stdout: truth.stdout.toString(),
  })
})

test.each([
  'rev-list --nonsense HEAD',
  'diff-tree --nonsense HEAD',
  'rev-list --nonsense',
  'diff-tree --nonsense',
])('%s: a revision that is none is refused before an unknown option, as by git', async (line) => {
  const args = line.split(' ')
  const empty = initRepository(join(temporaryFolder(), 'empty'))
  for (const path of [empty, repositoryWith('')]) {
    const { status } = await runPackmap(args, { cwd: path })
    expect(status).toBe(run('git', args, { cwd: path, env: GIT_ENVIRONMENT }).status)
  }
})

test('rev-list --ancestry-path=<no commit> is an error, as in git', async () => {
  const path = repositoryWith('')
  const { status, stderr } = await runPackmap(['rev-list', '--ancestry-path=nowhere', 'HEAD'], { cwd: path })
  const truth = run('git', ['rev-list', '--ancestry-path=nowhere', 'HEAD'], {
    cwd: path,
    env: GIT_ENVIRONMENT,
  })
  expect({ status, stderr }).toEqual({ status: truth.status, stderr: truth.stderr })
})
