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
 * Walks down from a tree. A slash at the end is fine after a folder; empty names elsewhere find nothing.
 *
 * @param treeOid Of a tree, in hex.
 * @returns Undefined: there is no such path, or a tree on the way is missing.
 * @throws {CorruptObjectError} A tree on the way is malformed.
 */
export function findPath(
  treeOid: string,
  path: Uint8Array,
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
): PathEntry | undefined {
  let oid = treeOid
  let entry: TreeEntry | undefined
  let at = 0
  while (at < path.length) {
    if (entry && entry.type !== 'tree') return undefined
    const data = objects.tryReadTree(oid)
    if (!data) return undefined
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
