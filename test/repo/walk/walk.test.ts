import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Repository } from '../../../src/repo/repository.js'
import type { WalkOptions } from '../../../src/repo/walk/walk-options.js'
import { git, gitText, initRepository, run, scratchFolder } from '../../support/git.js'

let scratch: string
let path: string
let repo: Repository

const COMMITS = 158

/** Numbers that look random and are the same on every run. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48271) % 2147483647
    yield state
  }
}

/**
 * A history of forks and merges with dates that are often equal and sometimes run backward: commit `i` is tagged
 * `ti`, has up to three parents among the ten before it, and changes one of a few files.
 */
function historyStream(): string {
  const random = randomNumbers(20050407)
  const next = (below: number): number => random.next().value % below
  const lines: string[] = []
  for (let i = 1; i <= COMMITS; i++) {
    const parents = new Set<number>()
    const count = i === 1 || i % 40 === 0 ? 0 : 1 + (next(4) === 0 ? 1 : 0) + (next(12) === 0 ? 1 : 0)
    for (let n = 0; n < count; n++) parents.add(Math.max(1, i - 1 - next(n === 0 ? 3 : 10)))
    parents.delete(i)
    const date = 1112911993 + i * 50 + (next(8) === 0 ? -2000 : 0) - (next(3) === 0 ? 50 : 0)
    const author = 1112911993 + next(10_000)
    lines.push(`commit refs/tags/t${i}`, `mark :${i}`)
    lines.push(`author A <a@b> ${author} +0000`, `committer C <c@d> ${date} +0000`, `data 2`, `m`)
    for (const [n, parent] of [...parents].entries()) lines.push(`${n === 0 ? 'from' : 'merge'} :${parent}`)
    const file = ['a', 'dir/b', 'dir/sub/c', 'd'][next(4)]!
    if (next(5) > 0) lines.push(`M 100644 inline ${file}`, `data <<END`, `${next(6)}`, `END`)
    lines.push('')
  }
  lines.push(`reset refs/heads/main`, `from :${COMMITS}`, '')
  return lines.join('\n')
}

beforeAll(() => {
  scratch = scratchFolder()
  path = initRepository(join(scratch, 'history.git'), '--bare')
  git(path, ['fast-import', '--quiet', '--date-format=raw'], historyStream())
  git(path, ['tag', '-a', '-m', 'x', 'annotated', 't100'])
  repo = Repository.open(path, { env: {} })
})

afterAll(() => {
  repo.close()
  rmSync(scratch, { recursive: true, force: true })
})

function byGit(...args: string[]): string[] {
  const text = gitText(path, ['rev-list', ...args])
  return text === '' ? [] : text.split('\n')
}

const walked = (options: WalkOptions): string[] => [...repo.walk(options)].map(({ oid }) => oid)

const RANGES = [
  ['HEAD'],
  ['t50'],
  ['annotated'],
  ['t100..t150'],
  ['t150..t100'],
  ['t100...t150'],
  ['t90...t91'],
  ['t120', '^t100', '^t80'],
  ['t120', 't130', 't140', '^t60'],
  ['^t100', 'HEAD'],
  ['t100..'],
  ['..t100'],
  ['t150^!'],
  ['t150^@'],
  ['^t150^@', 't155'],
  ['HEAD^-'],
  ['HEAD~3^-1'],
  ['t10..t20', 't30..t40'],
  ['HEAD', '^HEAD'],
  ['t20', '^t158'],
]

describe('walk() gives what git rev-list gives', () => {
  test.each(RANGES)('of %s %s %s %s', (...revisions) => {
    const args = revisions.filter((revision) => typeof revision === 'string')
    expect(walked({ revisions: args })).toEqual(byGit(...args))
  })

  test.each(RANGES)('of %s %s %s %s, sorted topologically and by dates', (...revisions) => {
    const args = revisions.filter((revision) => typeof revision === 'string')
    expect(walked({ revisions: args, order: 'topo' }), 'topo').toEqual(byGit('--topo-order', ...args))
    expect(walked({ revisions: args, order: 'date' }), 'date').toEqual(byGit('--date-order', ...args))
    const byAuthor = walked({ revisions: args, order: 'author-date' })
    expect(byAuthor, 'author-date').toEqual(byGit('--author-date-order', ...args))
  })

  const DATE = 1112911993 + 60 * 50
  const filters: readonly (readonly [string[], WalkOptions])[] = [
    [['-n', '7'], { limit: 7 }],
    [['-n', '0'], { limit: 0 }],
    [['--skip=5'], { skip: 5 }],
    [['--skip=5', '-n', '3'], { skip: 5, limit: 3 }],
    [['--reverse'], { reverse: true }],
    [['--reverse', '-n', '4', '--skip=2'], { reverse: true, limit: 4, skip: 2 }],
    [['--first-parent'], { firstParent: true }],
    [['--merges'], { minParents: 2 }],
    [['--no-merges'], { maxParents: 1 }],
    [['--max-parents=0'], { maxParents: 0 }],
    [['--min-parents=3'], { minParents: 3 }],
    [[`--since=${DATE}`], { since: DATE }],
    [[`--until=${DATE}`], { until: DATE }],
    [[`--since=${DATE}`, `--until=${DATE + 2000}`], { since: DATE, until: DATE + 2000 }],
    [['--topo-order', '--reverse', '--no-merges'], { order: 'topo', reverse: true, maxParents: 1 }],
    [['--topo-order', '--first-parent'], { order: 'topo', firstParent: true }],
  ]
  test.each(filters)('with %j', (args, options) => {
    for (const revisions of [['HEAD'], ['t60..t150'], ['t140...t150']]) {
      expect(walked({ ...options, revisions }), revisions.join(' ')).toEqual(byGit(...args, ...revisions))
    }
  })

  const paths = [['a'], ['dir'], ['dir/'], ['dir/sub/c'], ['dir/b', 'd'], ['none'], ['a', 'none'], ['a/x']]
  test.each(paths)('limited to the paths %s %s', (...names) => {
    const given = names.filter((name) => typeof name === 'string')
    for (const revisions of [['HEAD'], ['t60..t150'], ['t140...t150'], ['t120', 't99', '^t30']]) {
      const args = [...revisions, '--', ...given]
      expect(walked({ revisions, paths: given }), args.join(' ')).toEqual(byGit(...args))
      const topological = walked({ revisions, paths: given, order: 'topo' })
      expect(topological, args.join(' ')).toEqual(byGit('--topo-order', ...args))
      const firstParents = walked({ revisions, paths: given, firstParent: true })
      expect(firstParents, args.join(' ')).toEqual(byGit('--first-parent', ...args))
    }
  })

  test('from all refs, tags of commits among them', () => {
    const tips = [...repo.refs()].map(({ oid }) => ({ oid, isExcluded: false }))
    expect(walked({ tips })).toEqual(byGit('--all'))
  })
})

