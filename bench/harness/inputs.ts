/** What the cases read: lines in files, chosen with a fixed seed from what git lists, kept for the next run. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from './random.js'

const SEED = 20_050_407
const READS = 100_000
const ABBREVIATIONS = 20_000
const PAIRS = 20_000
/** Counted up when the files change in what they hold. */
const FORMAT = 2
/** Commits whose paths are drawn from. */
const PATH_SOURCES = 100

/**
 * Makes the files, or finds those of an earlier run.
 *
 * @returns The folder with `oids`, `objectCount`, `packOrder`, `halfMissing`, `abbreviations`, `paths` and `first`.
 */
export function prepareInputs(gitDir: string, seed = SEED): string {
  const state = git(gitDir, ['for-each-ref', '--format=%(objectname)']) + `${gitDir} ${seed} ${FORMAT}`
  const name = createHash('sha1').update(state).digest('hex').slice(0, 12)
  const folder = join(tmpdir(), 'packmap-bench', name)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeInputs(gitDir, unfinished, new Random(seed))
  renameSync(unfinished, folder)
  return folder
}

function writeInputs(gitDir: string, folder: string, random: Random): void {
  const write = (file: string, lines: readonly string[]): void => {
    writeFileSync(join(folder, file), lines.map((line) => `${line}\n`).join(''))
  }
  const listing = [
    'cat-file',
    '--batch-all-objects',
    '--unordered',
    '--batch-check=%(objectname) %(objecttype)',
  ]
  const objects = lines(git(gitDir, listing)).map((line) => line.split(' ') as [string, string])
  const all = objects.map(([oid]) => oid)
  const oids = random.sample(all, READS)
  write('objectCount', [String(all.length)])
  write('oids', oids)
  const wanted = new Set(oids)
  write(
    'packOrder',
    all.filter((oid) => wanted.has(oid)),
  ) // `--unordered` is the order of the pack
  write(
    'halfMissing',
    oids.map((oid, i) => (i % 2 === 0 ? oid : randomHex(random, oid.length))),
  )
  write('abbreviations', abbreviations(all, random))
  write('first', random.sample(all, 1))
  const commits = objects.filter(([, type]) => type === 'commit').map(([oid]) => oid)
  write('paths', pathPairs(gitDir, commits, random))
}

/** Each the shortest that is unique and has four digits at least. */
function abbreviations(all: readonly string[], random: Random): string[] {
  const sorted = all.toSorted()
  const common = (i: number, j: number): number => {
    const [a, b] = [sorted[i] ?? '', sorted[j] ?? '']
    let at = 0
    while (at < a.length && a[at] === b[at]) at++
    return at
  }
  const positions = random.sample([...sorted.keys()], ABBREVIATIONS)
  return positions.map((i) => sorted[i]!.slice(0, Math.max(4, common(i, i - 1) + 1, common(i, i + 1) + 1)))
}

/** `<commit>:<path>` that exist. */
function pathPairs(gitDir: string, commits: readonly string[], random: Random): string[] {
  const paths = random
    .sample(commits, PATH_SOURCES)
    .flatMap((commit) => lines(git(gitDir, ['ls-tree', '-r', '--name-only', commit])))
    .filter((path) => !path.startsWith('"'))
  if (paths.length === 0) return []
  const candidates = Array.from({ length: PAIRS * 3 }, () => {
    const commit = commits[random.below(commits.length)]!
    return `${commit}:${paths[random.below(paths.length)]!}`
  })
  const input = candidates.map((pair) => `${pair}\n`).join('')
  const answers = lines(git(gitDir, ['cat-file', '--batch-check'], input))
  return candidates.filter((_, i) => !answers[i]!.endsWith(' missing')).slice(0, PAIRS)
}

function randomHex(random: Random, size: number): string {
  return Array.from({ length: size }, () => random.below(16).toString(16)).join('')
}

/** The first `count` lines of an input file. */
export function inputLines(folder: string, file: string, count = Infinity): string[] {
  return lines(readFileSync(join(folder, file), 'utf8')).slice(0, count)
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1)
}

function git(gitDir: string, args: readonly string[], input = ''): string {
  return execFileSync('git', [`--git-dir=${gitDir}`, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
}
