/** Which of many commits reach some others, and which are reached: one walk for all of them. */
import { NumberQueue } from '../commits/number-queue.js'
import type { History } from './history.js'

/** What is known of a commit. */
const UNKNOWN = 0
const REACHES = 1
const DOES_NOT = 2
const IS_OPEN = 3

/**
 * Which of `tips` are or reach one of `targets`.
 *
 * Goes into each commit once, however many tips there are, and below the generation of the targets not at all where
 * the commit-graph has generations.
 *
 * @param tips Numbers of commits, as are `targets`.
 * @returns Those of `tips`, in a set.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function reachingAny(
  history: History,
  tips: readonly number[],
  targets: readonly number[],
): ReadonlySet<number> {
  const search = new DownwardSearch(history, targets)
  const found = new Set(tips.filter((tip) => search.reaches(tip)))
  history.release()
  return found
}

class DownwardSearch {
  /** By number. */
  #known = new Uint8Array(1024)
  /** Commits that are open, and how many of their parents have been looked at. */
  readonly #path: number[] = []
  readonly #steps: number[] = []
  readonly #floor: number

  constructor(
    private readonly history: History,
    targets: readonly number[],
  ) {
    for (const target of targets) this.#note(target, REACHES)
    this.#floor = history.hasGenerations
      ? targets.reduce((least, target) => Math.min(least, history.generation(target)), Infinity)
      : 0
  }

  reaches(tip: number): boolean {
    const { history } = this
    this.#enter(tip)
    while (this.#path.length > 0) {
      const commit = this.#path.at(-1)!
      const step = this.#steps[this.#steps.length - 1]!++
      if (this.#of(commit) === REACHES || step === history.parentCount(commit)) this.#leave(commit)
      else {
        const parent = history.parent(commit, step)
        if (this.#of(parent) === REACHES) this.#note(commit, REACHES)
        else this.#enter(parent)
      }
    }
    return this.#of(tip) === REACHES
  }

  #enter(commit: number): void {
    if (this.#of(commit) !== UNKNOWN) return
    if (this.#floor > 0 && this.history.generation(commit) < this.#floor) {
      this.#note(commit, DOES_NOT)
      return
    }
    this.#note(commit, IS_OPEN)
    this.#path.push(commit)
    this.#steps.push(0)
  }

  #leave(commit: number): void {
    this.#path.pop()
    this.#steps.pop()
    if (this.#of(commit) !== REACHES) this.#note(commit, DOES_NOT)
    else if (this.#path.length > 0) this.#note(this.#path.at(-1)!, REACHES)
  }

  #of(commit: number): number {
    return commit < this.#known.length ? this.#known[commit]! : UNKNOWN
  }

  #note(commit: number, what: number): void {
    if (commit >= this.#known.length) {
      const known = this.#known
      this.#known = new Uint8Array(2 * Math.max(commit, this.history.count))
      this.#known.set(known)
    }
    this.#known[commit] = what
  }
}

/**
 * Which of `tips` can be reached from one of `bases`. Walks from these, newest first, until every tip is found.
 *
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function reachedFrom(
  history: History,
  bases: readonly number[],
  tips: readonly number[],
): ReadonlySet<number> {
  const open = new Set(tips)
  const found = new Set<number>()
  const seen = new Set<number>()
  const queue = new NumberQueue()
  const floor = floorOf(history, open)
  const add = (commit: number): void => {
    if (seen.has(commit)) return
    seen.add(commit)
    if (open.delete(commit)) found.add(commit)
    if (floor > 0 && history.generation(commit) < floor) return
    queue.add(commit, history.date(commit))
  }
  bases.forEach(add)
  while (open.size > 0 && queue.size > 0) {
    const commit = queue.take()
    const parents = history.parentCount(commit)
    for (let i = 0; i < parents; i++) add(history.parent(commit, i))
  }
  history.release()
  return found
}

/** Commits of a lower generation reach none of `commits`. */
function floorOf(history: History, commits: Iterable<number>): number {
  if (!history.hasGenerations) return 0
  let floor = Infinity
  for (const commit of commits) floor = Math.min(floor, history.generation(commit))
  return floor === Infinity ? 0 : floor
}
