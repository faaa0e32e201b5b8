/**
 * An order by topology that streams, where the commit-graph has generation numbers: a commit reaches none of a higher
 * generation, so what may still have children that were not counted is known without walking all of history.
 *
 * Three walks follow one another (git's revision.c): one marks what is excluded, the next counts children, both down
 * to the generation that the third has come to, which gives commits whose children have all been given.
 */
import { CommitQueue } from '../commits/commit-queue.js'
import { type DateOf, readyCommits, type ReadyCommits } from './topological-order.js'
import type { WalkCommit } from './walk-commit.js'

/** What the walk leaves to its owner. */
export interface TopologicalActions {
  /** Looks at the parents of a commit. */
  expand(commit: WalkCommit): void
  isTooOld(commit: WalkCommit): boolean
  excludeParents(commit: WalkCommit): void
  tryLoad(commit: WalkCommit): boolean
  readonly firstParent: boolean
}

interface Ranked {
  readonly commit: WalkCommit
  /** The generation, which is what the queue orders by. */
  readonly date: number
}

export class TopologicalWalk {
  readonly #explored = new Set<WalkCommit>()
  readonly #counted = new Set<WalkCommit>()
  readonly #toExplore = new CommitQueue<Ranked>()
  readonly #toCount = new CommitQueue<Ranked>()
  /** Children that have not been given. */
  readonly #children = new Map<WalkCommit, number>()
  readonly #ready: ReadyCommits
  #depth = Infinity

  constructor(
    tips: readonly WalkCommit[],
    dateOf: DateOf | undefined,
    private readonly generation: (commit: WalkCommit) => number,
    private readonly actions: TopologicalActions,
  ) {
    this.#ready = readyCommits(dateOf)
    for (const tip of tips) {
      this.#put(tip, this.#explored, this.#toExplore)
      this.#put(tip, this.#counted, this.#toCount)
      this.#depth = Math.min(this.#depth, generation(tip))
    }
    this.#countTo(this.#depth)
    this.#ready.addTips(tips.filter((tip) => !this.#children.get(tip)))
  }

  *walk(): Iterable<WalkCommit> {
    for (let commit = this.#ready.take(); commit; commit = this.#ready.take()) {
      if (this.actions.isTooOld(commit)) continue
      this.actions.expand(commit)
      this.#free(commit)
      yield commit
    }
  }

  /** Counts a commit as given, for its parents. */
  #free(commit: WalkCommit): void {
    for (const parent of commit.parents) {
      if (parent.isExcluded || !this.actions.tryLoad(parent)) continue
      const generation = this.generation(parent)
      if (generation < this.#depth) {
        this.#depth = generation
        this.#countTo(generation)
      }
      const children = this.#children.get(parent)
      if (children !== undefined) {
        this.#children.set(parent, children - 1)
        if (children === 1) this.#ready.add(parent)
      }
      if (this.actions.firstParent) return
    }
  }

  /** A commit that nobody has looked at yet, since only first parents are followed, has its turn last. */
  #put(commit: WalkCommit, seen: Set<WalkCommit>, queue: CommitQueue<Ranked>): void {
    if (seen.has(commit)) return
    seen.add(commit)
    queue.add({ commit, date: commit.links ? this.generation(commit) : 0 })
  }

  #countTo(depth: number): void {
    for (let next = this.#toCount.peek(); next && next.date >= depth; next = this.#toCount.peek()) {
      const { commit, date } = this.#toCount.take()!
      this.#exploreTo(date)
      for (const parent of commit.parents) {
        if (!this.actions.tryLoad(parent)) break
        this.#children.set(parent, (this.#children.get(parent) ?? 0) + 1)
        this.#put(parent, this.#counted, this.#toCount)
        if (this.actions.firstParent) break
      }
    }
  }

  #exploreTo(depth: number): void {
    for (let next = this.#toExplore.peek(); next && next.date >= depth; next = this.#toExplore.peek()) {
      const { commit } = this.#toExplore.take()!
      if (!this.actions.tryLoad(commit)) continue
      if (this.actions.isTooOld(commit)) commit.isExcluded = true
      this.actions.expand(commit)
      if (commit.isExcluded) this.actions.excludeParents(commit)
      for (const parent of commit.parents) this.#put(parent, this.#explored, this.#toExplore)
    }
  }
}
