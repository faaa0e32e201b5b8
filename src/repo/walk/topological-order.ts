/** Putting commits in an order in which no parent comes before all of its children (git's commit.c). */
import { CommitQueue } from '../commits/commit-queue.js'
import type { WalkCommit } from './walk-graph.js'

/**
 * Sorts commits topologically.
 *
 * @param commits In the order in which the walk came upon them.
 * @param dateOf What to sort by among commits whose children have all been given, newest first; undefined: the one
 * that was freed last comes first, which keeps a line of history together.
 */
export function sortTopologically(
  commits: readonly WalkCommit[],
  dateOf: ((commit: WalkCommit) => number) | undefined,
): WalkCommit[] {
  const waitingFor = new Map(commits.map((commit) => [commit.oid, 0]))
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]))
  for (const { parents, simplified } of commits) {
    for (const parent of simplified ?? parents) {
      const children = waitingFor.get(parent)
      if (children !== undefined) waitingFor.set(parent, children + 1)
    }
  }
  const tips = commits.filter(({ oid }) => waitingFor.get(oid) === 0)
  const ready = dateOf ? new DatedQueue(dateOf, tips) : new Stack(tips)
  const sorted: WalkCommit[] = []
  for (let commit = ready.take(); commit; commit = ready.take()) {
    for (const parent of commit.simplified ?? commit.parents) {
      const children = waitingFor.get(parent)
      if (children === undefined || children === 0) continue
      waitingFor.set(parent, children - 1)
      if (children === 1) ready.add(byOid.get(parent)!)
    }
    sorted.push(commit)
  }
  return sorted
}

class Stack {
  readonly #commits: WalkCommit[]

  constructor(tips: readonly WalkCommit[]) {
    this.#commits = [...tips].reverse()
  }

  add(commit: WalkCommit): void {
    this.#commits.push(commit)
  }

  take(): WalkCommit | undefined {
    return this.#commits.pop()
  }
}

class DatedQueue {
  readonly #queue = new CommitQueue<{ readonly commit: WalkCommit; readonly date: number }>()

  constructor(
    private readonly dateOf: (commit: WalkCommit) => number,
    tips: readonly WalkCommit[],
  ) {
    for (const tip of tips) this.add(tip)
  }

  add(commit: WalkCommit): void {
    this.#queue.add({ commit, date: this.dateOf(commit) })
  }

  take(): WalkCommit | undefined {
    return this.#queue.take()?.commit
  }
}
