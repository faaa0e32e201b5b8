/** The worktrees of a repository: the main one, and those that `worktrees/` in the common folder knows (git-worktree(1)). */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { resolvePath } from '../base/resolve-path.js'
import { decodeName } from '../object/name-text.js'
import { readSmallFile } from './read-small-file.js'
import { realOrSame } from './real-path.js'
import { entriesOf } from './refs/loose-refs.js'

export interface Worktree {
  /** Undefined: the main one. */
  readonly id: string | undefined
  /** Absolute; of a bare repository its git folder. */
  readonly path: string
  readonly gitDir: string
  /** Why it is locked, perhaps an empty text; undefined: it is not. */
  readonly locked: string | undefined
  /** Why git would prune it; undefined: it would not. */
  readonly prunable: string | undefined
}

/** The main one first, then the others as the system lists them. One that vanishes meanwhile is none. */
export function listWorktrees(commonDir: string): Worktree[] {
  const real = realOrSame(commonDir)
  const main = {
    id: undefined,
    path: withoutGitFolder(real),
    gitDir: real,
    locked: undefined,
    prunable: undefined,
  }
  const ids = entriesOf(join(real, 'worktrees')).map(({ name }) => name)
  return [main, ...ids.flatMap((id) => linkedWorktree(real, id) ?? [])]
}

/** By which name the worktree with the git folder `gitDir` reads the HEAD of another one, or its own. */
export function headName(worktree: Worktree, gitDir: string): string {
  if (worktree.gitDir === realOrSame(gitDir)) return 'HEAD'
  return worktree.id === undefined ? 'main-worktree/HEAD' : `worktrees/${worktree.id}/HEAD`
}

/** Undefined: no file says where it is. */
function linkedWorktree(commonDir: string, id: string): Worktree | undefined {
  const gitDir = join(commonDir, 'worktrees', id)
  const gitFile = textOf(join(gitDir, 'gitdir'))
  if (gitFile === undefined) return undefined
  const named = gitFile.trimEnd()
  const file = isAbsolute(named) ? named : realOrSame(resolvePath(gitDir, named))
  const locked = textOf(join(gitDir, 'locked'))?.trim()
  const isLost = locked === undefined && !existsSync(file)
  return {
    id,
    path: withoutGitFolder(file),
    gitDir,
    locked,
    prunable: isLost ? 'gitdir file points to non-existent location' : undefined,
  }
}

function textOf(path: string): string | undefined {
  const bytes = readSmallFile(path)
  return bytes && decodeName(bytes)
}

function withoutGitFolder(path: string): string {
  return /[\\/]\.git$/.test(path) ? dirname(path) : path
}
