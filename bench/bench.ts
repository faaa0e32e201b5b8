/**
 * packmap beside git and every other reader of repositories that is installed here:
 *
 *     npm run bench -- --repo PATH [--only W1] [--json FILE] [--markdown FILE]
 *
 * Each run is a process of its own; the subjects take turns; every result is compared with git's. Without a repository
 * a synthetic one is made. `docs/performance.md` says what the cases are and how to read the table.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { type BenchmarkCase, CASES } from './harness/cases.js'
import { compare, type Row } from './harness/compare.js'
import { prepareInputs } from './harness/inputs.js'
import { asMarkdown, asTable } from './harness/report.js'
import { runSubject } from './harness/run-subject.js'
import { installedSubjects, type Subject } from './harness/subjects.js'
import { makeSyntheticRepository } from './harness/synthetic.js'

interface Options {
  readonly repo?: string
  readonly only: readonly string[]
  readonly subject: readonly string[]
  readonly rounds: number
  readonly seed: number
  readonly json?: string
  readonly markdown?: string
  readonly profile?: string
}

const program = new Command('bench')
  .description('packmap beside git and every other reader of repositories that is installed')
  .option('--repo <path>', 'the repository; without it a synthetic one is made')
  .option('--only <case>', 'W1, W3 (and its forms W3c, W3t), … may be repeated', collect, [])
  .option('--subject <name>', 'take only this subject besides git; may be repeated', collect, [])
  .option('--rounds <n>', 'runs of each, of which the medians count', wholeNumber, 3)
  .option('--seed <n>', 'for what is read and for the synthetic repository', wholeNumber, 20_050_407)
  .option('--json <file>', 'write all figures')
  .option('--markdown <file>', 'write the table')
  .option('--profile <folder>', "run packmap's part of the cases once under --cpu-prof, and nothing else")
await main(program.parse().opts<Options>())

async function main(options: Options): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'packmap-bench-'))
  try {
    const gitDir = options.repo === undefined ? synthetic(scratch, options.seed) : gitDirOf(options.repo)
    console.error(`preparing what is read from ${gitDir}`)
    const inputs = prepareInputs(gitDir, options.seed)
    const cases = CASES.filter(({ id }) => isWanted(id, options.only))
    const subjects = await installedSubjects(scratch)
    if (options.profile === undefined) {
      report(await run(cases, subjects, gitDir, inputs, options), gitDir, options)
    } else {
      await profile(cases, subjects, gitDir, inputs, resolve(options.profile))
    }
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function run(
  cases: readonly BenchmarkCase[],
  installed: readonly Subject[],
  gitDir: string,
  inputs: string,
  options: Options,
): Promise<Row[]> {
  const wanted = options.subject
  const subjects = installed.filter(
    ({ name }) => wanted.length === 0 || name === 'git' || wanted.includes(name),
  )
  console.error(`subjects: ${subjects.map(({ name }) => name).join(', ')}`)
  const log = (line: string): void => {
    console.error(line)
  }
  return compare({ cases, subjects, rounds: options.rounds, gitDir, inputs, log })
}

function report(rows: readonly Row[], gitDir: string, options: Options): void {
  console.log(asTable(rows))
  const machine = {
    date: new Date().toISOString(),
    node: process.version,
    git: spawnSync('git', ['--version']).stdout.toString().trim(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
  }
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ machine, gitDir, rows }, null, 2)}\n`)
  if (options.markdown !== undefined) writeFileSync(options.markdown, asMarkdown(rows))
  if (rows.some(({ checked }) => checked === 'different')) process.exitCode = 1
}

/** One `.cpuprofile` for each case, of a process in which nothing else runs. */
async function profile(
  cases: readonly BenchmarkCase[],
  subjects: readonly Subject[],
  gitDir: string,
  inputs: string,
  folder: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const packmap = subjects.find(({ name }) => name === 'packmap')!
  for (const { id } of cases) {
    if (packmap.cases[id] === undefined) continue
    const [node, ...rest] = packmap.command
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${id}.cpuprofile`]
    const profiled: Subject = { ...packmap, command: [node!, ...flags, ...rest] }
    const { wall, cpu } = await runSubject(profiled, id, gitDir, inputs)
    console.log(`${join(folder, `${id}.cpuprofile`)}: ${wall.toFixed(2)} s, CPU ${cpu.toFixed(2)} s`)
  }
}

function synthetic(scratch: string, seed: number): string {
  const path = join(scratch, 'synthetic.git')
  console.error('making a synthetic repository')
  makeSyntheticRepository(path, seed)
  return path
}

function gitDirOf(path: string): string {
  const { stdout, status, stderr } = spawnSync('git', ['-C', path, 'rev-parse', '--absolute-git-dir'])
  if (status !== 0) throw new Error(stderr.toString())
  return stdout.toString().trim()
}

/** `W3` wants `W3c` and `W3t` too, and `W1` does not want `W10`. */
function isWanted(id: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((name) => id === name || id.replace(/[a-z]$/, '') === name)
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError('not a whole number from 1 on')
  return number
}
