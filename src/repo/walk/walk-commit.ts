/** The commits that a walk has come upon, each once, with what the walk has learned of them. */
import type { ObjectNotFoundError } from '../../odb/errors.js'
import type { CommitLinks } from '../commits/commit-links.js'

/** One commit of a walk. There is one object for each oid. */
export class WalkCommit {
  /** Undefined before it is loaded. */
  links: CommitLinks | undefined
  /** Those that the walk follows: simplification leaves out some and puts others in their place. */
  parents: readonly WalkCommit[] = NO_COMMITS
  /** Has been in the queue. */
  isSeen = false
  /** Is waiting in the queue. */
  isQueued = false
  /** Its parents have been looked at. */
  isExpanded = false
  /** Can be reached from a tip that is excluded. */
  isExcluded = false
  /** Was itself given as excluded: the border, which still counts when parents are compared. */
  isBottom = false
  /** Has the same content at the walked paths as the parents that count. */
  isSame = false
  /** Which parents it is the same as, where that is still needed of a merge. */
  sameAsParent: boolean[] | undefined
  /** Not the same as its first parent: of a merge, it pulled something in. */
  isPull = false
  /** Is reached from the left side of a symmetric difference. */
  isLeft = false
  /** There is one with the same change on the other side, and that is to be told. */
  isPatchSame = false
  /** Lies on a path to a commit that the walk is limited to the ancestry of. */
  isOnPath = false
  /** Has been given, or is not to be. */
  isShown = false
  /** The walk has come here from a child. */
  isChildVisited = false
  /** A child of it has been given. */
  isChildShown = false
  /** Not given itself, but a child of it is: `--boundary`. */
  isBoundary = false
  /** What named the tip that it was first reached from. */
  source: string | undefined

  constructor(readonly oid: string) {}

  /** Seconds since 1970; 0 before it is loaded. */
  get date(): number {
    return this.links?.date ?? 0
  }

  /** What had to be rounded off the date. */
  get dateRest(): number {
    return this.links?.dateRest ?? 0
  }

  forgetParents(): void {
    this.parents = NO_COMMITS
    if (this.links) this.links = { ...this.links, parents: [] }
  }

  /** Whether it counts when it is decided what a merge brought in. */
  get isRelevant(): boolean {
    return !this.isExcluded || this.isBottom
  }
}

const NO_COMMITS: readonly WalkCommit[] = []

/** Stands for every commit that was given and is of no further use: a long history would fill the memory. */
const FORGOTTEN = new WalkCommit('')
FORGOTTEN.isSeen = true
FORGOTTEN.links = { tree: '', parents: [], date: 0 }

/** Where the links of commits come from. */
export interface LinkSource {
  tryRead(oid: string): CommitLinks | undefined
  notFound(oid: string): ObjectNotFoundError
}

export class WalkCommits {
  readonly #commits = new Map<string, WalkCommit>()

  /** @param excludes Commits that count as excluded, and as seen, when they are come upon. Default: none. */
  constructor(
    private readonly source: LinkSource,
    private readonly excludes?: (oid: string) => boolean,
  ) {}

  /** The one object of a commit, loaded or not. */
  get(oid: string): WalkCommit {
    let commit = this.#commits.get(oid)
    if (!commit) {
      commit = new WalkCommit(oid)
      commit.isExcluded = commit.isSeen = this.excludes?.(oid) ?? false
      this.#commits.set(oid, commit)
    }
    return commit
  }

  known(oid: string): WalkCommit | undefined {
    return this.#commits.get(oid)
  }

  /** Reads the links of a commit on first use. @returns False: it is missing, or no commit. */
  tryLoad(commit: WalkCommit): boolean {
    if (commit.links) return true
    const links = this.source.tryRead(commit.oid)
    if (!links) return false
    commit.links = links
    if (links.parents.length > 0) commit.parents = links.parents.map((parent) => this.get(parent))
    return true
  }

  /** @throws {ObjectNotFoundError} It is missing, or no commit. */
  load(commit: WalkCommit): CommitLinks {
    if (!this.tryLoad(commit)) throw this.notFound(commit)
    return commit.links!
  }

  /** To be thrown where a commit is missing. */
  notFound({ oid }: WalkCommit): ObjectNotFoundError {
    return this.source.notFound(oid)
  }

  /** Keeps of a commit only that it was seen, for walks that need no more of those they have given. */
  forget(commit: WalkCommit): void {
    this.#commits.set(commit.oid, FORGOTTEN)
  }
}
