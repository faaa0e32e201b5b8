/** What a merge changes against each of its parents: paths at which it is none of them. */
import { bytesToRaw } from '../../object/raw-text.js'
import type { Repository } from '../repository.js'
import type { TreeChange, TreeDiffOptions } from './tree-diff.js'

/** One parent's side of a path. */
export interface ParentSide {
  /** 0 where the path was not there. */
  readonly mode: number
  readonly oid: string
  readonly path: Uint8Array
  readonly status: TreeChange['status']
}

export interface CombinedChange {
  readonly path: Uint8Array
  /** 0 where the path is no more. */
  readonly mode: number
  readonly oid: string
  readonly parents: readonly ParentSide[]
}

/**
 * Compares a tree with several others.
 *
 * @param parents Revisions of commits or trees. @param after Likewise.
 * @throws {ObjectNotFoundError} Something that has to be read is missing.
 */
export function combinedChanges(
  repo: Repository,
  parents: readonly string[],
  after: string,
  options: TreeDiffOptions = {},
): CombinedChange[] {
  const [first = new Map<string, TreeChange>(), ...others] = parents.map((parent) => {
    const changes = repo.diff(parent, after, { ...options, recursive: true })
    return new Map<string, TreeChange>(Array.from(changes, (change) => [bytesToRaw(change.path), change]))
  })
  const found: CombinedChange[] = []
  for (const [path, change] of first) {
    const changes = [change, ...others.map((other) => other.get(path))]
    if (changes.includes(undefined)) continue
    found.push({
      path: change.path,
      mode: change.newMode,
      oid: change.newOid,
      parents: (changes as TreeChange[]).map((one) => ({
        mode: one.oldMode,
        oid: one.oldOid,
        path: one.oldPath,
        // Without renames git looks at all parents at once, and tells no change of type from another.
        status: one.status === 'T' && !options.renames ? 'M' : one.status,
      })),
    })
  }
  return found
}
