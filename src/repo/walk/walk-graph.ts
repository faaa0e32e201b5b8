/** The commits that a walk has come upon, each once, with what the walk has learned of them. */
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { CommitSource } from '../commits/commit-links.js'

export class WalkCommit {
  /** Was put into the queue. */
  isSeen = false
  /** Is waiting in the queue. */
  isQueued = false
  /** Can be reached from a tip that is excluded. */
  isExcluded = false
  /** Was itself given as excluded: the border, which still counts when parents are compared. */
  isBottom = false
  /** Has the same content at the walked paths as the parents that count. */
  isSame = false
  /** The parents that are left where history is simplified by paths; undefined: all of them. */
  simplified: readonly string[] | undefined

  constructor(
    readonly oid: string,
    readonly tree: string,
    /** Oids in hex. */
    readonly parents: readonly string[],
    readonly date: number,
  ) {}
}

/** Stands for every commit that was given and is of no further use: a long history would fill the memory. */
const FORGOTTEN = new WalkCommit('', '', [], 0)
FORGOTTEN.isSeen = true

/** What happens where a parent is not there. */
export type MissingParents = 'error' | 'skip'

export class WalkGraph {
  readonly #commits = new Map<string, WalkCommit | undefined>()

  constructor(
    private readonly source: CommitSource,
    private readonly missing: MissingParents,
  ) {}

  /** The commit, read on first use; undefined if it is missing or no commit. */
  tryGet(oid: string): WalkCommit | undefined {
    const known = this.#commits.get(oid)
    if (known || this.#commits.has(oid)) return known
    const links = this.source.tryRead(oid)
    const commit = links && new WalkCommit(oid, links.tree, links.parents, links.date)
    this.#commits.set(oid, commit)
    return commit
  }

  /** @throws {ObjectNotFoundError} It is missing. */
  get(oid: string): WalkCommit {
    const commit = this.tryGet(oid)
    if (!commit) throw new ObjectNotFoundError(oid)
    return commit
  }

  /**
   * The parents of a commit.
   *
   * @throws {ObjectNotFoundError} One is missing, and the walk is not one that skips those.
   */
  parentsOf(commit: WalkCommit): readonly WalkCommit[] {
    if (this.missing === 'error') return commit.parents.map((oid) => this.get(oid))
    return this.knownParentsOf(commit)
  }

  /** Those parents that are there. */
  knownParentsOf(commit: WalkCommit): readonly WalkCommit[] {
    return commit.parents.map((oid) => this.tryGet(oid)).filter((parent) => parent !== undefined)
  }

  /** Whether a commit may differ from its first parent at one of the paths; see {@link CommitSource.mayHaveChanged}. */
  mayHaveChanged(commit: WalkCommit, paths: readonly Uint8Array[]): boolean {
    return this.source.mayHaveChanged(commit.oid, paths)
  }

  /** Keeps of a commit only that it was seen, for walks that need no more of those they have given. */
  forget(commit: WalkCommit): void {
    this.#commits.set(commit.oid, FORGOTTEN)
  }

  /** A commit that was read before; unread ones are not read for this. */
  peek(oid: string): WalkCommit | undefined {
    return this.#commits.get(oid)
  }
}
