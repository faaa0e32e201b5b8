/** No commit before all of its children: `--topo-order` and `--date-order` (git's commit.c). */
import { CommitQueue } from '../../repo/commits/commit-queue.js'
import type { HistoryCommit } from './history-commit.js'

/**
 * Sorts a list.
 *
 * @param byDate Among commits whose children have all been shown, the newest comes next; otherwise the one that was
 *   reached last, so that a line of history is not interrupted.
 */
export function* topologicalOrder(list: readonly HistoryCommit[], byDate: boolean): Generator<HistoryCommit> {
  // The number of children that are still to be shown, for commits of the list.
  const children = new Map<HistoryCommit, number>(list.map((commit) => [commit, 0]))
  for (const commit of list) {
    for (const parent of commit.parents ?? []) {
      const count = children.get(parent)
      if (count !== undefined) children.set(parent, count + 1)
    }
  }
  const ready = byDate ? new CommitQueue<HistoryCommit>() : new CommitStack()
  const tips = list.filter((commit) => children.get(commit) === 0)
  for (const tip of byDate ? tips : tips.reverse()) ready.add(tip)
  for (let commit = ready.take(); commit; commit = ready.take()) {
    for (const parent of commit.parents ?? []) {
      const count = children.get(parent)
      if (count === undefined) continue
      children.set(parent, count - 1)
      if (count === 1) ready.add(parent)
    }
    yield commit
  }
}

/** The last one in is the first one out. */
class CommitStack {
  private readonly commits: HistoryCommit[] = []

  add(commit: HistoryCommit): void {
    this.commits.push(commit)
  }

  take(): HistoryCommit | undefined {
    return this.commits.pop()
  }
}
