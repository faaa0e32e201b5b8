/** What a walk knows of a commit, as commands that show commits put it before the message. */
import type { CommitToShow } from '../../repo/format/commit-formatter.js'
import type { GraphCommit } from '../../repo/format/history-graph.js'
import type { CommitWalk } from '../../repo/walk/commit-walk.js'
import type { WalkCommit } from '../../repo/walk/walk-commit.js'

/** The sign of a commit in `%m`: on the boundary, excluded, or on which side of a symmetric difference. */
export function markOf(commit: WalkCommit): string {
  if (commit.isBoundary) return '-'
  if (commit.isExcluded) return '^'
  if (commit.isPatchSame) return '='
  return commit.isLeft ? '<' : '>'
}

/**
 * The sign before a commit's oid; empty: there is none.
 *
 * @param flags `--left-right`: the sides are shown; `--cherry-mark`: which commits have no equal.
 */
export function shownMark(commit: WalkCommit, flags: ReadonlySet<string>): string {
  if (commit.isBoundary) return '-'
  if (commit.isExcluded) return '^'
  if (commit.isPatchSame) return '='
  if (!flags.has('--left-right')) return flags.has('--cherry-mark') ? '+' : ''
  return commit.isLeft ? '<' : '>'
}

export function toShow(commit: WalkCommit, walk: CommitWalk): CommitToShow {
  return { oid: commit.oid, parents: walk.parentsOf(commit), mark: markOf(commit) }
}

/** @param flags As in {@link shownMark}; `--first-parent`: only those are followed. */
export function graphCommit(commit: WalkCommit, walk: CommitWalk, flags: ReadonlySet<string>): GraphCommit {
  const followed = flags.has('--first-parent') ? commit.parents.slice(0, 1) : commit.parents
  return {
    oid: commit.oid,
    parents: followed.filter((parent) => walk.isWanted(parent)).map(({ oid }) => oid),
    mark: commit.isBoundary ? 'o' : shownMark(commit, flags).replace(/^\+?$/, '*'),
  }
}
