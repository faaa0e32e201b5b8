/** Valid input: files of the repositories in `fixtures/`, and of one that git makes here. */
import { execFileSync } from 'node:child_process'
import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const FIXTURES = join(import.meta.dirname, '../fixtures')

const GIT_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A U Thor',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '1112911993 -0700',
  GIT_COMMITTER_NAME: 'C O Mitter',
  GIT_COMMITTER_EMAIL: 'committer@example.com',
  GIT_COMMITTER_DATE: '1112911993 -0700',
}

/**
 * Where there is a file system in memory, that: others write a file that is overwritten to the disk when it is closed,
 * so as not to lose it, and of the time that an input took more than half went into that.
 */
function scratchRoot(): string {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK)
    return MEMORY_FOLDER
  } catch {
    return tmpdir()
  }
}

/** Of Linux. */
const MEMORY_FOLDER = '/dev/shm'

/** A folder that is removed when the process ends. */
export function scratchFolder(): string {
  const path = mkdtempSync(join(scratchRoot(), 'packmap-fuzz-'))
  process.once('exit', () => {
    rmSync(path, { recursive: true, force: true })
  })
  return path
}

export function git(cwd: string, ...args: readonly string[]): Buffer {
  return execFileSync('git', args, { cwd, env: GIT_ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The files of a folder with one of the endings, as bytes. */
export function filesOf(folder: string, ...endings: readonly string[]): Uint8Array[] {
  return readdirSync(folder)
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => readFileSync(join(folder, name)))
}

let made: string | undefined

/**
 * A repository with a little of everything: a pack with `.idx` and `.rev`, a multi-pack-index, a commit-graph with
 * changed paths, a git index, packed refs, loose objects, an annotated tag. Made once a process.
 */
export function smallRepository(): string {
  return (made ??= makeRepository(scratchFolder()))
}

function makeRepository(path: string): string {
  git(path, 'init', '-q', '--initial-branch=main')
  mkdirSync(join(path, 'folder'))
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i} of a file that changes a little`)
  for (const change of ['first', 'second', 'third']) {
    lines[5] = change
    writeFileSync(join(path, 'file'), lines.join('\n'))
    writeFileSync(join(path, 'folder/other'), change)
    git(path, 'add', '.')
    git(path, 'commit', '-q', '-m', change)
  }
  git(path, 'tag', '-a', '-m', 'tagged', 'v1')
  git(path, 'branch', 'side', 'HEAD~1')
  git(path, '-c', 'pack.writeReverseIndex=true', 'repack', '-adfq')
  git(path, 'multi-pack-index', 'write')
  git(path, 'commit-graph', 'write', '--reachable', '--changed-paths')
  git(path, 'pack-refs', '--all')
  writeFileSync(join(path, 'loose'), 'a loose object')
  git(path, 'add', 'loose')
  git(path, 'update-index', '--index-version', '4')
  return path
}
