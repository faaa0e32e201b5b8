/** What the system does to a process: little room, streams without a reader, signals, folders that cannot be listed. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { type BuiltCommand, buildCommand } from '../support/built-command.js'
import { git, gitText, GIT_ENVIRONMENT, run, scratchFolder } from '../support/git.js'
import { Random } from '../support/random.js'
import { makeHistory } from '../support/repositories.js'

const scratch = scratchFolder()
const root = join(import.meta.dirname, '../..')
const history = makeHistory(join(scratch, 'history'), { commits: 300, seed: 17 })
const IS_LINUX = process.platform === 'linux'
const IS_ROOT = process.getuid?.() === 0
let command: BuiltCommand
let index: string

beforeAll(async () => {
  // More refs than a pipe takes at once, for what lists them.
  const head = gitText(history, ['rev-parse', 'HEAD'])
  const updates = Array.from({ length: 3000 }, (_, i) => `create refs/heads/${'x'.repeat(40)}/${i} ${head}\n`)
  git(history, ['update-ref', '--stdin'], updates.join(''))
  git(history, ['pack-refs', '--all'])
  git(history, ['repack', '-adq'])
  index = gitText(scratch, ['-C', history, 'rev-parse', '--git-path', 'objects/pack'])
  index = run('sh', ['-c', `echo ${join(history, index)}/*.idx`])
    .stdout.toString()
    .trim()
  command = await buildCommand(join(scratch, 'built'))
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

/** Runs `packmap` by a shell, after `before`; `$@` in it is the command with its arguments. */
function inShell(
  script: string,
  args: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
  const whole = ['-c', script, 'sh', process.execPath, command.main, '-C', history, ...args]
  const { status, stdout, stderr } = spawnSync('sh', whole, { env: command.env, maxBuffer: 2 ** 30 })
  return { status, stdout: stdout.toString('latin1'), stderr: stderr.toString() }
}

/** Like git's own in the same place. */
function gitInShell(script: string, args: readonly string[]): { status: number | null; stdout: string } {
  const result = spawnSync('sh', ['-c', script, 'sh', 'git', '-C', history, ...args], {
    env: GIT_ENVIRONMENT,
  })
  return { status: result.status, stdout: result.stdout.toString('latin1') }
}

describe.runIf(IS_LINUX)('a process with little address space', () => {
  /** Kilobytes of addresses that Node takes before it has done anything, with no limit. */
  const ofNode = (): number => {
    const script =
      "console.log(require('node:fs').readFileSync('/proc/self/statm', 'utf8').split(' ')[0] * 4)"
    return Number(run(process.execPath, ['-e', script]).stdout.toString())
  }
  const script = 'ulimit -v "$LIMIT" && exec "$@"'
  const starts = (limit: number): boolean =>
    spawnSync('sh', ['-c', `ulimit -v ${limit} && exec "$0" -e 0`, process.execPath]).status === 0

  it('reads everything, or says in one line that ulimit -v leaves too little', () => {
    const args = ['cat-file', '--batch-all-objects', '--batch']
    const { stdout: expected } = inShell('exec "$@"', args)
    const base = ofNode()
    const outcomes = [250, 450, 1000, 4000].map((mebibytes) => {
      const limit = base + mebibytes * 1024
      if (!starts(limit)) return 'Node itself does not start'
      const { status, stdout, stderr } = inShell(script.replace('"$LIMIT"', String(limit)), args)
      if (status === 0 && stderr === '' && stdout === expected) return 'right'
      expect([mebibytes, status, stderr, stdout]).toEqual([
        mebibytes,
        128,
        expect.stringMatching(/^fatal: packmap: no room for its buffers: .* \(ulimit -v\)\n$/),
        '',
      ])
      return 'refused'
    })
    expect(outcomes.at(-1)).toBe('right')
    expect(outcomes[0]).not.toBe('right')
  })
})

describe('a process with few maps', () => {
  const canFill =
    IS_LINUX &&
    Number(run('cat', ['/proc/sys/vm/max_map_count']).stdout.toString()) <= 100_000 &&
    process.arch === 'x64'

  it.runIf(canFill)('gives its own back and goes on', () => {
    const file = join(scratch, 'pages')
    writeFileSync(file, new Random(3).bytes(2048 * 4096))
    const child = join(root, 'test/hostile/children/few-maps.ts')
    const { stdout, stderr } = run(process.execPath, ['--import', 'tsx', child, file, '300'], { cwd: root })
    expect([stderr, JSON.parse(stdout.toString())]).toEqual([
      '',
      { before: 2048, after: 2048, wasShort: true },
    ])
  })
})

describe.runIf(IS_LINUX)('a process with few descriptors', () => {
  it('does everything with 32, of which Node has 18', () => {
    const args = ['rev-list', '--objects', '--all']
    const { status, stdout, stderr } = inShell('ulimit -n 32; exec "$@"', args)
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toBe(inShell('exec "$@"', args).stdout)
  })
})

