/** Commits of both sides of a symmetric difference that make the same change (git's `--cherry-pick`). */
import type { WalkCommit } from './walk-commit.js'

/** The string of what differs between two trees; undefined stands for an empty one. */
export type PatchIdOf = (before: string | undefined, after: string) => string

/**
 * @param list The commits that a walk has found.
 * @returns Those that have an equal on the other side. Merges have none.
 */
export function equalPatches(list: readonly WalkCommit[], idOf: PatchIdOf): WalkCommit[] {
  const left = list.filter(({ isLeft }) => isLeft)
  const right = list.filter(({ isLeft }) => !isLeft)
  if (left.length === 0 || right.length === 0) return []
  const [few, many] = left.length < right.length ? [left, right] : [right, left]
  const byId = new Map<string, WalkCommit[]>()
  for (const commit of few) {
    const id = patchIdOf(commit, idOf)
    if (id === undefined) continue
    const same = byId.get(id)
    if (same) same.push(commit)
    else byId.set(id, [commit])
  }
  const equal = new Set<WalkCommit>()
  for (const commit of many) {
    const id = patchIdOf(commit, idOf)
    const same = id === undefined ? undefined : byId.get(id)
    if (!same) continue
    equal.add(commit)
    for (const other of same) equal.add(other)
  }
  return [...equal]
}

function patchIdOf({ links, parents }: WalkCommit, idOf: PatchIdOf): string | undefined {
  if (!links || parents.length > 1) return undefined
  return idOf(parents[0]?.links?.tree, links.tree)
}
