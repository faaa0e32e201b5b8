/** Command lines answered by git and by packmap, and what they answer differently. */
import { GIT_ENVIRONMENT, type ProcessResult } from '../../support/git.js'
import { argumentsOf, type Case } from '../cases/case.js'
import { runGitCases } from './run-git.js'
import { runPackmap } from './run-packmap.js'
import type { Place } from './zoo.js'

/** A way of reading that must make no difference. */
interface Mode {
  readonly name: string
  /** What stands in front of the command. */
  readonly options: readonly string[]
}

const AS_IT_COMES: Mode = { name: 'as it comes', options: [] }
/** Git rounds windows up to two pages, and so does packmap. */
const SMALL_WINDOWS: Mode = {
  name: 'windows of two pages under a limit of 1 MiB',
  options: ['-c', 'core.packedGitWindowSize=4k', '-c', 'core.packedGitLimit=1m'],
}
const READ_BACKEND: Mode = { name: 'backend read', options: ['--backend=read'] }

const MODES: readonly Mode[] = [AS_IT_COMES, SMALL_WINDOWS, READ_BACKEND]

/** Whether every case is to be run in every mode and place, however long it takes. */
export const IS_EXHAUSTIVE =
  process.env['PACKMAP_DIFFERENTIAL'] === 'all' || process.env['PACKMAP_NIGHTLY'] === '1'

/** Every how many cases one is run in a mode other than the first, in an ordinary run. */
const MODE_STEP = IS_EXHAUSTIVE ? 1 : 6

/** How many command lines have been compared, by the name of the mode. */
export class Tally {
  readonly #counts = new Map<string, number>()

  add(mode: Mode): void {
    this.#counts.set(mode.name, (this.#counts.get(mode.name) ?? 0) + 1)
  }

  toString(): string {
    const counts = [...this.#counts]
    const total = counts.reduce((sum, [, count]) => sum + count, 0)
    return `${total} command lines compared with git (${counts.map(([name, count]) => `${name}: ${count}`).join(', ')})`
  }
}

/**
 * Runs cases in a place: git once, and packmap as it comes and, some cases or all of them, in the other modes.
 *
 * @returns A description of each difference.
 */
export async function compareWithGit(place: Place, cases: readonly Case[], tally: Tally): Promise<string[]> {
  const differences: string[] = []
  const answers = runGitCases(place, cases)
  for (const [number, example] of cases.entries()) {
    for (const [at, mode] of MODES.entries()) {
      if (at > 0 && number % MODE_STEP !== at % MODE_STEP) continue
      tally.add(mode)
      const { cwd, env = GIT_ENVIRONMENT } = place
      const args = [...mode.options, ...argumentsOf(example.line)]
      const ours = await runPackmap(args, { cwd, env, input: example.input ?? '' })
      const theirs = answers[number]!
      if (isAlike(ours, theirs, example)) continue
      differences.push(`${mode.name}: ${example.line}\n  git ${shown(theirs)}\n  packmap ${shown(ours)}`)
    }
  }
  return differences
}

function isAlike(ours: ProcessResult, theirs: ProcessResult, example: Case): boolean {
  const { isUnordered, mayEndEarly } = example
  const isUsage = example.isUsage ?? (mayEndEarly && theirs.status !== 0)
  const [a, b] = isUnordered ? [sorted(ours.stdout), sorted(theirs.stdout)] : [ours.stdout, theirs.stdout]
  if (ours.status !== theirs.status || !(isUsage || a.equals(b))) return false
  const saysFatal = /^fatal: /m
  return saysFatal.test(ours.stderr) === saysFatal.test(theirs.stderr)
}

function sorted(lines: Buffer): Buffer {
  return Buffer.from(lines.toString('latin1').split('\n').sort().join('\n'), 'latin1')
}

function shown({ status, stdout, stderr }: ProcessResult): string {
  return `${status}: ${JSON.stringify(stdout.toString('latin1').slice(0, 400))} (${stderr.trim().split('\n')[0]!})`
}
