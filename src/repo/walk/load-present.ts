/** Loading the parents that a walk goes on to, as far as they are there. */
import type { MissingPolicy } from './missing.js'
import type { WalkCommit, WalkCommits } from './walk-commit.js'

/**
 * Those of the parents that can be walked. Where missing ones are reported they are among them, unloaded.
 *
 * @param firstOnly Whether no other than the first is needed; the others are not looked at then.
 * @throws {ObjectNotFoundError} One is missing, and that is an error.
 */
export function loadPresent(
  parents: readonly WalkCommit[],
  commits: WalkCommits,
  policy: MissingPolicy,
  firstOnly: boolean,
): readonly WalkCommit[] {
  const needed = firstOnly ? parents.slice(0, 1) : parents
  let missing = needed.filter((parent) => !commits.tryLoad(parent))
  if (missing.length === 0) return parents
  if (policy.onMissing) {
    policy.onMissing(missing.map(({ oid }) => oid))
    missing = missing.filter((parent) => !commits.tryLoad(parent))
  }
  if (missing.length === 0) return parents
  if (policy.action === 'error') throw commits.notFound(missing[0]!)
  if (policy.action === 'report') return parents
  return parents.filter((parent) => !missing.includes(parent))
}
