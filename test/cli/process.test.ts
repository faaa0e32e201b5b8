/** What only a process of its own can show: pipes, signals, and the way an interactive client talks to `--batch`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, test } from 'vitest'
import { git, gitText, GIT_ENVIRONMENT, run, scratchFolder } from '../support/git.js'
import { makeHistory } from '../support/repositories.js'

const root = scratchFolder()
const repository = makeHistory(join(root, 'history'), { commits: 60, seed: 7 })
const main = join(import.meta.dirname, '../../src/cli/main.ts')
const command = [process.execPath, '--import', 'tsx', main] as const

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

function packmap(args: readonly string[], input: string | Uint8Array = ''): ReturnType<typeof run> {
  return run(command[0], [...command.slice(1), ...args], { cwd: join(main, '../../..'), input })
}

test('packmap prints what git prints for every object, read from a pipe', () => {
  const oids = git(repository, ['cat-file', '--batch-all-objects', '--batch-check=%(objectname)'])
  const ours = packmap(['-C', repository, 'cat-file', '--batch'], oids)
  expect(ours.status).toBe(0)
  expect(ours.stdout.equals(git(repository, ['cat-file', '--batch'], oids))).toBe(true)
})

test('packmap answers a client that writes one line and waits', async () => {
  const args = [...command.slice(1), '-C', repository, 'cat-file', '--batch-check']
  const child = spawn(command[0], args, { env: GIT_ENVIRONMENT, stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  for (const name of ['HEAD', 'HEAD~3', 'HEAD:README', 'nothing']) {
    child.stdin.write(`${name}\n`)
    const { value } = (await answers.next()) as { value: string }
    expect(value).toBe(gitText(repository, ['cat-file', '--batch-check'], `${name}\n`))
  }
  child.stdin.end()
  const [status] = (await once(child, 'close')) as [number]
  expect(status).toBe(0)
})

test('packmap ends without a word when its reader goes away', async () => {
  const args = [...command.slice(1), '-C', repository, 'cat-file', '--batch-all-objects', '--batch']
  const child = spawn(command[0], args, { env: GIT_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [status] = (await once(child, 'close')) as [number]
  expect([status, complaints]).toEqual([141, ''])
})

test.runIf(process.platform === 'linux')(
  'packmap takes arguments that are not UTF-8 as the bytes that they are',
  () => {
    const name = "$(printf 'caf\\351')"
    git(
      repository,
      ['fast-import', '--quiet'],
      Buffer.from('reset refs/heads/caf\xe9\nfrom HEAD^0\n', 'latin1'),
    )
    const ours = run(
      'sh',
      ['-c', `"$@" ${name}`, 'sh', ...command, '-C', repository, 'rev-parse', '--symbolic-full-name'],
      {
        cwd: join(main, '../../..'),
      },
    )
    expect([ours.stderr, ours.stdout.toString('latin1')]).toEqual(['', 'refs/heads/caf\xe9\n'])
  },
)

test('packmap fails with one line and the statuses of git', () => {
  const fatal = packmap(['-C', repository, 'cat-file', '-p', 'nothing'])
  expect([fatal.status, fatal.stderr]).toEqual([128, 'fatal: Not a valid object name nothing\n'])
  expect(packmap(['-C', repository, 'cat-file', '--nonsense']).status).toBe(129)
  expect(packmap(['nonsense']).status).toBe(1)
  const folder = packmap(['-C', join(root, 'nowhere'), 'rev-parse', 'HEAD'])
  expect([folder.status, folder.stderr]).toEqual([
    128,
    `fatal: cannot change to '${join(root, 'nowhere')}': No such file or directory\n`,
  ])
})

test('packmap loads nothing to map files with where little is read, unless it is told to', () => {
  const preload = join(root, 'say-what-was-loaded.cjs')
  const isLoaded = "Object.keys(require.cache).some((path) => path.includes('koffi'))"
  writeFileSync(preload, `process.on('exit', () => console.error(${isLoaded}))`)
  const loadsKoffi = (args: readonly string[], input = ''): string =>
    run(process.execPath, ['--require', preload, ...command.slice(1), '-C', repository, ...args], {
      cwd: join(main, '../../..'),
      input,
    }).stderr.trim()
  expect(loadsKoffi(['cat-file', '-p', 'HEAD'])).toBe('false')
  expect(loadsKoffi(['rev-parse', 'HEAD~2'])).toBe('false')
  expect(loadsKoffi(['--backend=koffi', 'cat-file', '-p', 'HEAD'])).toBe('true')
  expect(loadsKoffi(['cat-file', '--batch-check'], 'HEAD\n')).toBe('false')
})
