/**
 * Walking history (git's revision.c): from tips along parents, by date, leaving out what excluded tips reach.
 *
 * Where nothing asks for more, commits are given as they come up. Otherwise the walk first finds out what is excluded,
 * and goes on a little beyond the point where nothing else seems to be left, because dates can lie; with generation
 * numbers an order by topology needs neither.
 */
import { compareDates, CommitQueue } from '../commits/commit-queue.js'
import type { RangeTip } from '../revision/revision-range.js'
import { limitToAncestry } from './ancestry-path.js'
import { bisect, type Bisection } from './bisection.js'
import { equalPatches } from './equal-patches.js'
import { boundaryOf } from './boundary.js'
import { loadPresent } from './load-present.js'
import { historyInCircle, simplifyMerges } from './merge-simplifier.js'
import type { MissingPolicy } from './missing.js'
import type { ParentSimplifier } from './parent-simplifier.js'
import { type DateOf, sortTopologically } from './topological-order.js'
import { TopologicalWalk } from './topological-walk.js'
import type { WalkCommit, WalkCommits } from './walk-commit.js'
import type { WalkOptions } from './walk-options.js'

/** Git's SLOP: excluded commits looked at after the last one that is not, for the sake of dates that lie. */
const SLOP = 5

/** What a walk works with. */
export interface WalkContext {
  readonly commits: WalkCommits
  /** Undefined where all of history is wanted. */
  readonly simplifier: ParentSimplifier | undefined
  /** For the order by author's dates. */
  readonly authorDate: DateOf
  /** Generation number of a commit, infinite for one that the commit-graph does not have; undefined: there is none. */
  readonly generation: ((commit: WalkCommit) => number) | undefined
  readonly missing: MissingPolicy
}

/** Whether all has to be walked before the first can be given. */
export function mustLimit(
  options: WalkOptions,
  tips: readonly { readonly isExcluded: boolean }[],
  hasGenerations: boolean,
): boolean {
  const { order = 'default', ancestryPath = false, children, simplifyMerges: simplifiesMerges } = options
  if (ancestryPath !== false || children || simplifiesMerges || options.side || options.walksAll) return true
  if (options.equalPatches) return true
  if (order !== 'default') return !hasGenerations
  return tips.some(({ isExcluded }) => isExcluded)
}

export class CommitWalk {
  /** The children that were walked, latest first, where they were asked for. */
  readonly children = new Map<WalkCommit, WalkCommit[]>()
  readonly #queue = new CommitQueue<WalkCommit>()
  /** Queued commits that are not excluded. */
  #wanted = 0
  #tips: WalkCommit[] = []
  /** Everything that the walk came upon, where it had to find out before anything could be given. */
  #list: readonly WalkCommit[] | undefined
  #topological: TopologicalWalk | undefined
  readonly #isForgetful: boolean

  /** @param tips Of commits: tags are peeled already. */
  constructor(
    private readonly context: WalkContext,
    private readonly options: WalkOptions,
    tips: readonly RangeTip[],
  ) {
    const { boundary, children, simplifyMerges, rewriteParents } = options
    this.#isForgetful = !context.simplifier && !boundary && !children && !simplifyMerges && !rewriteParents
    this.#addTips(tips)
    this.#prepare()
  }

  /**
   * The commits that are known before the first is given: all that were walked, excluded ones among them, or the tips.
   */
  get known(): readonly WalkCommit[] {
    return this.#list ?? this.#tips
  }

  /** @throws {ObjectNotFoundError} A commit is missing, and that is an error. */
  *walk(): Iterable<WalkCommit> {
    const shown = this.options.boundary ? this.#withBoundary() : this.#counted()
    if (this.options.reverse) {
      yield* [...shown].reverse()
      return
    }
    for (const commit of shown) {
      yield commit
      // As git does: where dates lie, a child that comes later is rewritten as if history ended here.
      commit.parents = []
    }
  }

  /**
   * Leaves of what is to be given only what parts it in halves; see {@link bisect}. Only of a walk that was asked for with
   * `walksAll`.
   */
  bisect(findsAll: boolean): Bisection {
    const bisection = bisect(this.known, { findsAll, firstParent: this.options.firstParent ?? false })
    this.#list = bisection.commits
    return bisection
  }

