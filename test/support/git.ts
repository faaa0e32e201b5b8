/** Real git, as oracle and as maker of the repositories that the tests read. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Nothing of the machine's configuration, and the same names and dates on every run. */
export const GIT_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A U Thor',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '1112911993 -0700',
  GIT_COMMITTER_NAME: 'C O Mitter',
  GIT_COMMITTER_EMAIL: 'committer@example.com',
  GIT_COMMITTER_DATE: '1112911993 -0700',
}

export interface ProcessResult {
  stdout: Buffer
  stderr: string
  status: number | null
}

/** Runs a program to its end, whatever its exit status. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; input?: string | Uint8Array; env?: NodeJS.ProcessEnv } = {},
): ProcessResult {
  const { cwd, input, env = GIT_ENVIRONMENT } = options
  const result = spawnSync(command, args, { cwd, input, env, maxBuffer: 2 ** 30 })
  // Git may be gone before it has read all of its input.
  if (result.error && (result.error as NodeJS.ErrnoException).code !== 'EPIPE') throw result.error
  return { stdout: result.stdout, stderr: result.stderr.toString(), status: result.status }
}

/** Runs git in `cwd`; anything but success is an error. */
export function git(cwd: string, args: readonly string[], input?: string | Uint8Array): Buffer {
  const result = run('git', args, { cwd, ...(input === undefined ? {} : { input }) })
  if (result.status !== 0) throw new Error(`git ${args.join(' ')} in ${cwd}: ${result.stderr}`)
  return result.stdout
}

/** What git printed, without the last newline. */
export function gitText(cwd: string, args: readonly string[], input?: string | Uint8Array): string {
  return git(cwd, args, input).toString().replace(/\n$/, '')
}

/** An empty folder that goes when the test that asked for it is over; for a whole file, see {@link scratchFolder}. */
export function temporaryFolder(): string {
  const path = scratchFolder()
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true })
  })
  return path
}

/** An empty folder that its maker removes, in `afterAll`. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'packmap-test-'))
}

/** An empty repository at `path`, with branch `main`. */
export function initRepository(path: string, ...options: string[]): string {
  git('.', ['init', '--quiet', '--initial-branch=main', ...options, path])
  return path
}
