/** Best common ancestors (git-merge-base(1), "DISCUSSION"): those that are no ancestors of another one. */
import { compareDates, CommitQueue } from '../commits/commit-queue.js'
import type { WalkCommit, WalkCommits } from './walk-commit.js'

/** What is known of a commit while two sides are painted down to where they meet. */
interface Painted {
  readonly commit: WalkCommit
  readonly date: number
  readonly dateRest: number
  fromOne: boolean
  fromOthers: boolean
  /** Lies behind a common ancestor that has been found. */
  isStale: boolean
  isResult: boolean
  /** How often it waits in the queue. */
  queued: number
}

/**
 * The best common ancestors of `one` and a hypothetical merge of `others`.
 *
 * @param one The oid of a commit, as are `others`.
 * @returns Oids, newest first.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function mergeBases(one: string, others: readonly string[], commits: WalkCommits): string[] {
  if (others.includes(one)) return [one]
  const found = new Painter(commits).run(one, others).filter(({ isStale }) => !isStale)
  return independent(
    found.map(({ commit }) => commit.oid),
    commits,
  )
}

/**
 * Those of the commits that cannot be reached from any other of them.
 *
 * @returns Oids, newest first, each once.
 */
export function independent(oids: readonly string[], commits: WalkCommits): string[] {
  const distinct = [...new Set(oids)]
  const redundant = new Set<string>()
  if (distinct.length > 1) {
    for (const oid of distinct) {
      if (redundant.has(oid)) continue
      const others = distinct.filter((other) => other !== oid && !redundant.has(other))
      if (others.length === 0) continue
      const painter = new Painter(commits)
      painter.run(oid, others)
      if (painter.isFromOthers(oid)) redundant.add(oid)
      for (const other of others) if (painter.isFromOne(other)) redundant.add(other)
    }
  }
  return newestFirst(distinct.filter((oid) => !redundant.has(oid)).map((oid) => loaded(oid, commits)))
}

/** Sorts by date and keeps the order among equal dates. */
function newestFirst(commits: readonly WalkCommit[]): string[] {
  return [...commits].sort(compareDates).map(({ oid }) => oid)
}

function loaded(oid: string, commits: WalkCommits): WalkCommit {
  const commit = commits.get(oid)
  commits.load(commit)
  return commit
}

class Painter {
  readonly #painted = new Map<string, Painted>()
  readonly #queue = new CommitQueue<Painted>()
  /** Entries of the queue that are not stale: when none is left, nothing better can be found. */
  #fresh = 0

  constructor(private readonly commits: WalkCommits) {}

  /** The common ancestors that were come upon, newest first; some may be ancestors of others. */
  run(one: string, others: readonly string[]): readonly Painted[] {
    this.#spread(loaded(one, this.commits), true, false, false)
    for (const other of others) this.#spread(loaded(other, this.commits), false, true, false)
    const results: Painted[] = []
    while (this.#fresh > 0) {
      const next = this.#queue.take()!
      next.queued--
      if (!next.isStale) this.#fresh--
      let { isStale } = next
      if (next.fromOne && next.fromOthers && !isStale) {
        if (!next.isResult) {
          next.isResult = true
          results.push(next)
        }
        isStale = true
      }
      for (const parent of next.commit.parents) {
        this.commits.load(parent)
        this.#spread(parent, next.fromOne, next.fromOthers, isStale)
      }
    }
    return results.sort(compareDates)
  }

  isFromOne(oid: string): boolean {
    return this.#painted.get(oid)?.fromOne ?? false
  }

  isFromOthers(oid: string): boolean {
    return this.#painted.get(oid)?.fromOthers ?? false
  }

  /** Adds colours to a commit, and queues it if one of them is new to it. */
  #spread(commit: WalkCommit, fromOne: boolean, fromOthers: boolean, isStale: boolean): void {
    let painted = this.#painted.get(commit.oid)
    if (!painted) {
      const nothing = { fromOne: false, fromOthers: false, isStale: false, isResult: false, queued: 0 }
      painted = { commit, date: commit.date, dateRest: commit.dateRest, ...nothing }
      this.#painted.set(commit.oid, painted)
    }
    const hasAll =
      (painted.fromOne || !fromOne) && (painted.fromOthers || !fromOthers) && (painted.isStale || !isStale)
    if (hasAll) return
    if (isStale && !painted.isStale) this.#fresh -= painted.queued
    painted.fromOne ||= fromOne
    painted.fromOthers ||= fromOthers
    painted.isStale ||= isStale
    painted.queued++
    if (!painted.isStale) this.#fresh++
    this.#queue.add(painted)
  }
}
