/** Putting commits in an order in which no parent comes before all of its children (git's commit.c). */
import { CommitQueue } from '../commits/commit-queue.js'
import type { WalkCommit } from './walk-commit.js'

/** What to sort by among commits whose children have all been given, newest first. */
export type DateOf = (commit: WalkCommit) => number

/**
 * Sorts commits topologically.
 *
 * @param commits In the order in which the walk came upon them.
 * @param dateOf Undefined: the one that was freed last comes first, which keeps a line of history together.
 */
export function sortTopologically(commits: readonly WalkCommit[], dateOf: DateOf | undefined): WalkCommit[] {
  const waitingFor = new Map<WalkCommit, number>()
  for (const commit of commits) waitingFor.set(commit, 0)
  for (const { parents } of commits) {
    for (const parent of parents) {
      const children = waitingFor.get(parent)
      if (children !== undefined) waitingFor.set(parent, children + 1)
    }
  }
  const ready = readyCommits(dateOf)
  ready.addTips(commits.filter((commit) => waitingFor.get(commit) === 0))
  const sorted: WalkCommit[] = []
  for (let commit = ready.take(); commit; commit = ready.take()) {
    for (const parent of commit.parents) {
      const children = waitingFor.get(parent)
      if (children === undefined) continue
      waitingFor.set(parent, children - 1)
      if (children === 1) ready.add(parent)
    }
    sorted.push(commit)
  }
  return sorted
}

/** Commits whose children have all been given. */
export interface ReadyCommits {
  addTips(commits: readonly WalkCommit[]): void
  add(commit: WalkCommit): void
  take(): WalkCommit | undefined
}

/** @param dateOf As of {@link sortTopologically}. */
export function readyCommits(dateOf: DateOf | undefined): ReadyCommits {
  return dateOf ? new DatedCommits(dateOf) : new StackedCommits()
}

class StackedCommits implements ReadyCommits {
  readonly #commits: WalkCommit[] = []

  /** The first of the tips is given first. */
  addTips(commits: readonly WalkCommit[]): void {
    this.#commits.push(...[...commits].reverse())
  }

  add(commit: WalkCommit): void {
    this.#commits.push(commit)
  }

  take(): WalkCommit | undefined {
    return this.#commits.pop()
  }
}

class DatedCommits implements ReadyCommits {
  readonly #queue = new CommitQueue<{ readonly commit: WalkCommit; readonly date: number }>()

  constructor(private readonly dateOf: DateOf) {}

  addTips(commits: readonly WalkCommit[]): void {
    for (const commit of commits) this.add(commit)
  }

  add(commit: WalkCommit): void {
    this.#queue.add({ commit, date: this.dateOf(commit) })
  }

  take(): WalkCommit | undefined {
    return this.#queue.take()?.commit
  }
}
