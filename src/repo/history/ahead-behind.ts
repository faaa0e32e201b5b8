/**
 * How many commits many tips have that a base has not, and the other way round: one walk for all of them.
 *
 * Commits are passed children first, each with the set of tips that reach it. Along a line of history the set stays the
 * same object, and merges make new ones only where sides differ, so what is counted is counted for a set and not for
 * each of its tips.
 */
/* eslint no-bitwise: "off" -- sets are bits in words of 32 */
import type { History } from './history.js'

/** How far a commit and a base are apart. */
export interface AheadBehind {
  /** Commits that it has and the base has not. */
  readonly ahead: number
  /** Commits that the base has and it has not. */
  readonly behind: number
}

/**
 * @param base The number of a commit, as are `tips`.
 * @returns In the order of `tips`.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function aheadBehind(history: History, base: number, tips: readonly number[]): AheadBehind[] {
  const order = topologicalOrder(history, [base, ...tips])
  history.release()
  const tally = new Tally(history, tips)
  const inBase = new Uint8Array(history.count)
  inBase[base] = 1
  let baseSize = 0
  for (const commit of order) {
    const isInBase = inBase[commit] === 1
    if (isInBase) baseSize++
    const parents = history.parentCount(commit)
    if (isInBase) for (let i = 0; i < parents; i++) inBase[history.parent(commit, i)] = 1
    tally.pass(commit, isInBase)
  }
  return tips.map((tip) => {
    const { own, shared } = tally.of(tip)
    return { ahead: own, behind: baseSize - shared }
  })
}

/** All that can be reached, no parent before all of its children. What is in a circle is left out. */
function topologicalOrder(history: History, tips: readonly number[]): number[] {
  const found = new Set(tips)
  for (const commit of found) {
    const parents = history.parentCount(commit)
    for (let i = 0; i < parents; i++) found.add(history.parent(commit, i))
  }
  const children = new Int32Array(history.count)
  for (const commit of found) {
    for (let i = history.parentCount(commit) - 1; i >= 0; i--) children[history.parent(commit, i)]!++
  }
  const order = [...found].filter((commit) => children[commit] === 0)
  // The array grows while it is gone through.
  for (const commit of order) {
    for (let i = history.parentCount(commit) - 1; i >= 0; i--) {
      const parent = history.parent(commit, i)
      const open = children[parent]! - 1
      children[parent] = open
      if (open === 0) order.push(parent)
    }
  }
  return order
}

/** Tips that reach a commit. */
interface TipSet {
  readonly bits: Int32Array
  /** Commits that are still to come and have this set. */
  holders: number
  /** Commits that were passed with it: outside of the base's history, and in it. */
  own: number
  shared: number
}

class Tally {
  /** By number of a tip, its place in a set. */
  readonly #places = new Map<number, number>()
  readonly #sets = new Map<number, TipSet>()
  readonly #own: Float64Array
  readonly #shared: Float64Array

  constructor(
    private readonly history: History,
    tips: readonly number[],
  ) {
    for (const tip of tips) if (!this.#places.has(tip)) this.#places.set(tip, this.#places.size)
    this.#own = new Float64Array(this.#places.size)
    this.#shared = new Float64Array(this.#places.size)
  }

  of(tip: number): { own: number; shared: number } {
    const place = this.#places.get(tip)!
    return { own: this.#own[place]!, shared: this.#shared[place]! }
  }

  /** Counts a commit for all tips that reach it, and hands their set on to its parents. */
  pass(commit: number, isShared: boolean): void {
    const place = this.#places.get(commit)
    if (place !== undefined) this.#give(commit, this.#single(place))
    const set = this.#sets.get(commit)
    if (!set) return
    if (isShared) set.shared++
    else set.own++
    const parents = this.history.parentCount(commit)
    for (let i = 0; i < parents; i++) this.#give(this.history.parent(commit, i), set)
    this.#sets.delete(commit)
    this.#drop(set)
  }

  #single(place: number): TipSet {
    const bits = new Int32Array(Math.ceil(this.#places.size / 32))
    bits[place >>> 5] = 1 << (place & 31)
    return { bits, holders: 0, own: 0, shared: 0 }
  }

  /** Adds tips to those that reach a commit. */
  #give(commit: number, set: TipSet): void {
    const had = this.#sets.get(commit)
    if (had === set) return
    const both = had ? union(had, set) : set
    if (both === had) return
    both.holders++
    this.#sets.set(commit, both)
    if (had) this.#drop(had)
  }

  #drop(set: TipSet): void {
    if (--set.holders > 0) return
    for (const [word, bits] of set.bits.entries()) {
      for (let rest = bits; rest !== 0; rest &= rest - 1) {
        const place = word * 32 + (31 - Math.clz32(rest & -rest))
        this.#own[place]! += set.own
        this.#shared[place]! += set.shared
      }
    }
  }
}

/** One of the two, if it has all that the other has. */
function union(one: TipSet, other: TipSet): TipSet {
  const [a, b] = [one.bits, other.bits]
  let [isOne, isOther] = [true, true]
  for (let word = 0; word < a.length; word++) {
    const both = a[word]! | b[word]!
    if (both !== a[word]) isOne = false
    if (both !== b[word]) isOther = false
  }
  if (isOne) return one
  if (isOther) return other
  return { bits: a.map((bits, word) => bits | b[word]!), holders: 0, own: 0, shared: 0 }
}