describe('standard output', () => {
  it.each([
    'cat-file --batch-all-objects --batch',
    'cat-file --batch-all-objects --batch-check',
    'rev-list --objects --all',
    'ls-tree -r -t HEAD',
    'for-each-ref',
    'show-ref',
    'verify-pack -v',
    'diff-tree -r HEAD~200 HEAD',
  ])('whose reader goes away ends packmap %s quietly, as git', async (line) => {
    const args = [...line.split(' '), ...(line.startsWith('verify-pack') ? [index] : [])]
    const child = spawn(process.execPath, [command.main, '-C', history, ...args], {
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy() // before anything was written
    let complaints = ''
    child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
    const [status] = (await once(child, 'close')) as [number | null]
    expect([status, complaints]).toEqual([141, ''])
  })

  it.runIf(IS_LINUX)('on a full disk is an error in git’s words', () => {
    const { status, stderr } = inShell('exec "$@" >/dev/full', ['cat-file', '-t', 'HEAD'])
    expect([status, stderr]).toEqual([
      128,
      'fatal: write failure on standard output: No space left on device\n',
    ])
  })

  it('that cannot be complained of, since standard error is closed or full, leaves the status', () => {
    const args = ['cat-file', '-p', 'nothing']
    for (const script of ['exec "$@" 2>&-', ...(IS_LINUX ? ['exec "$@" 2>/dev/full'] : [])]) {
      expect(inShell(script, args)).toMatchObject({ status: 128, stdout: '', stderr: '' })
      expect(gitInShell(script, args)).toMatchObject({ status: 128, stdout: '' })
    }
  })
})

describe.runIf(process.platform !== 'win32')('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s in the middle of a long run ends it, without a word',
    async (name) => {
      const args = ['-C', history, 'cat-file', '--batch-all-objects', '--batch']
      const child = spawn(process.execPath, [command.main, ...args], {
        env: command.env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let complaints = ''
      child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
      await once(child.stdout, 'data')
      child.stdout.pause() // it waits for its reader now
      child.kill(name)
      const [status, signal] = (await once(child, 'exit')) as [number | null, string | null]
      expect([status, signal, complaints]).toEqual([null, name, ''])
    },
  )

  const child = join(root, 'test/hostile/children/busy-threads.ts')
  const oid = gitText(history, ['rev-parse', 'HEAD'])
  const size = gitText(history, ['cat-file', '-s', 'HEAD'])

  it('ends a process whose threads are busy', async () => {
    const busy = spawn(
      process.execPath,
      ['--import', 'tsx', child, join(history, '.git/objects'), oid, 'busy'],
      {
        cwd: root,
        env: GIT_ENVIRONMENT,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(busy.stdout, 'data')
    busy.kill('SIGTERM')
    expect(await once(busy, 'exit')).toEqual([null, 'SIGTERM'])
  })

  it('is not needed to end one whose threads have nothing to do', () => {
    const idle = run(
      process.execPath,
      ['--import', 'tsx', child, join(history, '.git/objects'), oid, 'idle'],
      { cwd: root },
    )
    expect([idle.status, idle.stdout.toString(), idle.stderr]).toEqual([0, `${size}\n`, ''])
  })
})

describe.runIf(IS_ROOT ? run('setpriv', ['--version']).status === 0 : process.platform !== 'win32')(
  'a folder that this user cannot list',
  () => {
    const as = IS_ROOT ? 'exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' : 'exec "$@"'
    const trusting = {
      ...GIT_ENVIRONMENT,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    }

    test.each([
      ['objects/pack', ['cat-file', '-t', 'HEAD'], 'objects/pack: cannot be listed (EACCES)'],
      [
        'objects/aa',
        ['cat-file', '--batch-all-objects', '--batch-check'],
        'objects/aa: cannot be listed (EACCES)',
      ],
      ['refs/heads', ['for-each-ref'], "unable to list '"],
    ])('%s is not taken for empty', (folder, args, fault) => {
      const copy = join(scratch, `unlistable-${folder.replace('/', '-')}`)
      git(scratch, ['clone', '-q', '--no-hardlinks', history, copy])
      const path = join(copy, '.git', folder)
      mkdirSync(path, { recursive: true })
      chmodSync(scratch, 0o755)
      chmodSync(path, 0)
      const whole = ['-c', as, 'sh', process.execPath, command.main, '-C', copy, ...args]
      const { status, stdout, stderr } = spawnSync('sh', whole, { env: { ...command.env, ...trusting } })
      chmodSync(path, 0o755)
      expect([status, stdout.toString()]).toEqual([128, ''])
      expect(stderr.toString()).toMatch(/^fatal: [^\n]*\n$/)
      expect(stderr.toString()).toContain(fault)
    })
  },
)

test.runIf(process.platform !== 'win32')(
  'a folder that is removed while the command starts in it ends it in one line',
  () => {
    const folder = join(scratch, 'gone')
    const script = `mkdir '${folder}' && cd '${folder}' && rmdir '${folder}' && exec "$@"`
    const ours = spawnSync('sh', ['-c', script, 'sh', process.execPath, command.main, 'rev-parse', 'HEAD'], {
      env: command.env,
    })
    const truth = spawnSync('sh', ['-c', script, 'sh', 'git', 'rev-parse', 'HEAD'], { env: GIT_ENVIRONMENT })
    expect([ours.status, ours.stderr.toString()]).toEqual([
      truth.status,
      expect.stringContaining('fatal: Unable to read current working directory: ') as string,
    ])
    expect(ours.stderr.toString().split('\n')).toHaveLength(2)
  },
)
