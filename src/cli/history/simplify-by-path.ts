/** History as far as it touches some paths: git's default simplification (git-log(1), "History Simplification"). */
import { Tree } from '../../object/tree.js'
import type { Repository } from '../../repo/repository.js'
import type { HistoryCommit, HistoryCommits } from './history-commit.js'

/**
 * A function that cuts a commit's parents to the one that it is the same as, and marks it if it changes nothing.
 *
 * @param paths From the root of the tree, literal, one unit a byte; an empty one stands for the whole tree.
 */
export function simplifierByPath(
  repo: Repository,
  commits: HistoryCommits,
  paths: readonly string[],
  firstParent: boolean,
): (commit: HistoryCommit) => void {
  const atPaths = memoizedLookup(repo, paths)
  return (commit) => {
    const parents = commit.parents ?? []
    if (parents.length === 0) {
      commit.isSame = atPaths(commit.tree).every((found) => found === '')
      return
    }
    const own = atPaths(commit.tree).join()
    const changed = { relevant: false, irrelevant: false }
    let hasRelevant = false
    for (const parent of firstParent ? parents.slice(0, 1) : parents) {
      commits.load(parent)
      const isRelevant = !parent.isUninteresting || parent.isBottom
      const isSame = atPaths(parent.tree).join() === own
      if (isSame && isRelevant) {
        commit.parents = [parent]
        commit.isSame = true
        return
      }
      hasRelevant ||= isRelevant
      if (!isSame) changed[isRelevant ? 'relevant' : 'irrelevant'] = true
    }
    commit.isSame = hasRelevant ? !changed.relevant : !changed.irrelevant
  }
}

/** Mode and oid at each path of a tree, `''` where there is nothing. The trees of neighbours are asked for twice. */
function memoizedLookup(repo: Repository, paths: readonly string[]): (tree: string) => readonly string[] {
  const wanted = paths.map((path) =>
    path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => Buffer.from(part, 'latin1')),
  )
  const known = new Map<string, readonly string[]>()
  return (tree) => {
    let found = known.get(tree)
    if (!found) {
      found = wanted.map((parts) => entryAt(repo, tree, parts))
      known.set(tree, found)
    }
    return found
  }
}

function entryAt(repo: Repository, tree: string, parts: readonly Uint8Array[]): string {
  let oid = tree
  let mode = 0o40000
  for (const part of parts) {
    if (mode !== 0o40000) return ''
    const entry = new Tree(oid, repo.read(oid).data, repo.algorithm).find(part)
    if (!entry) return ''
    oid = entry.oid
    mode = entry.mode
  }
  // An empty tree holds no path.
  return mode === 0o40000 && repo.readHeader(oid).size === 0 ? '' : `${mode} ${oid}`
}
