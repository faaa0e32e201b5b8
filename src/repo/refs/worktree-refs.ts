/**
 * Which refs a worktree has for itself, and whose are meant by names that reach into another worktree
 * (gitrepository-layout(5), git-worktree(1) "REFS").
 */
import { join } from 'node:path'

const PER_WORKTREE = ['refs/bisect/', 'refs/worktree/', 'refs/rewritten/']

/** Whether each worktree has its own ref of this name: pseudo-refs like HEAD, and three folders below refs/. */
export function isPerWorktree(name: string): boolean {
  return !name.startsWith('refs/') || PER_WORKTREE.some((folder) => name.startsWith(folder))
}

/** The folders below refs/ that each worktree has for itself, with a slash at the end. */
export function perWorktreeFolders(): readonly string[] {
  return PER_WORKTREE
}

/** The folder that a ref is kept in, and its name there. */
export interface RefPlace {
  readonly root: string
  readonly name: string
}

/** Finds the place of a ref; `main-worktree/` and `worktrees/<id>/` before the name say whose it is. */
export function placeOf(name: string, gitDir: string, commonDir: string): RefPlace {
  const main = /^main-worktree\/(.+)$/s.exec(name)
  if (main) return { root: commonDir, name: main[1]! }
  const other = /^worktrees\/([^/]+)\/(.+)$/s.exec(name)
  if (other) {
    const root = isPerWorktree(other[2]!) ? join(commonDir, 'worktrees', other[1]!) : commonDir
    return { root, name: other[2]! }
  }
  return { root: isPerWorktree(name) ? gitDir : commonDir, name }
}
