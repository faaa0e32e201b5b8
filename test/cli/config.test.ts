/** `config` beside git: what newer versions print, and configurations of any shape. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, GIT_ENVIRONMENT, gitText, initRepository, run, temporaryFolder } from '../support/git.js'
import { Random } from '../support/random.js'
import { runPackmap } from './support/run-packmap.js'

async function answer(
  cwd: string,
  line: string,
  input = '',
): Promise<{ status: number; stdout: string; stderr: string }> {
  const { status, stdout, stderr } = await runPackmap(line.split(' '), { cwd, input })
  return { status: status ?? -1, stdout: stdout.toString(), stderr }
}

const TYPED = '[a]\n\tcolor = bold red\n\tbool = on\n\tint = 1k\n\ttime = never\n\tbare\n\tpath = ~root/x\n'

test.each([
  ['bool', 'a.bool=true\na.int=true\na.bare=true\n'],
  ['int', 'a.int=1024\n'],
  ['bool-or-int', 'a.bool=true\na.int=1024\na.bare=true\n'],
  ['bool-or-str', 'a.color=bold red\na.bool=true\na.int=true\na.time=never\na.bare=true\na.path=~root/x\n'],
  ['color', 'a.color=\x1b[1;31m\n'],
  ['expiry-date', 'a.time=0\n'],
])('config list --type=%s prints in its form what is of the type, as git 2.55', async (type, expected) => {
  const { status, stdout } = await answer(temporaryFolder(), `config list --file - --type=${type}`, TYPED)
  expect(status).toBe(0)
  // What else approxidate takes for a time is another test's.
  expect(type === 'expiry-date' ? /^a\.time=.*\n/m.exec(stdout)?.[0] : stdout).toBe(expected)
})

test.each([
  [
    '--type=int a.color',
    "fatal: bad numeric config value 'bold red' for 'a.color' in standard input: invalid unit\n",
  ],
  ['--type=color a.time', 'error: invalid color value: never\nfatal: bad config value in standard input\n'],
  ['--type=path a.bare', "error: missing value for 'a.bare'\nfatal: bad config value in standard input\n"],
  ['--type=colour a.color', 'fatal: unrecognized --type argument, colour\n'],
  [
    '--type=color --default=x a.none',
    'error: invalid color value: x\nfatal: failed to format default config value: x\n',
  ],
])('config get %s says what is wrong', async (line, expected) => {
  const { status, stderr } = await answer(temporaryFolder(), `config get --file - ${line}`, TYPED)
  expect([status, stderr]).toEqual([128, expected])
})

test('config --get-color prints what a terminal is to be told, as git does', async () => {
  const path = temporaryFolder()
  writeFileSync(join(path, 'colors'), '[a]\n\tb = bold red\n\tc = bogus\n\td\n')
  for (const rest of ['a.b', 'a.B blue', 'a.none', 'a.none ul', 'a.c blue', 'a.none bogus', '', 'a.b c d']) {
    const args = `config -f colors --get-color ${rest}`.trim()
    const byGit = run('git', args.split(' '), { cwd: path })
    const { status, stdout } = await answer(path, args)
    expect([status, stdout], args).toEqual([byGit.status, byGit.stdout.toString()])
  }
  // Older git crashes here.
  expect(await answer(path, 'config -f colors --get-color a.d')).toMatchObject({ status: 128, stdout: '' })
})

test('config --blob reads a file out of an object', async () => {
  const path = initRepository(join(temporaryFolder(), 'work'))
  writeFileSync(join(path, 'settings'), '[a "b"]\n\tc = d\n')
  git(path, ['add', 'settings'])
  git(path, ['commit', '-q', '-m', 'x'])
  for (const line of [
    'config --blob=HEAD:settings --list',
    'config --blob=HEAD:settings --show-origin --show-scope --list',
    'config --blob=HEAD:settings a.b.c',
    'config --blob=HEAD:nothing --list',
    'config --blob=HEAD --list',
    'config --blob=nothing a.b',
  ]) {
    const byGit = run('git', line.split(' '), { cwd: path })
    expect(await answer(path, line), line).toEqual({ ...byGit, stdout: byGit.stdout.toString() })
  }
})

test('config --list --show-origin agrees with git on configurations of any shape', async () => {
  const random = new Random(2055)
  const pick = <T>(from: readonly T[]): T => random.pick(from)
  const home = temporaryFolder()
  const path = initRepository(join(home, 'r'))
  mkdirSync(join(path, 'sub'))
  const base = gitText(path, ['config', '--get', 'core.repositoryformatversion'])
  const files = ['one', 'two', 'three']
  const section = (): string =>
    pick(['[core]', '[A.B]', '[a "B.c"]', '[remote "o"]', '[x "q\\"r\\\\s"]', '[a ""]'])
  const word = (): string =>
    pick(['a', 'b c', '"x  y"', '\\n', '\\"', '\\\\', '\\\n', '#c', ';d', '=', ']', '"a;b"', ' ', '""'])
  const value = (): string => Array.from({ length: 1 + random.next(5) }, word).join('')
  const variable = (): string =>
    `${pick(['', '\t', '  '])}${pick(['k', 'Url', 'x-1'])}${pick(['=', ' = '])}${value()}`
  const condition = (): string =>
    pick([
      'gitdir:**/r/**',
      'gitdir:./',
      'gitdir:~/r/',
      'gitdir/i:**/R/',
      'gitdir:nope/',
      'onbranch:ma*',
      'odd:x',
    ])
  const include = (file: string): string =>
    pick([
      `[include]\n\tpath = ${file}`,
      `[include] path = ./${file}`,
      '[include]\npath = missing',
      `[includeIf "${condition()}"]\npath = ${file}`,
    ])
  const text = (later: readonly string[]): string => {
    const lines = Array.from({ length: 1 + random.next(5) }, () => {
      const kind = random.next(4)
      if (kind === 0 && later.length > 0) return include(pick(later))
      return kind === 1 ? pick(['# x', '; "', '']) : `${section()}\n${variable()}`
    })
    return `${lines.join(pick(['\n', '\r\n']))}\n`
  }
  for (let round = 0; round < 25; round++) {
    for (const [at, file] of files.entries()) {
      writeFileSync(join(home, file), text(files.slice(at + 1)))
      writeFileSync(join(path, '.git', file), text(files.slice(at + 1)))
    }
    writeFileSync(join(home, '.gitconfig'), text(files))
    writeFileSync(join(path, '.git', 'config'), `[core]\n\trepositoryformatversion = ${base}\n${text(files)}`)
    const env = { ...GIT_ENVIRONMENT, HOME: home, GIT_CONFIG_GLOBAL: undefined }
    const args = [
      ...pick([[], ['-c', 'a.b=c'], ['-c', `include.path=${home}/two`]]),
      ...['config', '--list', '--show-origin', '--show-scope', ...pick([[], ['--no-includes'], ['-z']])],
    ]
    const cwd = pick([path, join(path, 'sub'), join(path, '.git'), home])
    const byGit = run('git', args, { cwd, env })
    const { status, stdout } = await runPackmap(args, { cwd, env })
    expect([status, stdout.toString()], `round ${round}`).toEqual([byGit.status, byGit.stdout.toString()])
  }
})
