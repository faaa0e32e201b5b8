/** `<rev>:<path>`: from a tree to an entry below it, reading only the trees on the way. */
import { findEntry, type TreeEntry } from '../../object/tree.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'

const SLASH = 0x2f

/** What is at a path. */
export interface PathEntry {
  readonly oid: string
  /** Undefined: the path is empty, and this the tree itself. */
  readonly entry: TreeEntry | undefined
}

/**
 * Walks down from a tree, or from that of a commit. A slash at the end is fine after a folder; empty names elsewhere find nothing.
 *
 * @param root Oid in hex; of a tag, too.
 * @returns Undefined: there is no such path, or a tree on the way is missing. `no-tree`: `root` does not come to one.
 * @throws {CorruptObjectError} A tree on the way is malformed.
 * @throws {ObjectNotFoundError} A tree on the way was promised, and is not here yet.
 */
export function findPath(
  root: string,
  path: Uint8Array,
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
): PathEntry | 'no-tree' | undefined {
  if (path.length > 0) {
    const found = objects.findPath(root, path)
    if (found === 'none') return undefined
    if (found !== 'unsure') return { oid: found.oid, entry: found }
  }
  const tree = path.length > 0 ? objects.tryPeelToTree(root) : objects.tryPeel(root, 'tree')
  return tree === undefined ? 'no-tree' : walkDown(tree, path, objects, algorithm)
}

/** The same by reading each tree on the way. */
function walkDown(
  tree: string,
  path: Uint8Array,
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
): PathEntry | undefined {
  let oid = tree
  let entry: TreeEntry | undefined
  let at = 0
  while (at < path.length) {
    if (entry && entry.type !== 'tree') return undefined
    const data = objects.tryReadTree(oid)
    if (!data) {
      objects.throwIfPromised(oid)
      return undefined
    }
    const slash = path.indexOf(SLASH, at)
    const end = slash === -1 ? path.length : slash
    entry = findEntry(oid, data, path.subarray(at, end), algorithm)
    if (!entry) return undefined
    if (slash !== -1 && entry.type !== 'tree') return undefined
    oid = entry.oid
    at = slash === -1 ? path.length : slash + 1
  }
  return { oid, entry }
}