test('log() gives commits in the order of git log', () => {
  expect([...repo.log()].map(({ oid }) => oid)).toEqual(gitText(path, ['log', '--format=%H']).split('\n'))
  expect([...repo.log({ from: ['t90', 't95'], limit: 5 })].map(({ oid }) => oid)).toEqual(
    gitText(path, ['log', '--format=%H', '-n', '5', 't90', 't95']).split('\n'),
  )
})

test('mergeBases() and isAncestor() agree with git merge-base on pairs of commits', () => {
  const random = randomNumbers(99)
  const pick = (): string => `t${1 + (random.next().value % COMMITS)}`
  for (let n = 0; n < 120; n++) {
    const [a, b] = [pick(), pick()]
    const bases = run('git', ['merge-base', '--all', a, b], { cwd: path }).stdout.toString()
    expect(repo.mergeBases(a, b).join('\n'), `${a} ${b}`).toBe(bases.trim())
    const isAncestor = run('git', ['merge-base', '--is-ancestor', a, b], { cwd: path }).status === 0
    expect(repo.isAncestor(a, b), `${a} ${b}`).toBe(isAncestor)
  }
})

test('mergeBases() of several commits is that of the first with a merge of the others', () => {
  for (const names of [
    ['t100', 't90', 't95'],
    ['t150', 't60', 't61', 't62'],
    ['t41', 't39', 't38'],
  ]) {
    const [one, ...others] = names
    const bases = run('git', ['merge-base', '--all', ...names], { cwd: path }).stdout.toString()
    expect(repo.mergeBases(one!, ...others).join('\n')).toBe(bases.trim())
  }
})

describe('what hides history is minded:', () => {
  test('grafts, shallow commits and replacements', () => {
    const copy = join(scratch, 'hidden.git')
    git(scratch, ['clone', '-q', '--bare', path, copy])
    const check = (): void => {
      using opened = Repository.open(copy, { env: {} })
      const oids = [...opened.walk('main')].map(({ oid }) => oid)
      expect(oids).toEqual(gitText(copy, ['rev-list', 'main']).split('\n'))
      expect(opened.resolve('main~5')).toBe(gitText(copy, ['rev-parse', 'main~5']))
    }
    git(copy, ['replace', '--graft', 'main~3', 't20', 't30'])
    check()
    git(copy, ['replace', '-f', 'main~2', 'main~4'])
    check()
    using unreplaced = Repository.open(copy, { env: { GIT_NO_REPLACE_OBJECTS: '1' } })
    expect([...unreplaced.walk('main')].length).toBe(byGit('main').length)
  })

  test('a shallow clone ends where it was cut', () => {
    const shallow = join(scratch, 'shallow')
    git(scratch, ['clone', '-q', '--depth', '4', `file://${path}`, shallow])
    using opened = Repository.open(shallow, { env: {} })
    const oids = [...opened.walk('HEAD')].map(({ oid }) => oid)
    expect(oids).toEqual(gitText(shallow, ['rev-list', 'HEAD']).split('\n'))
    expect(() => opened.resolve('HEAD~50')).toThrow()
  })

  test('a missing parent ends the walk, unless it is to be skipped', () => {
    const broken = join(scratch, 'broken.git')
    git(scratch, ['clone', '-q', '--bare', path, broken])
    const tree = gitText(broken, ['rev-parse', 'main^{tree}'])
    const lost = '1'.repeat(40)
    const text = `tree ${tree}\nparent ${lost}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n`
    const oid = gitText(broken, ['hash-object', '-t', 'commit', '-w', '--stdin'], text)
    using opened = Repository.open(broken, { env: {} })
    expect(() => [...opened.walk(oid)]).toThrow(/1111/)
    expect([...opened.walk({ revisions: [oid], missing: 'skip' })].map((commit) => commit.oid)).toEqual([oid])
  })
})
