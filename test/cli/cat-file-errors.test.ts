/** What `cat-file` says on standard error, where git's own words matter: misuse, and objects of unknown types. */
import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { GIT_ENVIRONMENT, gitText, run, scratchFolder } from '../support/git.js'
import { argumentsOf } from './cases/case.js'
import { runPackmap } from './support/run-packmap.js'

const root = scratchFolder()
gitText(root, ['init', '-q', '.'])
const bogus = gitText(root, ['hash-object', '-t', 'bogus', '--literally', '-w', '--stdin'], 'content')
const longWord = 'abcdefghijklmnopqrstuvwxyz1234679'
const long = gitText(root, ['hash-object', '-t', longWord, '--literally', '-w', '--stdin'], 'content')

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('cat-file answers with the bytes, the status and the first line of error of git', () => {
  test.each([
    'cat-file -e',
    'cat-file --textconv',
    'cat-file -p one two',
    'cat-file --filters one two',
    'cat-file -p --batch',
    'cat-file --batch one',
    'cat-file --batch --batch-check',
    'cat-file -p --buffer',
    'cat-file -z',
    'cat-file --path=x --batch',
    'cat-file one two three',
    'cat-file -x',
    'cat-file --nonsense',
    ...['-t', '-s', '-p', '-e', 'bogus'].flatMap((question) => [
      `cat-file ${question} ${bogus}`,
      `cat-file ${question} ${long}`,
    ]),
  ])('%s', async (line) => {
    await expectAlike(argumentsOf(line), '')
  })

  test.each(['--batch', '--batch-check'])('cat-file %s of unknown types', async (mode) => {
    await expectAlike(['cat-file', mode], `${long}\n`)
    await expectAlike(['cat-file', mode], `${bogus}\n`)
  })
})

async function expectAlike(args: readonly string[], input: string): Promise<void> {
  const theirs = run('git', args, { cwd: root, input })
  const ours = await runPackmap(args, { cwd: root, input, env: GIT_ENVIRONMENT })
  expect({ ...ours, stdout: ours.stdout.toString(), stderr: firstLine(ours.stderr) }).toEqual({
    ...theirs,
    stdout: theirs.stdout.toString(),
    stderr: firstLine(theirs.stderr),
  })
}

/** Git prints its usage behind some errors, packmap its own. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}
