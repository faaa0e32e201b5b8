/** Refs that are broken: whoever goes by all refs must not take the rest for all of them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, initRepository, run, temporaryFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const COMMANDS = [
  'show-ref',
  'show-ref bad',
  'show-ref -q bad',
  'show-ref --tags',
  'show-ref -q main',
  'show-ref --verify refs/heads/bad',
  'for-each-ref',
  'for-each-ref refs/heads/bad',
  'rev-parse --all',
  'rev-parse --branches',
  'rev-parse --glob=heads/b*',
  'rev-parse -q --verify refs/heads/other',
  'rev-list --all',
  'rev-list --all --ignore-missing',
  'rev-list --branches --count',
  'rev-list --glob=heads --count',
  'rev-list --exclude=bad --branches --count',
  'rev-list --tags --count',
  'rev-list main',
]

const NULL = '0'.repeat(40)

test.each([
  ['junk', 'refs/heads/bad', 'junk\n'],
  ['nothing', 'refs/heads/bad', ''],
  ['what a crash leaves', 'refs/heads/bad', '\0'.repeat(41)],
  ['all zeros', 'refs/heads/bad', `${NULL}\n`],
  ['an oid cut short', 'refs/heads/bad', '1234567\n'],
  ['a name that leads nowhere', 'refs/heads/bad', 'ref: refs/heads/nowhere\n'],
  ['a name that is none', 'refs/heads/bad', 'ref: refs/heads/..\n'],
  ['a good oid under a bad name', 'refs/heads/b..d', undefined],
])('a ref that holds %s is met as by git', async (_, name, content) => {
  const path = initRepository(join(temporaryFolder(), 'repository'))
  git(path, ['commit', '--quiet', '--allow-empty', '-m', 'one'])
  const oid = git(path, ['rev-parse', 'HEAD']).toString()
  writeFileSync(join(path, '.git', name), content ?? oid)
  for (const command of COMMANDS) {
    const args = command.split(' ')
    const truth = run('git', args, { cwd: path, env: GIT_ENVIRONMENT })
    const { stdout, status } = await runPackmap(args, { cwd: path })
    expect({ stdout: stdout.toString(), status }, command).toEqual({
      stdout: truth.stdout.toString(),
      status: truth.status,
    })
  }
})
