/**
 * `--bisect`: the commit that parts those left in two halves as equal as can be (git-rev-list(1), "Bisection Helpers").
 *
 * Commits are numbers here. The weight of a commit is how many of the commits that count it reaches, itself included: one
 * more than that of its parent where it has one; merges are counted one by one, since what their parents reach overlaps.
 */
import type { WalkCommit } from './walk-commit.js'

/** The weight of a commit with one parent, and of a merge, before it is known. */
const UNKNOWN = -1
const UNKNOWN_MERGE = -2

/** Histories of more commits than this times some may be a little off the half: git's 0.1 %. */
const TOLERANCE_DIVISOR = 1024

export interface BisectionOptions {
  /** All commits, those that part best first, instead of the best. */
  readonly findsAll: boolean
  readonly firstParent: boolean
}

export interface Bisection {
  readonly commits: readonly WalkCommit[]
  /** Of each of the commits: how many it parts from the rest, at the smaller side. */
  readonly distances: readonly number[]
  /** Commits that the first one reaches, and all there are: those that change something at the walked paths. */
  readonly reached: number
  readonly total: number
}

/** @param list What is left to part, newest first; excluded commits are passed over. */
export function bisect(list: readonly WalkCommit[], options: BisectionOptions): Bisection {
  const oldestFirst = list.filter(({ isExcluded }) => !isExcluded).reverse()
  const total = oldestFirst.filter(({ isSame }) => !isSame).length
  if (oldestFirst.length === 0) return { commits: [], distances: [], reached: 0, total }
  const weights = new Weights(oldestFirst, total, options)
  const half = weights.fill()
  const distanceOf = (n: number): number => Math.min(weights.of[n]!, total - weights.of[n]!)
  let order: number[]
  if (half !== undefined) order = [half]
  else {
    order = [...oldestFirst.keys()].filter((n) => !oldestFirst[n]!.isSame)
    const byOid = (a: number, b: number): number => (oldestFirst[a]!.oid < oldestFirst[b]!.oid ? -1 : 1)
    const tie = options.findsAll ? byOid : (a: number, b: number): number => a - b
    order.sort((a, b) => distanceOf(b) - distanceOf(a) || tie(a, b))
    if (order.length === 0) order = [0]
    if (!options.findsAll) order.length = 1
  }
  return {
    commits: order.map((n) => oldestFirst[n]!),
    distances: order.map(distanceOf),
    reached: weights.of[order[0]!]!,
    total,
  }
}

/** How many steps are left, about, where `total` commits are. */
export function bisectionSteps(total: number): number {
  if (total < 3) return 0
  const n = Math.floor(Math.log2(total))
  const power = 2 ** n
  return power < 3 * (total - power) ? n : n - 1
}

class Weights {
  /** By number. */
  readonly of: Int32Array
  /** By number, those that are followed and not excluded; commits beyond the list have numbers, too. */
  readonly #parents: (readonly number[])[] = []
  readonly #commits: WalkCommit[]
  readonly #count: number
  #known = 0

  constructor(
    list: readonly WalkCommit[],
    private readonly total: number,
    private readonly options: BisectionOptions,
  ) {
    this.#commits = [...list]
    this.#count = list.length
    this.of = new Int32Array(list.length)
    const numbers = new Map(list.map((commit, n) => [commit, n]))
    for (let n = 0; n < this.#commits.length; n++) {
      const { parents } = this.#commits[n]!
      const followed = options.firstParent ? parents.slice(0, 1) : parents
      this.#parents.push(
        followed
          .filter(({ isExcluded }) => !isExcluded)
          .map((parent) => {
            const number = numbers.get(parent) ?? this.#commits.push(parent) - 1
            numbers.set(parent, number)
            return number
          }),
      )
    }
  }

  /** @returns A commit that parts the others into halves, at once when one is found; undefined: none, or all are wanted. */
  fill(): number | undefined {
    for (let n = 0; n < this.#count; n++) this.#begin(n)
    for (let n = 0; n < this.#count; n++) {
      if (this.of[n] !== UNKNOWN_MERGE) continue
      this.of[n] = this.#countReached(n)
      if (this.#isHalf(n)) return n
      this.#known++
    }
    // A round that learns nothing is the last: there are parents beyond the list then.
    for (let grew = true; grew && this.#known < this.total;) {
      grew = false
      for (let n = 0; n < this.#count; n++) {
        if (this.of[n]! >= 0) continue
        const parent = this.#parents[n]!.find((other) => other < this.#count && this.of[other]! >= 0)
        if (parent === undefined) continue
        grew = true
        const counts = !this.#commits[n]!.isSame
        this.of[n] = this.of[parent]! + (counts ? 1 : 0)
        if (counts) this.#known++
        if (this.#isHalf(n)) return n
      }
    }
    return undefined
  }

  #begin(n: number): void {
    const count = this.#parents[n]!.length
    if (count > 0) this.of[n] = count === 1 ? UNKNOWN : UNKNOWN_MERGE
    else if (!this.#commits[n]!.isSame) {
      this.of[n] = 1
      this.#known++
    }
  }

  /** Commits that count among those that the commit reaches. */
  #countReached(start: number): number {
    const seen = new Uint8Array(this.#commits.length)
    const waiting = [start]
    let count = 0
    for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
      if (seen[n] === 1) continue
      seen[n] = 1
      if (!this.#commits[n]!.isSame) count++
      for (const parent of this.#parents[n]!) waiting.push(parent)
    }
    return count
  }

  #isHalf(n: number): boolean {
    if (this.options.findsAll || this.#commits[n]!.isSame) return false
    const off = Math.abs(2 * this.of[n]! - this.total)
    return off <= 1 || off < Math.trunc(this.total / TOLERANCE_DIVISOR)
  }
}
