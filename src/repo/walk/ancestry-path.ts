/** `--ancestry-path`: only commits that lie between others (git-rev-list(1)). */
import type { WalkCommit } from './walk-commit.js'

/**
 * Excludes what neither descends from one of `bottoms` nor was marked as being on a path to it.
 *
 * @param list Newest first.
 */
export function limitToAncestry(list: readonly WalkCommit[], bottoms: readonly WalkCommit[]): void {
  const reaching = new Set(bottoms)
  const oldestFirst = [...list].reverse()
  // Mostly parents come before their children here, so that few rounds are needed.
  for (let grew = true; grew;) {
    grew = false
    for (const commit of oldestFirst) {
      if (commit.isExcluded || reaching.has(commit)) continue
      if (!commit.parents.some((parent) => reaching.has(parent))) continue
      reaching.add(commit)
      grew = true
    }
  }
  for (const commit of list) if (!reaching.has(commit) && !commit.isOnPath) commit.isExcluded = true
}
