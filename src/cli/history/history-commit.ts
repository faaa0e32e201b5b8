/** Commits in memory while history is walked: links, and what is known about each. */
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { CommitSource } from '../../repo/commits/commit-links.js'

/** One commit of a walk. There is one object for each oid. */
export interface HistoryCommit {
  readonly oid: string
  /** Seconds since 1970; 0 before it is loaded. */
  date: number
  /** Its tree's oid; empty before it is loaded. */
  tree: string
  /** Undefined before it is loaded. Simplification by path may leave out some. */
  parents: HistoryCommit[] | undefined
  /** Excluded, or reached from an excluded commit. */
  isUninteresting: boolean
  /** Was excluded by name. */
  isBottom: boolean
  /** Has been in the queue. */
  isSeen: boolean
  /** Its parents have been put into the queue. */
  isExpanded: boolean
  /** Simplification by path found that it changes nothing. */
  isSame: boolean
}

export class HistoryCommits {
  private readonly commits = new Map<string, HistoryCommit>()

  constructor(private readonly source: CommitSource) {}

  /** The commit's one object, loaded or not. */
  get(oid: string): HistoryCommit {
    let commit = this.commits.get(oid)
    if (!commit) {
      commit = {
        oid,
        date: 0,
        tree: '',
        parents: undefined,
        isUninteresting: false,
        isBottom: false,
        isSeen: false,
        isExpanded: false,
        isSame: false,
      }
      this.commits.set(oid, commit)
    }
    return commit
  }

  /** Reads the commit's links. @returns False: it is missing, or no commit. */
  tryLoad(commit: HistoryCommit): boolean {
    if (commit.parents) return true
    const links = this.source.tryRead(commit.oid)
    if (!links) return false
    commit.date = links.date
    commit.tree = links.tree
    commit.parents = links.parents.map((parent) => this.get(parent))
    return true
  }

  /** @throws {ObjectNotFoundError} The commit is missing, or no commit. */
  load(commit: HistoryCommit): HistoryCommit {
    if (!this.tryLoad(commit)) throw new ObjectNotFoundError(commit.oid)
    return commit
  }

  /** Excludes the ancestors of a commit as far as they have been loaded; those to come learn it when they are. */
  markParentsUninteresting(commit: HistoryCommit): void {
    const waiting = [...(commit.parents ?? [])]
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (next.isUninteresting) continue
      next.isUninteresting = true
      if (next.parents) waiting.push(...next.parents)
    }
  }
}
