/** "Do what I mean": which ref a short name stands for, by the rules of gitrevisions(7), `<refname>`. */
import { isRefName } from '../refs/ref-name.js'
import type { RefStore } from '../refs/ref-store.js'
import { followRef, type FollowedRef } from '../refs/resolve-ref.js'

const RULES: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `refs/${name}`,
  (name) => `refs/tags/${name}`,
  (name) => `refs/heads/${name}`,
  (name) => `refs/remotes/${name}`,
  (name) => `refs/remotes/${name}/HEAD`,
]

/** A ref that a short name stands for. */
export interface DwimRef {
  /** The name by one of the rules: not followed. */
  readonly fullName: string
  readonly followed: FollowedRef
  readonly oid: string
}

/**
 * The refs that `name` could mean; git takes the first, and warns when there are more.
 *
 * @param onWarning Told of those that lead nowhere, as far as they are come upon.
 */
export function* dwimRefs(
  store: RefStore,
  name: string,
  onWarning?: (message: string) => void,
): Iterable<DwimRef> {
  for (const fullName of fullNames(name)) {
    const followed = followRef(store, fullName)
    if (followed.oid !== undefined) yield { fullName, followed, oid: followed.oid }
    else if (followed.symbolic && fullName !== 'HEAD') onWarning?.(`ignoring dangling symref ${fullName}`)
    else if (followed.broken && fullName.includes('/')) onWarning?.(`ignoring broken ref ${fullName}`)
  }
}

/** A ref whose log a short name stands for. */
export interface DwimLog {
  /** The ref whose log it is. */
  readonly logName: string
  readonly oid: string
}

/** The same for `name@{…}`: only refs with a reflog count, and a symbolic ref's own log comes before its target's. */
export function* dwimLogs(store: RefStore, name: string): Iterable<DwimLog> {
  for (const { fullName, followed, oid } of dwimRefs(store, name)) {
    if (store.hasReflog(fullName)) yield { logName: fullName, oid }
    else if (followed.name !== fullName && store.hasReflog(followed.name))
      yield { logName: followed.name, oid }
  }
}

function fullNames(name: string): string[] {
  return RULES.map((rule) => rule(name)).filter(isRefName)
}
