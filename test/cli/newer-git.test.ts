/** Formats that the installed git may not know: what git 2.55 printed for them lies beside them. */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../support/git.js'
import { runPackmap } from './support/run-packmap.js'

const FIXTURES = join(import.meta.dirname, '../../fixtures/newer-git')
const NAMES = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.git'))
  .map((name) => name.slice(0, -'.git'.length))

/** Ways of reading, by what stands in front of the command. */
const MODES = [
  [],
  ['-c', 'core.packedGitWindowSize=4k', '-c', 'core.packedGitLimit=1m'],
  ['--backend=read'],
] as const

/** The files of what is expected, and the commands that print it. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'cat-file--batch--batch-all-objects.sha256': ['cat-file', '--batch', '--batch-all-objects'],
  'cat-file--batch-check--batch-all-objects': ['cat-file', '--batch-check', '--batch-all-objects'],
  'for-each-ref': ['for-each-ref'],
  'rev-list--objects--all': ['rev-list', '--objects', '--all'],
  'rev-parse': ['rev-parse', 'HEAD', 'HEAD~2', 'HEAD^{tree}'],
  'show-ref--head-d': ['show-ref', '--head', '-d'],
}

function expectedOf(name: string, file: string): string {
  const text = readFileSync(join(FIXTURES, `${name}.expected`, file), 'utf8')
  // The further lines are of reflogs, which not all of the fixtures have.
  return file === 'rev-parse' ? text.split('\n').slice(0, 3).join('\n') + '\n' : text
}

describe.each(NAMES)('%s', (name) => {
  test.each(Object.entries(COMMANDS))('%s is what git 2.55 prints', async (file, command) => {
    for (const mode of MODES) {
      const options = { cwd: join(FIXTURES, `${name}.git`) }
      const { stdout, stderr, status } = await runPackmap([...mode, ...command], options)
      const printed = file.endsWith('.sha256')
        ? `${createHash('sha256').update(stdout).digest('hex')}\n`
        : stdout.toString()
      expect([status, stderr]).toEqual([0, ''])
      expect(printed).toBe(expectedOf(name, file))
    }
  })
})

test('reflogs in reftables are looked up by number', async () => {
  const expected = readFileSync(join(FIXTURES, 'reftable-sha256.expected/rev-parse'), 'utf8')
  const command = ['rev-parse', 'HEAD', 'HEAD~2', 'HEAD^{tree}', 'main@{0}', 'main@{1}']
  const { stdout } = await runPackmap(command, { cwd: join(FIXTURES, 'reftable-sha256.git') })
  expect(stdout.toString()).toBe(expected)
})

describe('a linked worktree whose paths are relative', () => {
  const root = scratchFolder()
  const worktree = join(root, 'wt')

  beforeAll(() => {
    cpSync(join(FIXTURES, 'relative-worktrees.git'), join(root, '.git'), { recursive: true })
    mkdirSync(worktree)
    writeFileSync(join(worktree, '.git'), 'gitdir: ../.git/worktrees/wt\n')
  })

  afterAll(() => {
    rmSync(root, { recursive: true, force: true })
  })

  test.each(Object.entries(COMMANDS))(
    'has the objects and refs of its repository: %s',
    async (file, command) => {
      const { stdout } = await runPackmap(command, { cwd: worktree })
      const main = await runPackmap(command, { cwd: root })
      // Its HEAD is its own, and stands for a commit of the same history.
      if (file === 'show-ref--head-d') expect(stdout.toString()).toContain(' refs/heads/main\n')
      else if (file !== 'rev-parse') expect(stdout.equals(main.stdout)).toBe(true)
      else expect(stdout.toString()).toMatch(/^[0-9a-f]{40}\n/)
    },
  )

  test('is opened by extensions.relativeWorktrees, and knows its top level', async () => {
    const { stdout } = await runPackmap(['rev-parse', '--show-toplevel', '--git-common-dir'], {
      cwd: worktree,
    })
    expect(stdout.toString().trim().split('\n')).toHaveLength(2)
    expect(stdout.toString()).toContain(worktree)
  })
})

test('show-ref --exists, config get, refs, reflog list, rev-parse --show-ref-format: what git 2.55 answers', async () => {
  const cwd = join(FIXTURES, 'reftable-sha1.git')
  const answer = async (...args: string[]): Promise<string> => {
    const { stdout, status } = await runPackmap(args, { cwd })
    return `${stdout.toString()}${status}`
  }
  expect(await answer('rev-parse', '--show-ref-format')).toBe('reftable\n0')
  expect(await answer('show-ref', '--exists', 'refs/heads/main')).toBe('0')
  expect(await answer('show-ref', '--exists', 'HEAD')).toBe('0')
  expect(await answer('show-ref', '--exists', 'refs/heads/none')).toBe('2')
  expect(await answer('show-ref', '--exists')).toBe('128')
  expect(await answer('refs', 'exists', 'HEAD')).toBe('0')
  expect(await answer('refs', 'list', '--format=%(refname)', 'refs/heads')).toMatch(/^refs\/heads\/.*0$/s)
  expect(await answer('reflog', 'list')).toMatch(/^HEAD\n.*0$/s)
  expect(await answer('config', 'get', 'core.bare')).toBe('false\n0')
  expect(await answer('config', 'get', '--all', '--regexp', '--show-names', '^core.b')).toBe(
    'core.bare false\n0',
  )
  expect(await answer('config', 'get', '--default=x', 'no.such')).toBe('x\n0')
  expect(await answer('config', 'set', 'core.bare', 'false')).toBe('128')
  expect(await answer('worktree', 'add', '../x')).toBe('128')
  expect(await answer('symbolic-ref', 'HEAD', 'refs/heads/x')).toBe('128')
  expect(await answer('show-ref', '--exists', '--verify', 'refs/heads/main')).toBe('128')
})
