/** Whether one commit can be reached from another. */
import { CommitQueue } from '../commits/commit-queue.js'
import type { WalkCommit, WalkCommits } from './walk-commit.js'

interface Ranked {
  readonly commit: WalkCommit
  /** What the queue orders by. */
  readonly date: number
}

/**
 * Walks from `from`, newest first. A commit reaches none of its own generation number or a higher one, so where the
 * commit-graph has these the walk ends as soon as it has gone below that of `target`.
 *
 * @param generation Infinite for commits that the graph does not have; undefined: there is none.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function canReach(
  from: WalkCommit,
  target: WalkCommit,
  commits: WalkCommits,
  generation: ((commit: WalkCommit) => number) | undefined,
): boolean {
  commits.load(target)
  const floor = generation?.(target) ?? 0
  const queue = new CommitQueue<Ranked>()
  const seen = new Set<WalkCommit>()
  const add = (commit: WalkCommit): void => {
    if (seen.has(commit)) return
    seen.add(commit)
    commits.load(commit)
    // A commit that the graph does not have is not reached from one that it has.
    if (generation && generation(commit) < floor) return
    queue.add({ commit, date: generation ? generation(commit) : commit.date })
  }
  add(from)
  for (let next = queue.take(); next; next = queue.take()) {
    if (next.commit === target) return true
    for (const parent of next.commit.parents) add(parent)
  }
  return false
}
