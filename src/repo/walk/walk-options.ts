/** What a walk through history is asked for, in the words of git-rev-list(1). */
import type { PatchIdOf } from './equal-patches.js'
import type { Pathspec } from '../pathspec/pathspec.js'
import type { RangeTip } from '../revision/revision-range.js'
import type { MissingAction } from './missing.js'

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
  /** The same for what is left out: only the first parents of excluded merges are excluded with them. */
  readonly excludeFirstParentOnly?: boolean
  /** Parents that a commit must have: 2 gives merges only. Default 0. */
  readonly minParents?: number
  /** Parents that a commit may have: 1 leaves merges out. Default: any number. */
  readonly maxParents?: number
  /** Commits not older, and not younger, than this; seconds since 1970. */
  readonly since?: number
  readonly until?: number
  /** Like `since`, but older commits do not end the walk on their side. */
  readonly sinceAsFilter?: number
  /** Commits that are passed over before the first is given. */
  readonly skip?: number
  /** Commits at most. */
  readonly limit?: number
  /** Whether the limit leaves the oldest, and not the newest. */
  readonly keepsOldest?: boolean
  /** Only commits that no other one which was walked has for a parent. */
  readonly maximalOnly?: boolean
  /** Commits that are left out from the beginning, without what lies behind them; oids in hex. */
  readonly excludes?: (oid: string) => boolean
  /** Walk all before the first is given, also where nothing else asks for it; {@link CommitWalk.bisect} does. */
  readonly walksAll?: boolean
  /** Only commits that change something at or below one of these paths, history simplified as git does. */
  readonly paths?: readonly (string | Uint8Array)[]
  /** The same with wildcards and magic; `paths` does not count then. */
  readonly pathspec?: Pathspec
  /** Where paths count: follow every parent of a merge, also where one of them has the same. */
  readonly fullHistory?: boolean
  /** Full history, without merges that then turn out to join nothing. */
  readonly simplifyMerges?: boolean
  /** Only commits that these refs or tags point at, and merges that hold them together; oids in hex. */
  readonly simplifyByDecoration?: ReadonlySet<string>
  /** Where paths count: give commits that change nothing too, if history leads over them. */
  readonly sparse?: boolean
  /** Where paths count: also merges that are the same as a later parent than the first. */
  readonly showPulls?: boolean
  /** A commit in which the paths come up ends history. */
  readonly removeEmpty?: boolean
  /** Replace parents by the nearest ancestors that are given: {@link WalkedCommit.walkedParents}. */
  readonly rewriteParents?: boolean
  /** Tell the children that were walked: {@link WalkedCommit.children}. */
  readonly children?: boolean
  /** Also excluded commits that have a child which is given: {@link WalkedCommit.isBoundary}. */
  readonly boundary?: boolean
  /** Of `A...B` leave out, or mark, commits that have one with the same change on the other side. */
  readonly equalPatches?: { readonly action: 'leave-out' | 'mark'; readonly idOf: PatchIdOf }
  /** Of `A...B` one side only. */
  readonly side?: 'left' | 'right'
  /** Only commits between excluded tips and the others: descendants of the first. With oids: related to these. */
  readonly ancestryPath?: boolean | readonly string[]
  /** Only the tips themselves: sorted by date, or as given. */
  readonly noWalk?: boolean | 'unsorted'
  /** Further reasons to leave a commit out of the result; history is followed all the same. */
  readonly matches?: (oid: string) => boolean
  /** What happens where a commit is missing; default `error`. */
  readonly missing?: MissingAction
  /**
   * Told of commits that are missing, all that come up at once together. It may bring them here, for instance by
   * `git fetch`: they are looked for once more when it returns, and only then `missing` counts.
   */
  readonly onMissing?: (oids: readonly string[]) => void
}

/** A commit as a walk gives it. */
export interface WalkedCommit {
  readonly oid: string
  readonly tree: string
  /** Of the commit itself, whatever the walk follows; grafted and shallow ones as git sees them. */
  readonly parents: readonly string[]
  /** The committer's date, in seconds since 1970. */
  readonly date: number
  /** The parents in simplified history; the same as `parents` where nothing is simplified. */
  readonly walkedParents: readonly string[]
  /** The children that were walked, where they were asked for. */
  readonly children: readonly string[]
  /** Whether it is given only because a child of it is. */
  readonly isBoundary: boolean
  /** On which side of a symmetric difference it lies. */
  readonly side: 'left' | 'right'
  /** Set of a commit that is not here, where missing ones are reported; then nothing else is known of it. */
  readonly missing?: 'promised' | 'lost'
}
