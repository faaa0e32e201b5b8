/** History by commit date, newest first: the order of `git log`. */
import { type Commit, parseCommit } from '../object/commit.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { CommitQueue } from './commits/commit-queue.js'
import type { CommitSource } from './commits/commit-links.js'
import type { RepositoryObjects } from './objects/repository-objects.js'

/**
 * Yields every commit that can be reached from `tips`, each once.
 *
 * A commit is read when one of its children is yielded, so the first of them are quick to come by.
 *
 * @param tips Oids of commits.
 * @throws {ObjectNotFoundError} A parent is missing.
 */
export function* log(
  tips: readonly string[],
  objects: RepositoryObjects,
  commits: CommitSource,
  algorithm: HashAlgorithm,
): Iterable<Commit> {
  const queue = new CommitQueue<{ commit: Commit; date: number }>()
  const seen = new Set<string>()
  const add = (oid: string): void => {
    if (seen.has(oid)) return
    seen.add(oid)
    const commit = parseCommit(oid, objects.read(oid).data, algorithm)
    queue.add({ commit, date: commit.commitDate })
  }
  tips.forEach(add)
  for (let next = queue.take(); next; next = queue.take()) {
    const { commit } = next
    for (const parent of commits.grafts.get(commit.oid) ?? commit.parents) add(parent)
    yield commit
  }
}
