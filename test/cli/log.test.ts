/** `log` and `rev-list` with messages: git shows the same, for formats of every kind over a history of every kind. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GIT_ENVIRONMENT, git, run, scratchFolder } from '../support/git.js'
import { seededNumbers } from '../support/tangled-history.js'
import { makeMessageHistory } from './support/message-history.js'
import { runPackmap } from './support/run-packmap.js'

const SEED = 2026
const FORMATS = 120
const PLACEHOLDERS = [
  ...[
    '%H',
    '%h',
    '%T',
    '%t',
    '%P',
    '%p',
    '%an',
    '%aN',
    '%ae',
    '%aE',
    '%al',
    '%aL',
    '%ad',
    '%aD',
    '%at',
    '%ai',
    '%aI',
  ],
  ...[
    '%as',
    '%cn',
    '%ce',
    '%cl',
    '%cd',
    '%ct',
    '%ci',
    '%cs',
    '%d',
    '%D',
    '%e',
    '%s',
    '%f',
    '%b',
    '%B',
    '%N',
    '%m',
  ],
  ...[
    '%n',
    '%x41',
    '%x0a',
    '%%',
    '%G?',
    '%GT',
    '%GS',
    '%gd',
    '%gs',
    '%gn',
    '%C(red)',
    '%C(auto)',
    '%Creset',
    '%Cgreen',
  ],
  ...[
    '%C(always,bold blue)',
    '%w(30,2,4)',
    '%w(0,3)',
    '%w()',
    '%w(20)',
    '%<(20)',
    '%>(30)',
    '%><(25)',
    '%>>(12)',
  ],
  ...[
    '%<(10,trunc)',
    '%<(12,ltrunc)',
    '%<(13,mtrunc)',
    '%<|(40)',
    '%>|(50)',
    '%>>|(30)',
    '%<|(20,trunc)',
    '%+s',
  ],
  ...[
    '%-b',
    '% b',
    '%+d',
    '%-N',
    '%+w(3)',
    '%(trailers)',
    '%(trailers:only)',
    '%(trailers:unfold)',
    '%(nothing)',
  ],
  ...[
    '%(trailers:key=Signed-off-by,valueonly,separator=%x2C )',
    '%(trailers:only=no,separator=|)',
    '%z',
    '%aq',
    '%x4',
  ],
  ...['%(trailers:keyonly,separator=%n)', '%<(0)x', '%>(a)', '%w(1,a)', ' | ', 'text', 'ä', '%'],
]

let root: string
let cwd: string

beforeAll(() => {
  root = scratchFolder()
  cwd = makeMessageHistory(join(root, 'r'), 120, SEED)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

async function expectSame(args: readonly string[], env: NodeJS.ProcessEnv = GIT_ENVIRONMENT): Promise<void> {
  const expected = run('git', args, { cwd, env })
  const got = await runPackmap(args, { cwd, env })
  const line = args.join(' ')
  expect(`${line}\n${got.stdout.toString('latin1')}`).toBe(`${line}\n${expected.stdout.toString('latin1')}`)
  expect([line, got.status]).toEqual([line, expected.status])
}

describe('formats', () => {
  const next = seededNumbers(SEED)
  const formats = Array.from({ length: FORMATS }, () =>
    Array.from({ length: 1 + next(7) }, () => PLACEHOLDERS[next(PLACEHOLDERS.length)]!).join(''),
  )

  test.each(formats)('--format=%j', async (format) => {
    await expectSame(['log', '--all', `--format=${format}`])
    await expectSame(['log', '--graph', '-n', '30', '--color=always', `--pretty=format:${format}`])
    await expectSame(['rev-list', '--all', '-n', '20', `--format=${format}`])
  })
})

const NAMED = [
  'oneline',
  'short',
  'medium',
  'full',
  'fuller',
  'reference',
  'email',
  'mboxrd',
  'raw',
  'med',
  'o',
]

test.each(NAMED)('--pretty=%s', async (name) => {
  for (const more of [[], ['--graph'], ['--decorate'], ['--no-notes'], ['--notes=other'], ['-z']]) {
    await expectSame(['log', '--all', `--pretty=${name}`, ...more])
  }
  if (name === 'email' || name === 'mboxrd') return // git before 2.45 has no Subject there
  await expectSame(['rev-list', '--all', `--pretty=${name}`])
  await expectSame(['rev-list', '--all', '--graph', '--parents', `--pretty=${name}`])
})

const LINES = [
  'log',
  'log -3',
  'log --oneline --graph --all',
  'log --graph --boundary main~20..main',
  'log --left-right --graph b1...b2',
  'log --left-right --oneline b1...b2',
  'log --boundary --format=%m%h main~9..main',
  'log --children --abbrev-commit -9 --topo-order',
  'log --parents --oneline -9',
  'log --graph --date-order',
  'log --graph --first-parent',
  'log --graph --no-merges -- dir',
  'log --graph --oneline -- a b',
  'log --graph --min-parents=2',
  'log --date=relative -2',
  'log --date=iso --pretty=fuller -4',
  'log --date=format:%F_%T -4',
  'log --relative-date --format=%ad -2',
  'log --decorate=full --all',
  'log --decorate --all --oneline',
  'log --decorate-refs=tags --all --decorate',
  'log --decorate-refs-exclude=t* --all --oneline --decorate',
  'log --clear-decorations --all --decorate --oneline',
  'log --all --format=%d --decorate=full',
  '-c log.excludeDecoration=refs/tags log --all --decorate --oneline',
  'log --simplify-by-decoration --graph --oneline --all',
  'log --no-mailmap --pretty=full -20',
  'log --use-mailmap --pretty=full -20',
  '-c log.mailmap=false log --pretty=full',
  '-c log.date=unix log -2',
  '-c log.abbrevCommit=true log -2',
  '-c log.abbrevCommit=true log -2 --no-abbrev-commit',
  '-c format.pretty=oneline log -2',
  '-c pretty.own=format:%h_%s log --pretty=own -4',
  '-c pretty.own=oneline log --pretty=own -4',
  '-c pretty.a=b -c pretty.b=a log --pretty=a -4',
  'log --pretty=nothing',
  'log --abbrev=4 --format=%h',
  'log --abbrev=1 --format=%h',
  'log --no-abbrev --format=%h -2',
  'log --log-size -3',
  'log --expand-tabs=3',
  'log --no-expand-tabs',
  'log --expand-tabs=x',
  'log --encoding=ISO-8859-1',
  'log --encoding=none -2',
  '-c i18n.logOutputEncoding=ISO-8859-1 log --format=%an%n%s',
  'log --graph --reverse',
  'log --graph --children',
  'log --unknown-option',
  'log --date=nothing',
  'log nothing',
  'log --all --grep=Fix',
  'log --author=Ada --oneline',
  'log --notes=o* --notes',
  '-c notes.displayRef=refs/notes/* log -3',
  '-c core.notesRef=refs/notes/other log -3',
  'log --show-notes=other -3',
  'log --no-standard-notes --notes=other -3',
  'log --notes=missing -1',
  'log --reverse -5 --oneline',
  'rev-list --header main -3',
  'rev-list --oneline main',
  'rev-list --graph main',
  'rev-list --graph --oneline --all',
  'rev-list --no-commit-header --format=%s main',
  'rev-list --no-commit-header --oneline main',
  'rev-list --pretty main -2',
  'rev-list --timestamp --pretty=raw main -2',
  'rev-list --notes main',
  'rev-list --abbrev-commit --pretty main -2',
  'rev-list --left-right --pretty=short b1...b2',
  'rev-list --date=iso --pretty main -1',
  'rev-list --encoding=latin1 --pretty main',
]

test.each(LINES)('%s', async (line) => {
  await expectSame(line.split(' '))
})

test('log takes refs of notes from the environment', async () => {
  await expectSame(['log', '-2'], { ...GIT_ENVIRONMENT, GIT_NOTES_REF: 'refs/notes/other' })
  await expectSame(['log', '-2'], { ...GIT_ENVIRONMENT, GIT_NOTES_DISPLAY_REF: 'refs/notes/other' })
})

test('what is newer than some git', async () => {
  const shown = async (...args: string[]): Promise<string> => {
    const { stdout } = await runPackmap(args, { cwd })
    return stdout.toString('latin1')
  }
  const refs = await shown('log', '-1', '--format=%C(auto)%d', '--color=always')
  expect(refs).toBe(
    '\x1b[33m (\x1b[m\x1b[1;36mHEAD\x1b[m\x1b[33m -> \x1b[m\x1b[1;32mmain\x1b[m\x1b[33m, \x1b[m\x1b[1;32mb0\x1b[m\x1b[33m)\x1b[m\n',
  )
  expect(
    await shown('log', '-1', '--format=%(decorate:prefix=<,suffix=>,separator=%x3B,pointer=%x3D)%(count)'),
  ).toBe('<HEAD=main;b0>0\n')
  expect(await shown('rev-list', '-1', '--pretty=email', 'main')).toContain('\nSubject: ')
})

test('log of a repository without a commit says so', async () => {
  const empty = join(root, 'empty')
  git('.', ['init', '-q', '-b', 'main', empty])
  const { stderr, status } = await runPackmap(['log'], { cwd: empty })
  expect([stderr, status]).toEqual(["fatal: your current branch 'main' does not have any commits yet\n", 128])
})
