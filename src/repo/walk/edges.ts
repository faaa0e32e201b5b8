/** What excluded history has of trees and blobs, as far as git looks for it. */
import type { CommitWalk } from './commit-walk.js'
import type { ObjectWalk } from './object-walk.js'
import type { WalkCommit } from './walk-commit.js'

/** What `--objects-edge` asks for. */
export interface Edges {
  /** Told once of each excluded parent of a wanted commit, which then counts as shown. */
  readonly onEdge: (commit: WalkCommit) => void
  /** Whether that is also told of other excluded commits that were walked, and of excluded tips. */
  readonly isAggressive: boolean
  /** Oids in hex, as they were given; tags are none of them. */
  readonly tips: readonly string[]
}

/**
 * Excludes the trees of excluded commits that the walk came upon, and of those that are parents of wanted ones: git
 * does not look further for what else excluded history holds, and so neither does this.
 *
 * @param edges Who is told of edges; undefined: nobody.
 */
export function excludeEdges(walk: CommitWalk, objects: ObjectWalk, edges?: Edges): void {
  const tell = (commit: WalkCommit): void => {
    if (!edges || commit.isShown) return
    commit.isShown = true
    edges.onEdge(commit)
  }
  for (const commit of walk.known) {
    if (commit.isExcluded) {
      excludeTree(commit, objects)
      if (edges?.isAggressive) tell(commit)
      continue
    }
    for (const parent of commit.parents) {
      if (!parent.isExcluded) continue
      excludeTree(parent, objects)
      tell(parent)
    }
  }
  if (!edges?.isAggressive) return
  for (const oid of edges.tips) {
    const tip = walk.commitOf(oid)
    if (!tip?.isExcluded) continue
    excludeTree(tip, objects)
    tell(tip)
  }
}

/** Where it is there. */
function excludeTree({ links }: WalkCommit, objects: ObjectWalk): void {
  if (links) objects.exclude(links.tree)
}
