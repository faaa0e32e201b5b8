/** `--boundary`: commits that are not given themselves, but a child of which is. */
import { type DateOf, sortTopologically } from './topological-order.js'
import type { WalkCommit } from './walk-commit.js'

/**
 * Marks those of the parents that were not given after all, and puts them in order. They need not be loaded.
 *
 * @param parents Of the commits that were given, as they came up.
 */
export function boundaryOf(parents: readonly WalkCommit[], dateOf: DateOf | undefined): WalkCommit[] {
  const border = parents.filter((parent) => !parent.isShown)
  for (const commit of border) {
    commit.isBoundary = true
    commit.isShown = true
  }
  return sortTopologically(border.reverse(), dateOf)
}
