/** What excluded history has of trees and blobs, as far as git looks for it. */
import type { CommitWalk } from './commit-walk.js'
import type { ObjectWalk } from './object-walk.js'
import type { WalkCommit } from './walk-commit.js'

/**
 * Excludes the trees of excluded commits that the walk came upon, and of those that are parents of wanted ones: git
 * does not look further for what else excluded history holds, and so neither does this.
 *
 * @param onEdge Told once of each excluded parent of a wanted commit: `--objects-edge`.
 */
export function excludeEdges(
  walk: CommitWalk,
  objects: ObjectWalk,
  onEdge?: (commit: WalkCommit) => void,
): void {
  const told = new Set<WalkCommit>()
  for (const commit of walk.known) {
    if (commit.isExcluded) {
      excludeTree(commit, objects)
      continue
    }
    for (const parent of commit.parents) {
      if (!parent.isExcluded) continue
      excludeTree(parent, objects)
      if (told.has(parent)) continue
      told.add(parent)
      onEdge?.(parent)
    }
  }
}

/** Where it is there. */
function excludeTree({ links }: WalkCommit, objects: ObjectWalk): void {
  if (links) objects.exclude(links.tree)
}
