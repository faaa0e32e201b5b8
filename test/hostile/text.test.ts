/** What repositories have in names, messages and configuration: it steers nothing, runs nothing, and costs no time. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { isSafePath } from '../../src/object/safe-path.js'
import { Repository } from '../../src/repo/repository.js'
import { runPackmap } from '../cli/support/run-packmap.js'
import {
  git,
  gitText,
  GIT_ENVIRONMENT,
  initRepository,
  run,
  scratchFolder,
  temporaryFolder,
} from '../support/git.js'

const scratch = scratchFolder()

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** A commit with this message and these files, which git need not like. */
function commit(path: string, message: string, files: Record<string, string> = {}): string {
  const stream = Object.entries(files).map(([name, content]) => {
    return `M 100644 inline "${name}"\ndata ${Buffer.byteLength(content)}\n${content}\n`
  })
  const head = `commit refs/heads/main\ncommitter C O Mitter <committer@example.com> 1112911993 +0200\n`
  git(
    path,
    ['fast-import', '--quiet', '--force'],
    `${head}data ${Buffer.byteLength(message)}\n${message}\n${stream.join('')}`,
  )
  return gitText(path, ['rev-parse', 'refs/heads/main'])
}

describe('text without end', () => {
  const RUN = 1_000_000

  it.each(['\r', ' ', '\t', '.', '-', '\u00e9', '\v'])(
    'of %j does not make for-each-ref slow',
    async (character) => {
      const path = initRepository(join(temporaryFolder(), 'work'))
      commit(path, `a${character.repeat(RUN)}b\n\nbody${character.repeat(RUN)}c\n`)
      const format = '--format=%(subject)%(subject:sanitize)%(body)%(contents:lines=1)'
      const ours = await runPackmap(['for-each-ref', format], { cwd: path })
      expect(ours.stderr).toBe('')
      expect(ours.stdout.equals(git(path, ['for-each-ref', format]))).toBe(true)
    },
  )

  it('does not make errors, warnings or checks of names slow', async () => {
    const path = initRepository(join(temporaryFolder(), 'work'))
    commit(path, 'one')
    const { status, stderr } = await runPackmap(['cat-file', '-p', `main:a${' '.repeat(RUN)}b`], {
      cwd: path,
    })
    expect([status, stderr.length]).toEqual([128, expect.toSatisfy((length: number) => length > RUN)])
    expect(isSafePath(`a${'. '.repeat(RUN)}b`)).toBe(true)
    expect(isSafePath(`.git${'. '.repeat(RUN)}`)).toBe(false)
  })
})