  /** What is known of a commit; undefined: the walk has not come upon it. */
  commitOf(oid: string): WalkCommit | undefined {
    return this.context.commits.known(oid)
  }

  /** Reads a commit that was given without having been looked at, as those beyond the boundary are. */
  tryLoad(commit: WalkCommit): boolean {
    return this.context.commits.tryLoad(commit)
  }

  /** The parents that the walk knows of a commit; a forgotten one's are its own. */
  parentsOf(commit: WalkCommit): readonly string[] {
    return this.#isForgetful ? (commit.links?.parents ?? []) : commit.parents.map(({ oid }) => oid)
  }

  /** Whether a commit is one that the walk gives, or will; of a boundary, that it belongs to it. */
  isWanted(commit: WalkCommit): boolean {
    if (this.options.boundary && commit.isChildShown) return true
    return this.#isShown(commit)
  }

  /** All tips are marked before any is queued, so that the order in which they are given does not matter. */
  #addTips(tips: readonly RangeTip[]): void {
    const { commits } = this.context
    // First all are read: what lies behind an excluded one is excluded at once as far as it is known.
    for (const { oid } of tips) commits.load(commits.get(oid))
    for (const { oid, isExcluded, isLeft, name } of tips) {
      const commit = commits.get(oid)
      commit.source ??= name
      if (isLeft) commit.isLeft = true
      if (isExcluded) {
        commit.isExcluded = true
        commit.isBottom = true
        this.#excludeParents(commit)
      }
    }
    const { ancestryPath } = this.options
    if (typeof ancestryPath === 'object') for (const oid of ancestryPath) commits.get(oid).isOnPath = true
    for (const { oid } of tips) {
      const commit = commits.get(oid)
      if (commit.isSeen) continue
      commit.isSeen = true
      this.#tips.push(commit)
    }
    if (this.options.noWalk !== 'unsorted') this.#tips.sort(compareDates)
  }

  #prepare(): void {
    const { noWalk, order = 'default', simplifyMerges: simplifiesMerges, children } = this.options
    if (noWalk) {
      this.#list = this.#tips
      const isLimited = mustLimit(this.options, this.#tips, this.context.generation !== undefined)
      // Git looks at tips one by one only where it need not walk to begin with.
      if (!isLimited) this.#list = this.#tips.filter(({ date }) => date >= (this.options.since ?? -Infinity))
      if (!isLimited) for (const tip of this.#list) this.context.simplifier?.simplify(tip)
    } else if (mustLimit(this.options, this.#tips, this.context.generation !== undefined)) {
      for (const tip of this.#tips) this.#enqueue(tip)
      this.#list = this.#limited()
      if (order !== 'default') this.#list = sortTopologically(this.#list, this.#dateOf())
    } else if (order !== 'default') {
      const generation = this.context.generation!
      this.#topological = new TopologicalWalk(this.#tips, this.#dateOf(), generation, {
        expand: (commit) => {
          this.#expand(commit, false)
        },
        isTooOld: (commit) => commit.date < (this.options.since ?? -Infinity),
        excludeParents: (commit) => {
          this.#excludeParents(commit)
        },
        tryLoad: (commit) => this.context.commits.tryLoad(commit),
        firstParent: this.options.firstParent ?? false,
      })
    } else {
      for (const tip of this.#tips) this.#enqueue(tip)
    }
    const { simplifier, commits } = this.context
    if (simplifiesMerges && simplifier && this.#list) {
      const { firstParent = false, showPulls = false } = this.options
      this.#list = simplifyMerges(this.#list, simplifier, commits, { firstParent, showPulls })
    }
    if (children) this.#noteChildren(this.#list ?? [])
  }

  #dateOf(): DateOf | undefined {
    const { order } = this.options
    if (order === 'author-date') return this.context.authorDate
    return order === 'date' ? ({ date }) => date : undefined
  }

  #noteChildren(list: readonly WalkCommit[]): void {
    for (const commit of list) {
      for (const parent of commit.parents) {
        const known = this.children.get(parent)
        if (known) known.unshift(commit)
        else this.children.set(parent, [commit])
      }
    }
  }

  #enqueue(commit: WalkCommit): void {
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

  /** Everything that is not excluded, in the order in which it came up, and some that turned out to be later. */
  #limited(): WalkCommit[] {
    const { since = -Infinity, until = Infinity, sinceAsFilter = -Infinity } = this.options
    const { ancestryPath, side } = this.options
    const bottoms = ancestryPath ? this.#bottoms(ancestryPath) : []
    const found: WalkCommit[] = []
    let slop = SLOP
    let lastDate = Infinity
    for (let commit = this.#next(); commit; commit = this.#next()) {
      if (commit.date < since) commit.isExcluded = true
      this.#expand(commit, true)
      if (commit.isExcluded) {
        this.#excludeParents(commit)
        const next = this.#queue.peek()
        if (!next) break
        slop = lastDate <= next.date || this.#wanted > 0 ? SLOP : slop - 1
        if (slop === 0) break
        continue
      }
      if (commit.date > until || commit.date < sinceAsFilter) continue
      lastDate = commit.date
      found.push(commit)
    }
    if (this.options.equalPatches) {
      const { action, idOf } = this.options.equalPatches
      for (const commit of equalPatches(found, idOf)) {
        if (action === 'mark') commit.isPatchSame = true
        else commit.isShown = true
      }
    }
    // As in git, the sides are told apart only where all is walked first.
    if (side) for (const commit of found) if (commit.isLeft !== (side === 'left')) commit.isShown = true
    if (ancestryPath) limitToAncestry(found, bottoms)
    const { simplifier } = this.context
    if (simplifier) for (const commit of found) if (!commit.isExcluded) simplifier.updateSame(commit)
    return found
  }

  #bottoms(ancestryPath: true | readonly string[]): WalkCommit[] {
    if (typeof ancestryPath === 'object') return ancestryPath.map((oid) => this.context.commits.get(oid))
    return this.#tips.filter(({ isBottom }) => isBottom)
  }

  /** Looks at the parents of a commit, and queues them if they are to be walked by date. */
  #expand(commit: WalkCommit, queues: boolean): void {
    if (commit.isExpanded) return
    commit.isExpanded = true
    if (!commit.links) return // of a merge whose other parents are not followed, or missing
    if (commit.isExcluded) this.#expandExcluded(commit, queues)
    else this.#expandWanted(commit, queues)
  }

  #expandExcluded(commit: WalkCommit, queues: boolean): void {
    for (const parent of commit.parents) {
      this.#exclude(parent)
      parent.isChildVisited = true
      // An excluded commit may be missing; one to show may not.
      if (!this.context.commits.tryLoad(parent)) continue
      this.#excludeParents(parent)
      if (parent.isSeen) continue
      if (queues) this.#enqueue(parent)
      else parent.isSeen = true
      if (this.options.excludeFirstParentOnly) break
    }
  }

  #expandWanted(commit: WalkCommit, queues: boolean): void {
    const { commits, simplifier, missing } = this.context
    simplifier?.simplify(commit)
    commit.parents = loadPresent(commit.parents, commits, missing, this.options.firstParent ?? false)
    for (const parent of commit.parents) {
      if (commit.isLeft) parent.isLeft = true
      if (commit.isOnPath) parent.isOnPath = true
      parent.source ??= commit.source
      parent.isChildVisited = true
      if (!parent.isSeen && queues) this.#enqueue(parent)
      else parent.isSeen = true
      if (this.options.firstParent) break
    }
  }

  /** Marks a commit as excluded, and all that the walk has already come upon behind it. */
  #exclude(commit: WalkCommit): void {
    if (commit.isExcluded) return
    commit.isExcluded = true
    if (commit.isQueued) this.#wanted--
    this.#excludeParents(commit)
  }

  #excludeParents(commit: WalkCommit): void {
    const pending = this.#excludedParents(commit)
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.isExcluded) continue
      next.isExcluded = true
      if (next.isQueued) this.#wanted--
      pending.push(...this.#excludedParents(next))
    }
  }

  #excludedParents({ parents }: WalkCommit): WalkCommit[] {
    return this.options.excludeFirstParentOnly ? parents.slice(0, 1) : [...parents]
  }

  /** Commits in order, those that are not to be shown left out, and parents rewritten. */
  *#shown(): Iterable<WalkCommit> {
    const rewrites = (this.options.rewriteParents ?? false) || (this.options.children ?? false)
    const { simplifier } = this.context
    for (const commit of this.#ordered()) {
      if (!this.#isShown(commit)) continue
      if (simplifier && rewrites && !this.options.sparse) this.#rewriteParents(commit, simplifier)
      yield commit
    }
  }

  *#ordered(): Iterable<WalkCommit> {
    if (this.#list) {
      yield* this.#list
      return
    }
    const { since = -Infinity } = this.options
    if (this.#topological) {
      yield* this.#topological.walk()
      return
    }
    for (let commit = this.#next(); commit; commit = this.#next()) {
      if (this.#isForgetful) this.context.commits.forget(commit)
      if (commit.date < since) continue
      this.#expand(commit, true)
      yield commit
    }
  }

  #isShown(commit: WalkCommit): boolean {
    const {
      minParents = 0,
      maxParents = Infinity,
      until = Infinity,
      sinceAsFilter = -Infinity,
    } = this.options
    const { sparse, showPulls, rewriteParents, children, matches, maximalOnly } = this.options
    if (maximalOnly && commit.isChildVisited) return false
    if (commit.isShown || commit.isExcluded || commit.date > until || commit.date < sinceAsFilter)
      return false
    const parentCount = commit.parents.length
    if (parentCount < minParents || parentCount > maxParents) return false
    if (matches && !matches(commit.oid)) return false
    if (!this.context.simplifier || sparse || !commit.isSame) return true
    // Merges that change nothing are kept only where they hold the rewritten history together.
    if (!rewriteParents && !children) return false
    if (showPulls && commit.isPull) return true
    return commit.parents.filter((parent) => parent.isRelevant).length >= 2
  }

  #rewriteParents(commit: WalkCommit, simplifier: ParentSimplifier): void {
    const rewritten: WalkCommit[] = []
    for (const parent of commit.parents) {
      const nearest = this.#nearestShown(parent, simplifier)
      if (nearest) rewritten.push(nearest)
    }
    commit.parents = rewritten
    simplifier.removeDuplicates(commit)
  }

  /**
   * The nearest ancestor that has something to show; undefined: there is none.
   *
   * @throws {CorruptObjectError} History goes in a circle.
   */
  #nearestShown(start: WalkCommit, simplifier: ParentSimplifier): WalkCommit | undefined {
    // Brent's way to notice a circle: one commit is kept, each time for twice as many steps.
    let kept: WalkCommit | undefined
    for (let [commit, steps, renewAt] = [start, 0, 1]; ; steps++) {
      if (commit === kept) throw historyInCircle(commit.oid)
      if (steps === renewAt) {
        kept = commit
        renewAt *= 2
      }
      if (!this.#list) this.#expand(commit, !this.#topological)
      if (commit.isExcluded || !commit.isSame) return commit
      if (commit.parents.length === 0) return undefined
      const parent = simplifier.oneRelevantParent(commit)
      if (!parent) return commit
      commit = parent
    }
  }

  *#counted(): Iterable<WalkCommit> {
    const { limit = Infinity, keepsOldest } = this.options
    let { skip = 0 } = this.options
    if (limit <= 0) return
    if (keepsOldest) {
      yield* oldestOf(this.#shown(), limit)
      return
    }
    let given = 0
    for (const commit of this.#shown()) {
      if (skip > 0) {
        skip--
        continue
      }
      commit.isShown = true
      yield commit
      if (++given >= limit) return
    }
  }

  *#withBoundary(): Iterable<WalkCommit> {
    const border: WalkCommit[] = []
    for (const commit of this.#counted()) {
      for (const parent of commit.parents) {
        if (parent.isChildShown || parent.isShown) continue
        parent.isChildShown = true
        border.push(parent)
      }
      yield commit
    }
    yield* boundaryOf(border, this.#dateOf())
  }
}

/** The last `limit` of the commits. */
function oldestOf(commits: Iterable<WalkCommit>, limit: number): WalkCommit[] {
  const kept: WalkCommit[] = []
  for (const commit of commits) {
    commit.isShown = true
    kept.push(commit)
    // In batches: taking one from the front of a list costs its length.
    if (kept.length >= 2 * limit + 1024) kept.splice(0, kept.length - limit)
  }
  return kept.slice(Math.max(0, kept.length - limit))
}
