/**
 * Real git and packmap, side by side: the same arguments in the same place must give the same bytes on standard
 * output and the same exit status. What is special about a place, and which commands are run in it, are tables.
 */
import { rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { GIT_ENVIRONMENT, type ProcessResult, scratchFolder } from '../support/git.js'
import { argumentsOf, type Case } from './cases/case.js'
import { CAT_FILE } from './cases/cat-file.js'
import { DIFF_TREE } from './cases/diff-tree.js'
import { LS_TREE } from './cases/ls-tree.js'
import { COUNT_OBJECTS, FOR_EACH_REF, MERGE_BASE, SHOW_REF } from './cases/refs.js'
import { REV_LIST } from './cases/rev-list.js'
import { REV_PARSE } from './cases/rev-parse.js'
import { runPackmap } from './support/run-packmap.js'
import { makeZoo, type Place } from './support/zoo.js'

const root = scratchFolder()
const zoo = makeZoo(root)

afterAll(() => {
  console.log(`${ran} command lines compared with git`)
  rmSync(root, { recursive: true, force: true })
})

const TABLES: readonly (readonly [string, readonly Case[]])[] = [
  ['cat-file', CAT_FILE],
  ['ls-tree', LS_TREE],
  ['rev-parse', REV_PARSE],
  ['show-ref', SHOW_REF],
  ['diff-tree', DIFF_TREE],
  ['rev-list', REV_LIST],
  ['for-each-ref', FOR_EACH_REF],
  ['merge-base', MERGE_BASE],
  ['count-objects', COUNT_OBJECTS],
]

/** Places where every case is run; in the others every sixteenth, and not the same ones, unless all are asked for. */
const FULL_PLACES = 1
const STEP = process.env['PACKMAP_DIFFERENTIAL'] === 'all' ? 1 : 16
/** Two programs run for each case, on a machine that may have other things to do. */
const TIMEOUT_MS = 300_000
let ran = 0

describe.each(TABLES)('%s answers as git does', (_, cases) => {
  test.each(zoo)(
    'in $name',
    async (place) => {
      const at = zoo.indexOf(place)
      const chosen = at < FULL_PLACES ? cases : cases.filter((__, number) => number % STEP === at % STEP)
      const differences: string[] = []
      for (const example of chosen) {
        const difference = await compare(place, example)
        if (difference !== undefined) differences.push(difference)
        ran++
      }
      expect(differences.join('\n')).toBe('')
    },
    TIMEOUT_MS,
  )
})

/** What git and packmap answer differently; undefined if nothing. */
async function compare(place: Place, { line, input, isUsage }: Case): Promise<string | undefined> {
  const args = argumentsOf(line)
  const options = { cwd: place.cwd, input: input ?? '', env: place.env ?? GIT_ENVIRONMENT }
  const theirs = runGit(args, options)
  const ours = await runPackmap(args, options)
  if (ours.status === theirs.status && (isUsage || ours.stdout.equals(theirs.stdout))) return undefined
  return `${line}\n  git ${shown(theirs)}\n  packmap ${shown(ours)}`
}

function shown({
  status,
  stdout,
  stderr,
}: {
  status: number | null
  stdout: Buffer
  stderr: string
}): string {
  return `${status}: ${JSON.stringify(stdout.toString('latin1').slice(0, 400))} (${stderr.trim().split('\n')[0]!})`
}

/** Git, which may well be gone before it has read all of its input. */
function runGit(
  args: readonly string[],
  options: { cwd: string; input: string | Uint8Array; env: NodeJS.ProcessEnv },
): ProcessResult {
  const { error, stdout, stderr, status } = spawnSync('git', args, { ...options, maxBuffer: 2 ** 26 })
  if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  return { stdout, stderr: stderr.toString(), status }
}