describe('names that JavaScript knows', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then']
  const path = join(scratch, 'names')
  let head: string

  beforeAll(() => {
    initRepository(path)
    head = commit(
      path,
      'one',
      Object.fromEntries(
        NAMES.flatMap((name) => [
          [`${name}/${name}`, name],
          [`x-${name}`, name],
        ]),
      ),
    )
    for (const name of NAMES) {
      git(path, ['update-ref', `refs/heads/${name}`, head])
      writeFileSync(
        join(path, '.git/config'),
        `[${name.replaceAll('_', '')} "${name}"]\n\t${name.replaceAll('_', '')} = yes\n[core "__proto__"]\n\tpolluted = yes\n`,
        { flag: 'a' },
      )
    }
  })

  test.each(NAMES)('are names as any other: %s', async (name) => {
    using repo = Repository.open(path, { env: {} })
    expect(repo.resolve(name)).toBe(head)
    expect(Buffer.from(repo.read(repo.resolve(`main:${name}/${name}`)).data).toString()).toBe(name)
    expect(Array.from(repo.refs(), (ref) => ref.name)).toContain(`refs/heads/${name}`)
    const key = name.replaceAll('_', '')
    expect(repo.config.get(`${key}.${name}.${key}`)).toBe('yes')
    expect(repo.config.get(`${name}.${name}`)).toBeUndefined()
    for (const args of [['for-each-ref'], ['ls-tree', '-r', 'HEAD'], ['rev-parse', `HEAD:${name}/${name}`]]) {
      const ours = await runPackmap(args, { cwd: path })
      expect([ours.stderr, ours.stdout.toString()]).toEqual(['', git(path, args).toString()])
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('control characters', () => {
  it('of names and messages never reach the terminal in what packmap says of its own', async () => {
    const path = initRepository(join(temporaryFolder(), 'work'))
    const evil = '\u001b[2J\u001b]0;owned\u0007'
    const head = commit(path, `${evil}\n`, { [`${evil}file`]: `${evil}\n`, README: `${evil}\n`.repeat(50) })
    git(path, ['tag', 'v1', head])
    git(path, ['repack', '-adq'])
    const said = await Promise.all(
      [
        [],
        ['stat'],
        ['explain', 'HEAD'],
        ['cat-file', '-p', `HEAD:${evil}`],
        ['cat-file', '-p', evil],
        ['rev-parse', '--verify', evil],
        ['ls-tree', 'HEAD', '--', evil],
        ['ls-tree', '-r', 'HEAD'],
        ['diff-tree', '--root', '-r', 'HEAD'],
        ['rev-list', '--objects', evil],
        ['show-ref', '--verify', `refs/heads/${evil}`],
        ['for-each-ref', `--format=%(${evil})`],
        ['verify-pack', evil],
        ['-C', evil, 'stat'],
        [evil],
        ['cat-file', `--${evil}`],
      ].map(async (args) => {
        const { stdout, stderr } = await runPackmap(args, { cwd: path })
        // eslint-disable-next-line no-control-regex -- control characters are what this is about
        return [args, stdout.toString().includes('\u001b[2J') || /[\0-\x08\x0b-\x1f\x7f]/.test(stderr)]
      }),
    )
    expect(said.filter(([, isSteered]) => isSteered)).toEqual([])
  })
})

describe('programs that a repository names', () => {
  it('are not run, and nothing is fetched, whatever is read', async () => {
    const folder = temporaryFolder()
    const full = initRepository(join(folder, 'full'))
    const head = commit(full, 'one', { a: 'content', '.gitattributes': '* diff=trap filter=trap' })
    git(full, ['config', 'uploadpack.allowFilter', 'true'])
    const path = join(folder, 'partial')
    git(folder, ['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${full}`, path])
    const marker = join(folder, 'was-run')
    const trap = join(folder, 'trap')
    writeFileSync(trap, `#!/bin/sh\necho "$*" >> '${marker}'\n`, { mode: 0o755 })
    for (const key of TRAPS) git(path, ['config', key, trap])
    for (const [key, value] of [
      ['remote.origin.url', `ext::${trap} %S`],
      ['protocol.ext.allow', 'always'],
      ['alias.overview', `!${trap}`],
    ] as const) {
      git(path, ['config', key, value])
    }
    for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman']) {
      writeFileSync(join(path, '.git/hooks', hook), readFileSync(trap), { mode: 0o755 })
    }
    const env = {
      ...GIT_ENVIRONMENT,
      GIT_EXTERNAL_DIFF: trap,
      GIT_SSH_COMMAND: trap,
      GIT_PAGER: trap,
      PAGER: trap,
    }
    const lost = gitText(full, ['rev-parse', `${head}:a`])
    const commands = [
      ['cat-file', '-p', lost],
      ['cat-file', '--textconv', `${head}:a`],
      ['cat-file', '--batch-all-objects', '--batch'],
      ['rev-parse', `${head}:a`],
      ['rev-list', '--objects', '--missing=print', head],
      ['ls-tree', '-r', '-l', head],
      ['diff-tree', '--root', '-r', head],
      ['for-each-ref'],
      ['overview'],
      ['stat'],
      [],
    ]
    for (const args of commands) await runPackmap(args, { cwd: path, env })
    expect(existsSync(marker)).toBe(false)
    run('git', ['cat-file', '-p', lost], { cwd: path, env })
    expect(existsSync(marker)).toBe(true) // the traps are set
  })
})

const TRAPS = [
  ...['core.fsmonitor', 'core.sshCommand', 'core.pager', 'core.editor', 'core.gitProxy', 'core.askPass'],
  ...['diff.external', 'diff.trap.textconv', 'diff.trap.command', 'filter.trap.smudge', 'filter.trap.clean'],
  ...[
    'filter.trap.process',
    'credential.helper',
    'remote.origin.uploadpack',
    'gpg.program',
    'uploadpack.packObjectsHook',
  ],
]

test.skipIf(process.platform === 'win32')('a FIFO in the place of a .mailmap is not waited for', async () => {
  const path = initRepository(join(scratch, 'fifo'))
  commit(path, 'one')
  run('mkfifo', [join(path, '.mailmap')])
  const { stdout, status } = await runPackmap(['cat-file', '--use-mailmap', 'commit', 'main'], { cwd: path })
  expect(status).toBe(0)
  expect(stdout).toEqual(git(path, ['cat-file', 'commit', 'main']))
})
