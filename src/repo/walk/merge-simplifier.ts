/**
 * `--simplify-merges`: full history without the merges that join nothing (git-rev-list(1), "History Simplification").
 *
 * Each commit gets the one that it simplifies to, parents first; a merge is kept where its parents, so simplified and
 * without those that other parents reach, are still several.
 */
import { CorruptObjectError } from '../../object/errors.js'
import { independent } from './merge-base.js'
import type { ParentSimplifier } from './parent-simplifier.js'
import type { WalkCommit, WalkCommits } from './walk-commit.js'

export interface MergeSimplifierSettings {
  readonly firstParent: boolean
  readonly showPulls: boolean
}

/**
 * Rewrites the parents of the listed commits.
 *
 * @param list Newest first.
 * @returns Those commits that are left, in the same order.
 * @throws {CorruptObjectError} History goes in a circle, as replacements and grafts can make it.
 */
export function simplifyMerges(
  list: readonly WalkCommit[],
  simplifier: ParentSimplifier,
  commits: WalkCommits,
  settings: MergeSimplifierSettings,
): WalkCommit[] {
  const simplified = new Map<WalkCommit, WalkCommit>()
  /** Those that wait for their parents. */
  const begun = new Set<WalkCommit>()
  // Oldest first, so that parents mostly come before their children. A stack takes the place of recursion.
  for (const start of [...list].reverse()) {
    const waiting = [start]
    for (let commit = waiting.at(-1); commit; commit = waiting.at(-1)) {
      if (simplified.has(commit)) {
        waiting.pop()
        continue
      }
      if (commit.isExcluded || commit.parents.length === 0) {
        simplified.set(commit, commit)
        continue
      }
      const followed = settings.firstParent ? commit.parents.slice(0, 1) : commit.parents
      const unknown = followed.filter((parent) => !simplified.has(parent))
      if (unknown.length > 0) begun.add(commit)
      for (const parent of unknown) {
        if (begun.has(parent)) throw historyInCircle(parent.oid)
        waiting.push(parent)
      }
      if (unknown.length === 0)
        simplified.set(commit, simplifyOne(commit, simplified, simplifier, commits, settings))
    }
  }
  return list.filter((commit) => simplified.get(commit) === commit)
}

/** To be thrown where a commit turns out to be its own ancestor. */
export function historyInCircle(oid: string): CorruptObjectError {
  return new CorruptObjectError(oid, 0, 'history goes in a circle: the commit is its own ancestor')
}

/** What a commit simplifies to, the parents that are followed being simplified already. */
function simplifyOne(
  commit: WalkCommit,
  simplified: ReadonlyMap<WalkCommit, WalkCommit>,
  simplifier: ParentSimplifier,
  commits: WalkCommits,
  { firstParent, showPulls }: MergeSimplifierSettings,
): WalkCommit {
  commit.parents = commit.parents.map((parent, at) =>
    firstParent && at > 0 ? parent : simplified.get(parent)!,
  )
  if (!firstParent) {
    simplifier.removeDuplicates(commit)
    if (commit.parents.length > 1) removeRedundantParents(commit, simplifier, commits)
  }
  if (commit.parents.length === 0 || !commit.isSame || (showPulls && commit.isPull)) return commit
  const parent = simplifier.oneRelevantParent(commit)
  return parent ? simplified.get(parent)! : commit
}

/** Takes out parents that other parents reach, and roots that hold nothing of what counts. */
function removeRedundantParents(
  commit: WalkCommit,
  simplifier: ParentSimplifier,
  commits: WalkCommits,
): void {
  const heads = new Set(
    independent(
      commit.parents.map(({ oid }) => oid),
      commits,
    ),
  )
  const isRedundant = (parent: WalkCommit): boolean =>
    !heads.has(parent.oid) || (parent.parents.length === 0 && parent.isSame)
  const doomed = new Set(commit.parents.filter(isRedundant))
  keepOneSame(commit, doomed)
  if (doomed.size === 0) return
  for (let at = commit.parents.length - 1; at >= 0; at--) {
    if (doomed.has(commit.parents[at]!)) simplifier.removeParent(commit, at)
  }
  if (!commit.isSame) simplifier.updateSame(commit)
}

/** A merge that took all from a parent which would go, and from none that stays, keeps it: there the content came from. */
function keepOneSame(commit: WalkCommit, doomed: Set<WalkCommit>): void {
  const same = commit.parents.filter((_, at) => commit.sameAsParent?.[at])
  if (same.length > 0 && same.every((parent) => doomed.has(parent))) doomed.delete(same[0]!)
}
