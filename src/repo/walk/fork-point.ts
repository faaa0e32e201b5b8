/** Where a branch forked from another that may have been rewritten since (git-merge-base(1), `--fork-point`). */
import type { Repository } from '../repository.js'

/**
 * The one best common ancestor of `commit` and all that the ref ever was, if the ref ever was that.
 *
 * @param refName The full name of the ref; without a reflog only `current` counts.
 * @param commit Oid in hex, as is `current`: what the ref is now.
 * @returns Undefined: there is none, or more than one.
 * @throws {ObjectNotFoundError} A commit on the way is missing.
 */
export function forkPoint(
  repo: Repository,
  refName: string,
  current: string,
  commit: string,
): string | undefined {
  const states = new Set<string>()
  const oldestFirst = [...repo.refStore.reflog(refName)].reverse()
  const [first] = oldestFirst
  for (const oid of [...(first ? [first.oldOid] : []), ...oldestFirst.map(({ newOid }) => newOid)]) {
    if (repo.commits.tryRead(oid)) states.add(oid)
  }
  if (states.size === 0) states.add(current)
  const bases = repo.walks.mergeBases(commit, [...states])
  return bases.length === 1 && states.has(bases[0]!) ? bases[0] : undefined
}
