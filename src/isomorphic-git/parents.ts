/** Parents of commits, where history goes on and where a shallow clone ends it. */
import { parseCommit } from '../object/commit.js'
import type { Repository } from '../repo/repository.js'
import { ofType, readAny } from './peel.js'

export interface Parents {
  /** Those that the commit names. */
  readonly own: readonly string[]
  /** Those that history goes on with: none of a shallow commit, and of others their own but for grafts. */
  readonly walked: readonly string[]
}

/** @throws {ObjectTypeError} `oid` is no commit. @throws {ObjectNotFoundError} */
export function parentsOf(repo: Repository, oid: string): Parents {
  const { data } = ofType(readAny(repo, oid), 'commit')
  const own = parseCommit(oid, data, repo.algorithm).parents
  return { own, walked: repo.commits.tryRead(oid)?.parents ?? own }
}
