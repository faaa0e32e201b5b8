/** What a walk through history is asked for, in the words of git-rev-list(1). */
import type { RangeTip } from '../revision/revision-range.js'
import type { MissingParents } from './walk-graph.js'

/**
 * `default`: by commit date as commits come up; `topo`: no parent before all of its children, lines of history
 * together; `date` and `author-date`: no parent before its children, otherwise by date.
 */
export type WalkOrder = 'default' | 'topo' | 'date' | 'author-date'

export interface WalkOptions {
  /** Revisions and ranges, such as `main`, `^v1.0`, `A..B`, `A^!`; default HEAD, unless there are `tips`. */
  readonly revisions?: readonly string[]
  /** Further commits or tags to begin from or to leave out. */
  readonly tips?: readonly RangeTip[]
  readonly order?: WalkOrder
  /** The other way round; commits are then collected before the first is given. */
  readonly reverse?: boolean
  /** Follow only the first parent of merges. */
  readonly firstParent?: boolean
  /** Parents that a commit must have: 2 gives merges only. Default 0. */
  readonly minParents?: number
  /** Parents that a commit may have: 1 leaves merges out. Default: any number. */
  readonly maxParents?: number
  /** Commits not older, and not younger, than this; seconds since 1970. */
  readonly since?: number
  readonly until?: number
  /** Commits that are passed over before the first is given. */
  readonly skip?: number
  /** Commits at most. */
  readonly limit?: number
  /** Only commits that change something at or below one of these paths, history simplified as git does. */
  readonly paths?: readonly (string | Uint8Array)[]
  /** Whether a parent that is missing ends the walk with an error. Default `error`. */
  readonly missing?: MissingParents
}

/** A commit as a walk gives it. */
export interface WalkedCommit {
  readonly oid: string
  readonly tree: string
  /** Of the commit itself, whatever the walk follows; grafted and shallow ones as git sees them. */
  readonly parents: readonly string[]
  /** The committer's date, in seconds since 1970. */
  readonly date: number
}
