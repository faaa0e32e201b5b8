/** Which branch is checked out in which worktree (git-worktree(1), "DETAILS"). */
import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readSmallFile } from '../read-small-file.js'
import type { RefStore } from './ref-store.js'

export interface WorktreePlaces {
  readonly gitDir: string
  readonly commonDir: string
  readonly refStore: RefStore
}

/**
 * Absolute paths of worktrees by the full names of the refs that their HEADs are symbolic for. Of the main worktree
 * of a bare repository the path is that of the repository.
 */
export function worktreeHeads({ gitDir, commonDir, refStore }: WorktreePlaces): Map<string, string> {
  const heads = new Map<string, string>()
  const note = (head: string, path: string): void => {
    const value = refStore.read(head)
    if (value?.kind === 'symbolic' && !heads.has(value.target)) heads.set(value.target, path)
  }
  const isOwn = (folder: string): boolean => resolve(folder) === resolve(gitDir)
  note(isOwn(commonDir) ? 'HEAD' : 'main-worktree/HEAD', withoutGitFolder(resolve(commonDir)))
  for (const id of linkedWorktrees(commonDir)) {
    const folder = join(commonDir, 'worktrees', id)
    const gitFile = readSmallFile(join(folder, 'gitdir'))
    if (gitFile === undefined) continue
    const path = withoutGitFolder(resolve(folder, Buffer.from(gitFile).toString().trimEnd()))
    note(isOwn(folder) ? 'HEAD' : `worktrees/${id}/HEAD`, path)
  }
  return heads
}

function linkedWorktrees(commonDir: string): string[] {
  try {
    return readdirSync(join(commonDir, 'worktrees'))
  } catch {
    return [] // there are none
  }
}

function withoutGitFolder(path: string): string {
  return /[\\/]\.git$/.test(path) ? dirname(path) : path
}
