/**
 * Leaving out of history what does not touch the paths of a walk (git-rev-list(1), "History Simplification").
 *
 * First each commit is compared with its parents, when the walk comes upon it. Parents are rewritten to the nearest
 * ancestors that are shown only where somebody asks for them.
 */
import type { PathComparison } from './path-comparison.js'
import type { WalkCommit, WalkCommits } from './walk-commit.js'

export interface SimplifierSettings {
  readonly paths: PathComparison
  /** Commits that are worth showing for their refs; where given and all paths count, others change nothing. */
  readonly isDecorated: ((commit: WalkCommit) => boolean) | undefined
  /** Whether a merge is followed only to a parent that it is the same as, if it has one. */
  readonly followsOne: boolean
  readonly firstParent: boolean
  /** Whether commits with one parent count as changes always: `--sparse`. */
  readonly sparse: boolean
  /** Whether merges that were not the same as their first parent are kept: `--show-pulls`. */
  readonly showPulls: boolean
  /** Whether a commit in which the paths come up for the first time ends history: `--remove-empty`. */
  readonly removeEmpty: boolean
  /** Whether it is kept of merges which parents they are the same as. */
  readonly keepsSameParents: boolean
  /** What the commit-graph knows: false is certain. */
  readonly mayHaveChanged: (commit: WalkCommit, paths: readonly Uint8Array[]) => boolean
}

export class ParentSimplifier {
  constructor(
    private readonly commits: WalkCommits,
    private readonly settings: SimplifierSettings,
  ) {}

  /**
   * Compares a commit with its parents, cuts them to one that it is the same as, and marks it if it changes nothing.
   *
   * @throws {ObjectNotFoundError} A parent or a tree is missing.
   */
  simplify(commit: WalkCommit): void {
    const { followsOne, firstParent, sparse, showPulls, removeEmpty, keepsSameParents } = this.settings
    const { parents } = commit
    if (parents.length === 0) {
      commit.isSame = this.isEmpty(commit)
      return
    }
    if (sparse && parents.length === 1) return
    const seen = { relevant: 0, relevantChange: false, otherChange: false }
    for (const [at, parent] of parents.entries()) {
      if (parent.isRelevant) seen.relevant++
      if (at === 1) {
        if (firstParent) break
        if (keepsSameParents && !followsOne && !commit.isExcluded) {
          commit.sameAsParent = parents.map(() => false)
          commit.sameAsParent[0] = !seen.relevantChange && !seen.otherChange
        }
      }
      this.commits.load(parent)
      if (this.#isSame(commit, parent, at)) {
        if (followsOne && parent.isRelevant) {
          commit.parents = [parent]
          if (!showPulls || at === 0) commit.isSame = true
          return
        }
        if (commit.sameAsParent) commit.sameAsParent[at] = true
        continue
      }
      if (removeEmpty && this.isEmpty(parent)) parent.parents = []
      if (parent.isRelevant) seen.relevantChange = true
      else seen.otherChange = true
      if (at === 0) commit.isPull = true
    }
    if (seen.relevant > 0 ? !seen.relevantChange : !seen.otherChange) commit.isSame = true
  }

  /** Whether there is nothing at the paths. */
  isEmpty(commit: WalkCommit): boolean {
    const { tree } = this.commits.load(commit)
    return this.settings.paths.isSame(undefined, tree)
  }

  /** Whether a merge is the same as the parents that count, after some of them have been marked or removed. */
  updateSame(commit: WalkCommit): void {
    const { parents, sameAsParent } = commit
    if (parents.length < 2 || !sameAsParent) return
    const relevant = parents.some((parent) => parent.isRelevant)
    commit.isSame = parents.every((parent, at) => parent.isRelevant !== relevant || sameAsParent[at]!)
  }

  /** Takes out the parent at `at`. Call {@link updateSame} when that is all. */
  removeParent(commit: WalkCommit, at: number): void {
    commit.parents = commit.parents.filter((_, other) => other !== at)
    if (commit.parents.length === 0) {
      commit.isSame = this.isEmpty(commit)
      return
    }
    commit.sameAsParent?.splice(at, 1)
    if (commit.sameAsParent?.length === 1) {
      commit.isSame = commit.sameAsParent[0]! && !this.settings.sparse
      commit.sameAsParent = undefined
    }
  }

  /** Takes out parents that come twice. */
  removeDuplicates(commit: WalkCommit): void {
    for (let at = commit.parents.length - 1; at > 0; at--) {
      if (commit.parents.indexOf(commit.parents[at]!) >= at) continue
      if (commit.sameAsParent) this.removeParent(commit, at)
      else commit.parents = commit.parents.filter((_, other) => other !== at)
    }
  }

  /** The one parent that a commit which changes nothing can be replaced by; undefined: there are several. */
  oneRelevantParent({ parents }: WalkCommit): WalkCommit | undefined {
    if (this.settings.firstParent || parents.length <= 1) return parents[0]
    const relevant = parents.filter((parent) => parent.isRelevant)
    return relevant.length === 1 ? relevant[0] : undefined
  }

  #isSame(commit: WalkCommit, parent: WalkCommit, at: number): boolean {
    const { paths, isDecorated, mayHaveChanged } = this.settings
    if (isDecorated?.(commit)) return false
    if (isDecorated && paths.isEverything) return true
    // Filters speak of the first parent only, and spare reading trees where they are certain.
    if (at === 0 && paths.filterPaths && !mayHaveChanged(commit, paths.filterPaths)) return true
    return paths.isSame(parent.links!.tree, commit.links!.tree)
  }
}
