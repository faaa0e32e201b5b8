/**
 * The walk that is asked for most: all history behind some tips, by date, with nothing left out and nothing rewritten.
 *
 * It gives what {@link CommitWalk} gives, and takes a fraction of its time: commits are numbers, what is known of them
 * stands in typed arrays, and oids stay raw bytes from the object to the output.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { decodeHex } from '../../object/oid.js'
import { RawLinks } from '../../object/raw-links.js'
import type { CommitSource } from '../commits/commit-links.js'
import { NumberQueue } from '../commits/number-queue.js'
import type { RangeTip } from '../revision/revision-range.js'
import { ObjectMarks } from './object-marks.js'
import type { WalkOptions } from './walk-options.js'

const FIRST_CAPACITY = 1024

/** A commit as a walk gives it, valid until the next. */
export interface RawCommit {
  /** Raw bytes. */
  readonly oid: Uint8Array
  readonly tree: Uint8Array
}

/** Whether all history behind the tips is wanted as it is: that is what {@link PlainWalk} can do. */
export function isPlain(options: WalkOptions, tips: readonly RangeTip[]): boolean {
  const { order = 'default', pathspec, paths = [], minParents = 0, skip = 0, missing = 'error' } = options
  const { maxParents = Infinity, limit = Infinity, until = Infinity } = options
  const { since = -Infinity, sinceAsFilter = -Infinity } = options
  const isLimited =
    minParents > 0 || skip > 0 || [maxParents, limit, until, -since, -sinceAsFilter].some(Number.isFinite)
  const isOtherwise = [
    options.reverse,
    options.walksAll,
    options.excludes,
    options.maximalOnly,
    options.firstParent,
    options.simplifyMerges,
    options.simplifyByDecoration,
    options.rewriteParents,
    options.children,
    options.boundary,
    options.side,
    options.equalPatches,
    options.ancestryPath,
    options.noWalk,
    options.matches,
    options.onMissing,
  ].some(Boolean)
  if (isLimited || isOtherwise || order !== 'default' || missing !== 'error') return false
  if (pathspec ? !pathspec.isEverything : paths.length > 0) return false
  return !tips.some(({ isExcluded, isLeft }) => isExcluded || isLeft)
}

export class PlainWalk {
  readonly #source: CommitSource
  readonly #links: RawLinks
  readonly #width: number
  readonly #commits: ObjectMarks
  readonly #queue = new NumberQueue()
  /** By number: the raw oid of the tree. */
  #trees: Uint8Array
  /** By number: where in `edges` its parents are; 0: it has not been read. */
  #edgesAt = new Int32Array(FIRST_CAPACITY)
  /** Of each commit that was read, how many parents it has, and their numbers. */
  #edges = new Int32Array(FIRST_CAPACITY)
  #edgeCount = 1
  readonly #oid: Uint8Array

  constructor(source: CommitSource, algorithm: HashAlgorithm) {
    this.#source = source
    this.#width = algorithm.size
    this.#links = new RawLinks(algorithm)
    this.#commits = new ObjectMarks(this.#width)
    this.#trees = new Uint8Array(FIRST_CAPACITY * this.#width)
    this.#oid = new Uint8Array(this.#width)
  }

  /** Begins from a commit, too. @param oid In hex. @returns False: it is missing, or no commit. */
  addTip(oid: string): boolean {
    decodeHex(oid, this.#oid, this.#width)
    try {
      return this.#enqueue(this.#commits.numberOf(this.#oid, 0))
    } finally {
      this.#source.release()
    }
  }

  /**
   * Calls `visit` for each commit.
   *
   * @throws {ObjectNotFoundError} A commit is missing, or a parent no commit.
   */
  walk(visit: (commit: RawCommit) => void): void {
    const commit = { oid: new Uint8Array(this.#width), tree: new Uint8Array(this.#width) }
    try {
      for (let number = this.#queue.take(); number >= 0; number = this.#queue.take()) {
        this.#expand(number)
        this.#commits.copyOid(number, commit.oid)
        for (let i = 0, row = number * this.#width; i < this.#width; i++)
          commit.tree[i] = this.#trees[row + i]!
        visit(commit)
      }
    } finally {
      this.#source.release()
    }
  }

  /** Puts the parents of a commit in the queue that have not been there. */
  #expand(number: number): void {
    const at = this.#edgesAt[number]!
    const end = at + this.#edges[at]!
    for (let i = at + 1; i <= end; i++) {
      if (!this.#enqueue(this.#edges[i]!)) throw this.#source.notFound(this.#commits.oidOf(this.#edges[i]!))
    }
  }

  /** Reads a commit and puts it in the queue, unless it has been there. @returns False: it is missing, or no commit. */
  #enqueue(number: number): boolean {
    if (number < this.#edgesAt.length && this.#edgesAt[number] !== 0) return true
    const links = this.#links
    this.#commits.copyOid(number, this.#oid)
    if (!this.#source.tryReadRaw(this.#oid, links)) return false
    this.#reserve(number, links.parentCount)
    this.#trees.set(links.tree, number * this.#width)
    this.#edgesAt[number] = this.#edgeCount
    this.#edges[this.#edgeCount++] = links.parentCount
    for (let i = 0; i < links.parentCount; i++) {
      this.#edges[this.#edgeCount++] = this.#commits.numberOf(links.parents, i * this.#width)
    }
    this.#queue.add(number, links.date, links.dateRest)
    return true
  }

  #reserve(number: number, parents: number): void {
    if (number >= this.#edgesAt.length) {
      const capacity = 2 * number
      const [trees, edgesAt] = [this.#trees, this.#edgesAt]
      this.#trees = new Uint8Array(capacity * this.#width)
      this.#trees.set(trees)
      this.#edgesAt = new Int32Array(capacity)
      this.#edgesAt.set(edgesAt)
    }
    if (this.#edgeCount + 1 + parents > this.#edges.length) {
      const edges = this.#edges
      this.#edges = new Int32Array(2 * (this.#edgeCount + 1 + parents))
      this.#edges.set(edges)
    }
  }
}
