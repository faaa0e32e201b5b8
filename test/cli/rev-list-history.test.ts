/** rev-list over a tangled history: combinations of options, drawn at random from a fixed seed, against real git. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { git, gitText, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../support/git.js'
import { seededNumbers, tangledHistory } from '../support/tangled-history.js'
import { runPackmap } from './support/run-packmap.js'

const COMMITS = 130
const isNightly = process.env['PACKMAP_NIGHTLY'] === '1'
const LINES = isNightly ? 1500 : 130
const SEED = Number(process.env['PACKMAP_SEED'] ?? 20050407)
const TIMEOUT_MS = 600_000

let scratch: string
let plain: string
let withGraph: string
/** A commit that no ref reaches, in both. */
let apart: string

beforeAll(() => {
  scratch = scratchFolder()
  plain = initRepository(join(scratch, 'plain.git'), '--bare')
  git(plain, ['fast-import', '--quiet', '--date-format=raw'], tangledHistory(COMMITS, SEED))
  apart = gitText(plain, ['commit-tree', '-m', 'apart', 'main^{tree}'])
  git(plain, ['update-ref', 'refs/apart/one', apart])
  withGraph = join(scratch, 'graph.git')
  git(scratch, ['clone', '--quiet', '--mirror', plain, withGraph])
  for (const cwd of [plain, withGraph]) git(cwd, ['update-ref', '-d', 'refs/apart/one'])
  git(withGraph, ['commit-graph', 'write', '--reachable', '--changed-paths'])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

const ORDERS = ['', '', '--topo-order', '--date-order', '--author-date-order']
const HISTORIES = ['', '', '--full-history', '--simplify-merges', '--sparse', '--show-pulls', '--dense']
const RELATIONS = ['', '', '--parents', '--parents', '--children']
const LIMITS = [
  '',
  '',
  '',
  '--first-parent',
  '--merges',
  '--no-merges',
  '-n7',
  '--skip=3 -n9',
  '--max-parents=0',
]
const MORE = [
  '',
  '',
  '',
  '--boundary',
  '--left-right',
  '--left-only',
  '--right-only',
  '--ancestry-path',
  '--reverse',
  '--count',
  '--simplify-by-decoration',
  '--remove-empty',
  '--exclude-first-parent-only',
  '--count --left-right',
  '--left-right --boundary',
  '--objects',
  '--objects-edge',
  '--objects --in-commit-order',
  '--objects --filter=blob:none',
  '--objects --filter=blob:limit=2',
  '--objects --filter=tree:1',
  '--objects --filter=tree:2 --filter-provided-objects',
  '--objects --filter=object:type=tree',
  '--objects --filter=object:type=blob',
  '--objects --filter=combine:tree:2+blob:none',
  '--objects --no-object-names',
  '--objects --disk-usage',
  '--disk-usage=human',
  '--timestamp',
  '--since=1112913993',
  '--since-as-filter=1112913993',
  '--until=1112914993',
  '--bisect',
  '--bisect-vars',
  '--bisect --first-parent',
]
const PATHS = [
  '',
  '',
  'a',
  'dir',
  'dir/',
  'dir/sub/c e',
  'nothing',
  '*.txt',
  'd*',
  ':(glob)*.txt',
  ':(glob)**/*.txt',
  ':(icase)DIR/SUB/d.txt',
  ':(exclude)dir',
  'dir :!dir/sub',
  ':(top)a',
  ':/dir/b',
  ':(literal)*.txt',
  'dir/sub/* b.txt',
  ':(icase)*.TXT :^dir/sub',
]

/** Git prints parents of boundary commits only if it happens to have read them. */
function isUndecided(line: readonly string[]): boolean {
  return ['--first-parent', '--boundary', '--parents'].every((word) => line.includes(word))
}

/** A command line without what git refuses. */
function commandLine(next: (below: number) => number): string[] {
  const pick = (from: readonly string[]): string => from[next(from.length)]!
  const tag = (): string => `t${1 + next(COMMITS)}`
  const tips = pick([
    'main',
    '--all',
    `main ^${tag()}`,
    `${tag()}..main`,
    `${tag()}...${tag()}`,
    `${tag()} ${tag()}`,
    `left...right`,
    `main --not ${tag()} ${tag()}`,
    `${tag()}^!`,
  ])
  const more = pick(MORE)
  const relation = more.includes('--simplify-by') ? '' : pick(RELATIONS)
  // Git before 2.55 tells sides apart only where it walks all of history first, as it does to exclude something.
  const hasSide = /--(?:left|right)-only/.test(more)
  const order = pick(ORDERS)
  const limit = hasSide ? `${tips} ^${apart}` : tips
  const walk = [hasSide ? '' : order, pick(HISTORIES), relation, pick(LIMITS), more, limit]
  return `rev-list ${walk.join(' ')} -- ${pick(PATHS)}`.split(' ').filter((word) => word !== '')
}

test.each(['plain', 'with a commit-graph'])(
  'rev-list answers as git does, in a repository %s',
  async (kind) => {
    const cwd = kind === 'plain' ? plain : withGraph
    const next = seededNumbers(SEED + kind.length)
    const differences: string[] = []
    for (let n = 0; n < LINES; n++) {
      const line = commandLine(next)
      if (isUndecided(line)) continue
      const theirs = run('git', line, { cwd })
      const ours = await runPackmap(line, { cwd, env: GIT_ENVIRONMENT })
      if (ours.status !== theirs.status || !ours.stdout.equals(theirs.stdout)) {
        differences.push(line.join(' '))
      }
    }
    expect(differences).toEqual([])
  },
  TIMEOUT_MS,
)

test('rev-list knows of no left side where no symmetric difference is asked for', async () => {
  const ask = async (...args: string[]): Promise<string> => {
    const { stdout } = await runPackmap(['rev-list', '--all', ...args], { cwd: plain, env: GIT_ENVIRONMENT })
    return stdout.toString()
  }
  expect(await ask('--left-only')).toBe('')
  expect(await ask('--right-only')).toBe(await ask())
})

test('rev-list sees no change where only folders without files come and go', async () => {
  const cwd = initRepository(join(scratch, 'hollow.git'), '--bare')
  const tree = (...entries: string[]): string =>
    gitText(cwd, ['mktree'], entries.map((e) => `${e}\n`).join(''))
  const empty = tree()
  const hollow = tree(`040000 tree ${empty}\tsub`)
  const roots = [tree(), tree(`040000 tree ${hollow}\tdir`), tree()]
  let head: string[] = []
  for (const root of roots) head = ['-p', gitText(cwd, ['commit-tree', root, '-m', 'm', ...head])]
  for (const args of [[head[1]!], ['--full-history', head[1]!]]) {
    const line = ['rev-list', ...args, '--', 'dir']
    const ours = await runPackmap(line, { cwd, env: GIT_ENVIRONMENT })
    expect([ours.status, ours.stdout.toString()]).toEqual([0, git(cwd, line).toString()])
  }
})

test('rev-list knows the tips that stand behind an excluded one when it excludes what lies behind that', async () => {
  const cwd = initRepository(join(scratch, 'order.git'), '--bare')
  const commit = (n: number, content: string, ...parents: number[]): string =>
    `commit refs/tags/t${n}\nmark :${n}\ncommitter C <c@d> ${date(n)} +0000\ndata 0\n` +
    parents.map((parent, i) => `${i === 0 ? 'from' : 'merge'} :${parent}\n`).join('') +
    `M 100644 inline f\ndata 1\n${content}\n`
  // The second is the latest: it is walked before it turns out to be excluded, unless it is known from the start.
  const date = (n: number): number => 1_700_000_000 + (n === 2 ? 100 : n)
  const history = [commit(1, 'a'), commit(2, 'b', 1), commit(3, 'c', 2), commit(4, 'd', 3), commit(5, 'b', 1)]
  git(cwd, ['fast-import', '--quiet', '--date-format=raw'], history.join('\n'))
  for (const tips of [
    ['^t4', 't2', 't3', 't5'],
    ['t2', 't3', 't5', '^t4'],
  ]) {
    const line = ['rev-list', '--objects', ...tips]
    const ours = await runPackmap(line, { cwd, env: GIT_ENVIRONMENT })
    expect([ours.status, ours.stdout.toString()]).toEqual([0, git(cwd, line).toString()])
  }
})
