/** Walks through a repository, put together from what they need: where commits, trees and generations come from. */
import { parseCommit } from '../../object/commit.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { CommitSource } from '../commits/commit-links.js'
import type { BitmapIndex } from '../../pack/bitmap/bitmap-index.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { Pathspec } from '../pathspec/pathspec.js'
import type { RangeTip } from '../revision/revision-range.js'
import { BitmapWalk } from './bitmap-walk.js'
import { CommitWalk, mustLimit } from './commit-walk.js'
import { independent, mergeBases } from './merge-base.js'
import type { MissingPolicy } from './missing.js'
import type { ObjectFilter } from './object-filter.js'
import { type ObjectVisitor, ObjectWalk } from './object-walk.js'
import { type PartedTips, partTips } from './part-tips.js'
import { ParentSimplifier } from './parent-simplifier.js'
import { PathComparison } from './path-comparison.js'
import { isPlain, PlainWalk } from './plain-walk.js'
import { canReach } from './reachability.js'
import { type WalkCommit, WalkCommits } from './walk-commit.js'
import type { WalkOptions } from './walk-options.js'

/** The latest date that git knows, as near as a number comes to it. */
const DATE_MAX = 2 ** 64

/** What an {@link ObjectWalk} is asked for. */
export interface ObjectWalkRequest {
  readonly scope?: Pathspec
  readonly filter?: ObjectFilter | undefined
  readonly onMissing?: MissingPolicy['onMissing']
}

export class Walks {
  constructor(
    private readonly commits: CommitSource,
    private readonly objects: RepositoryObjects,
    private readonly algorithm: HashAlgorithm,
  ) {}

  /**
   * A walk over commits.
   *
   * @param tips Commits: tags are peeled already. What `options` say of revisions is not looked at.
   * @throws {ObjectNotFoundError} A tip is missing, or what the walk must know before it begins.
   */
  ofCommits(options: WalkOptions, tips: readonly RangeTip[]): CommitWalk {
    const commits = new WalkCommits(this.commits, options.excludes)
    // Git has read these commits when it begins to walk, and so excludes those behind an excluded one at once, which
    // decides what its merges are compared with.
    for (const [at, { oid, isLeft }] of tips.entries()) {
      const right = isLeft ? tips[at + 1] : undefined
      if (right) mergeBases(oid, [right.oid], commits)
    }
    const context = {
      commits,
      simplifier: this.#simplifier(options, commits, tips),
      authorDate: (commit: WalkCommit) => this.#authorDate(commit),
      generation: this.#generation(),
      missing: { action: options.missing ?? 'error', onMissing: this.#refreshing(options.onMissing) },
    } as const
    return new CommitWalk(context, options, tips)
  }

  /**
   * The same walk by a faster way, still without its tips; undefined: {@link Walks.ofCommits} has to do it.
   *
   * @param tips Of any type.
   */
  ofAllCommits(options: WalkOptions, tips: readonly RangeTip[]): PlainWalk | undefined {
    return isPlain(options, tips) ? new PlainWalk(this.commits, this.algorithm) : undefined
  }

  /** Follows tags, and tells commits from what else was named; see {@link partTips}. */
  partTips(
    tips: readonly RangeTip[],
    onMissing?: (oid: string) => void,
    takeCommit?: (oid: string) => boolean,
  ): PartedTips {
    return partTips(tips, this.objects, this.algorithm, onMissing, takeCommit)
  }

  /** A walk over trees and blobs. */
  ofObjects(visitor: ObjectVisitor, request: ObjectWalkRequest = {}): ObjectWalk {
    const { scope = Pathspec.EVERYTHING, filter } = request
    const options = {
      algorithm: this.algorithm,
      objects: this.objects.views(),
      scope,
      filter,
      onMissing: this.#refreshing(request.onMissing),
    }
    return new ObjectWalk(options, visitor)
  }

  /** A walk that a bitmap shortens. */
  withBitmaps(bitmaps: BitmapIndex): BitmapWalk {
    const { commits, objects, algorithm } = this
    return new BitmapWalk({ bitmaps, commits, objects, algorithm })
  }

  /** The best common ancestors of a commit and others; oids in hex. */
  mergeBases(one: string, others: readonly string[]): string[] {
    return mergeBases(one, others, new WalkCommits(this.commits))
  }

  /** Those of the commits that cannot be reached from any other of them. */
  independent(oids: readonly string[]): string[] {
    return independent(oids, new WalkCommits(this.commits))
  }

  /** Whether `descendant` is or reaches `ancestor`. */
  isAncestor(ancestor: string, descendant: string): boolean {
    const commits = new WalkCommits(this.commits)
    return canReach(commits.get(descendant), commits.get(ancestor), commits, this.#generation())
  }

  #simplifier(
    options: WalkOptions,
    commits: WalkCommits,
    tips: readonly RangeTip[],
  ): ParentSimplifier | undefined {
    const pathspec = options.pathspec ?? Pathspec.ofPaths(options.paths ?? [])
    const { simplifyByDecoration: decorated, firstParent = false, ancestryPath = false } = options
    if (pathspec.isEverything && !decorated) return undefined
    const followsAll = [options.fullHistory, options.simplifyMerges, decorated, ancestryPath].some(Boolean)
    const isLimited = mustLimit(options, tips, this.commits.hasGenerations)
    return new ParentSimplifier(commits, {
      paths: new PathComparison(pathspec, this.objects, this.algorithm),
      isDecorated: decorated && (({ oid }) => decorated.has(oid)),
      followsOne: !followsAll,
      firstParent,
      sparse: options.sparse ?? false,
      showPulls: options.showPulls ?? false,
      removeEmpty: options.removeEmpty ?? false,
      keepsSameParents: options.simplifyMerges === true || (isLimited && !options.sparse && !firstParent),
      mayHaveChanged: ({ oid }, paths) => this.commits.mayHaveChanged(oid, paths),
    })
  }

  #generation(): ((commit: WalkCommit) => number) | undefined {
    return this.commits.hasGenerations ? ({ links }) => links?.generation ?? Infinity : undefined
  }

  /** To git a date with a sign is none. */
  #authorDate({ oid }: WalkCommit): number {
    const object = this.objects.tryRead(oid)
    const seconds = object && parseCommit(oid, object.data, this.algorithm).author?.seconds
    return Math.min(Math.max(0, seconds ?? 0), DATE_MAX)
  }

  /** What was brought by whoever was told of it is found only in packs that have been looked for. */
  #refreshing(onMissing: MissingPolicy['onMissing']): MissingPolicy['onMissing'] {
    return (
      onMissing &&
      ((oids) => {
        onMissing(oids)
        this.objects.refresh()
      })
    )
  }
}
