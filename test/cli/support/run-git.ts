/** Git, for many command lines in one place. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GIT_ENVIRONMENT, type ProcessResult, scratchFolder } from '../../support/git.js'
import { argumentsOf, type Case } from '../cases/case.js'
import type { Place } from './zoo.js'

/** What git answers to each case. One shell runs them all: it starts a process far faster than a large one does. */
export function runGitCases(place: Place, cases: readonly Case[]): ProcessResult[] {
  const folder = scratchFolder()
  try {
    const script = cases.map(({ line, input }, at) => {
      const files = join(folder, String(at))
      writeFileSync(`${files}.in`, input ?? '')
      const command = ['git', ...argumentsOf(line)].map(quoted).join(' ')
      return `${command} <${quoted(files)}.in >${quoted(files)}.out 2>${quoted(files)}.err; echo $? >${quoted(files)}.status\n`
    })
    const env = place.env ?? GIT_ENVIRONMENT
    const shell = spawnSync('sh', { cwd: place.cwd, env, input: script.join('') })
    if (shell.error) throw shell.error
    return cases.map((_, at) => {
      const read = (ending: string): Buffer => readFileSync(join(folder, `${at}.${ending}`))
      return {
        stdout: read('out'),
        stderr: read('err').toString(),
        status: Number(read('status').toString()),
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
