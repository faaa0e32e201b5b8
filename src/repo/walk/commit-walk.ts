/**
 * Walking history (git's revision.c): from tips along parents, by date, leaving out what excluded tips reach.
 *
 * Where nothing is excluded, commits are given as they come up. Otherwise the walk first finds out what is excluded,
 * and goes on a little beyond the point where nothing else seems to be left, because dates can lie.
 */
import { parseCommit } from '../../object/commit.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { CommitQueue } from '../commits/commit-queue.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import type { RangeTip } from '../revision/revision-range.js'
import { PathFilter } from './path-filter.js'
import { sortTopologically } from './topological-order.js'
import type { WalkCommit, WalkGraph } from './walk-graph.js'
import type { WalkedCommit, WalkOptions } from './walk-options.js'

/** Git's SLOP: excluded commits looked at after the last one that is not, for the sake of dates that lie. */
const SLOP = 5

export class CommitWalk {
  readonly #queue = new CommitQueue<WalkCommit>()
  readonly #paths: PathFilter | undefined
  /** Queued commits that are not excluded. */
  #wanted = 0
  #hasExcluded = false

  /** @param tips Of commits: tags are peeled already. */
  constructor(
    private readonly graph: WalkGraph,
    private readonly objects: RepositoryObjects,
    private readonly algorithm: HashAlgorithm,
    private readonly options: WalkOptions,
    tips: readonly RangeTip[],
  ) {
    this.#paths = options.paths?.length ? new PathFilter(options.paths, objects, algorithm) : undefined
    this.#addTips(tips)
  }

  /** @throws {ObjectNotFoundError} A commit is missing, unless the options skip those. */
  *commits(): Iterable<WalkedCommit> {
    const { limit = Infinity, reverse = false } = this.options
    if (limit <= 0) return
    if (reverse) yield* [...this.#counted(limit)].reverse()
    else yield* this.#counted(limit)
  }

  *#counted(limit: number): Iterable<WalkCommit> {
    let skip = this.options.skip ?? 0
    let given = 0
    for (const commit of this.#ordered()) {
      if (!this.#isShown(commit)) continue
      if (skip > 0) {
        skip--
        continue
      }
      yield commit
      if (++given >= limit) return
    }
  }

  #ordered(): Iterable<WalkCommit> {
    const { order = 'default' } = this.options
    if (order === 'default') return this.#hasExcluded ? this.#limited() : this.#streamed()
    const found = this.#limited()
    if (order === 'topo') return sortTopologically(found, undefined)
    return sortTopologically(
      found,
      order === 'date' ? ({ date }) => date : (commit) => this.#authorDate(commit),
    )
  }

  #isShown(commit: WalkCommit): boolean {
    const { minParents = 0, maxParents = Infinity, until = Infinity } = this.options
    const parentCount = commit.parents.length
    if (commit.isExcluded || commit.isSame || commit.date > until) return false
    return parentCount >= minParents && parentCount <= maxParents
  }

  /** All tips are marked before any is queued, so that the order in which they are given does not matter. */
  #addTips(tips: readonly RangeTip[]): void {
    for (const { oid, isExcluded } of tips) {
      const commit = this.graph.get(oid)
      if (isExcluded) {
        commit.isBottom = true
        this.#hasExcluded = true
        this.#exclude(commit)
      }
    }
    for (const { oid } of tips) this.#enqueue(this.graph.get(oid))
  }

  #enqueue(commit: WalkCommit): void {
    if (commit.isSeen) return
    commit.isSeen = true
    commit.isQueued = true
    if (!commit.isExcluded) this.#wanted++
    this.#queue.add(commit)
  }

  #next(): WalkCommit | undefined {
    const commit = this.#queue.take()
    if (!commit) return undefined
    commit.isQueued = false
    if (!commit.isExcluded) this.#wanted--
    return commit
  }

  *#streamed(): Iterable<WalkCommit> {
    const { since = -Infinity } = this.options
    for (let commit = this.#next(); commit; commit = this.#next()) {
      // Where paths count, the tree of a parent that was given is still compared with.
      if (!this.#paths) this.graph.forget(commit)
      if (commit.date < since) continue
      this.#follow(commit)
      yield commit
    }
  }

  /** Everything that is not excluded, in the order in which it came up. */
  #limited(): WalkCommit[] {
    const { since = -Infinity, until = Infinity } = this.options
    const found: WalkCommit[] = []
    let slop = SLOP
    let lastDate = Infinity
    for (let commit = this.#next(); commit; commit = this.#next()) {
      if (commit.date < since) this.#exclude(commit)
      if (commit.isExcluded) {
        this.#followExcluded(commit)
        const next = this.#queue.peek()
        if (!next) break
        slop = lastDate <= next.date || this.#wanted > 0 ? SLOP : slop - 1
        if (slop === 0) break
        continue
      }
      this.#follow(commit)
      if (commit.date > until) continue
      lastDate = commit.date
      found.push(commit)
    }
    return found.filter(({ isExcluded }) => !isExcluded)
  }

  /** Marks a commit as excluded, and all that the walk has already come upon behind it. */
  #exclude(commit: WalkCommit): void {
    const pending = [commit]
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.isExcluded) continue
      next.isExcluded = true
      if (next.isQueued) this.#wanted--
      for (const oid of next.parents) {
        const parent = this.graph.peek(oid)
        if (parent) pending.push(parent)
      }
    }
  }

  #followExcluded(commit: WalkCommit): void {
    for (const parent of this.graph.knownParentsOf(commit)) {
      this.#exclude(parent)
      this.#enqueue(parent)
    }
  }

  #follow(commit: WalkCommit): void {
    const parents = this.#paths ? this.#simplified(commit, this.#paths) : this.graph.parentsOf(commit)
    if (this.#paths) commit.simplified = parents.map(({ oid }) => oid)
    for (const parent of this.options.firstParent ? parents.slice(0, 1) : parents) this.#enqueue(parent)
  }

  /**
   * The parents to go on to where only some paths count: the first that has the same there, if one has, because
   * the others have nothing to add; else all of them (git-log(1), "History Simplification", default mode).
   */
  #simplified(commit: WalkCommit, paths: PathFilter): readonly WalkCommit[] {
    const parents = this.graph.parentsOf(commit)
    if (parents.length === 0) {
      commit.isSame = paths.isSame(commit.tree, undefined)
      return parents
    }
    let relevantParents = 0
    let relevantChange = false
    let otherChange = false
    const compared = this.options.firstParent ? parents.slice(0, 1) : parents
    for (const parent of compared) {
      const isRelevant = !parent.isExcluded || parent.isBottom
      if (isRelevant) relevantParents++
      if (this.#isSame(commit, parent, paths)) {
        if (!isRelevant) continue
        commit.isSame = true
        return [parent]
      }
      if (isRelevant) relevantChange = true
      else otherChange = true
    }
    commit.isSame = relevantParents > 0 ? !relevantChange : !otherChange
    return parents
  }

  /** Filters speak of the first parent only, and spare reading trees where they are certain. */
  #isSame(commit: WalkCommit, parent: WalkCommit, paths: PathFilter): boolean {
    const isFirst = commit.parents[0] === parent.oid
    if (isFirst && !this.graph.mayHaveChanged(commit, paths.paths)) return true
    return paths.isSame(parent.tree, commit.tree)
  }

  #authorDate({ oid }: WalkCommit): number {
    const object = this.objects.tryRead(oid)
    return object ? (parseCommit(oid, object.data, this.algorithm).author?.seconds ?? 0) : 0
  }
}
