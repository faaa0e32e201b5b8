/** From what was named to what is wanted: through tags, from commits to trees, along paths. */
import { parseCommit } from '../object/commit.js'
import type { GitObject } from '../object/git-object.js'
import type { ObjectType } from '../object/object-type.js'
import { parseTag } from '../object/tag.js'
import { encodeText } from '../object/text.js'
import { findEntry, type TreeEntry } from '../object/tree.js'
import { emptyTree } from '../repo/objects/empty-tree.js'
import type { Repository } from '../repo/repository.js'
import { InvalidFilepathError, NotFoundError, ObjectTypeError, UnsafeFilepathError } from './errors.js'
import { isUnsafe } from './tree-entries.js'

/** Tags in a row; more are taken for damage. */
const TAGS_MAX = 4096

/** @throws {ObjectNotFoundError} */
export function readAny(repo: Repository, oid: string): GitObject {
  return repo.odb.tryRead(oid) ?? emptyTree(oid, repo.algorithm) ?? repo.odb.read(oid)
}

/**
 * The object of `type` that `oid` comes to.
 *
 * @throws {ObjectTypeError} It comes to another.
 * @throws {ObjectNotFoundError}
 */
export function peelTo(repo: Repository, oid: string, type: 'commit' | 'tree' | 'blob'): GitObject {
  let object = readAny(repo, oid)
  for (let tags = 0; object.type === 'tag' && tags < TAGS_MAX; tags++) {
    object = readAny(repo, parseTag(object.oid, object.data, repo.algorithm).object)
  }
  if (object.type === 'commit' && type === 'tree') {
    object = readAny(repo, parseCommit(object.oid, object.data, repo.algorithm).tree)
  }
  return ofType(object, type)
}

/** `object`, if it is of `type`. @throws {ObjectTypeError} It is not. */
export function ofType(object: GitObject, type: ObjectType): GitObject {
  if (object.type !== type) throw new ObjectTypeError(object.oid, object.type, type)
  return object
}

/** What there is at a path: an entry of a tree; the root has mode and oid only. */
export type Found = Pick<TreeEntry, 'mode' | 'oid' | 'type'>

/**
 * The entry at `filepath` in the tree that `oid` comes to.
 *
 * @param filepath `''` is the root.
 * @throws {InvalidFilepathError} It begins or ends with a slash.
 * @throws {NotFoundError} There is none.
 * @throws {UnsafeFilepathError} A name of it must not be written to disk, such as `.git`.
 * @throws {ObjectTypeError} `oid` comes to no tree, or a folder on the way is none.
 */
export function entryAt(repo: Repository, oid: string, filepath: string): Found {
  if (filepath.startsWith('/')) throw new InvalidFilepathError('leading-slash')
  if (filepath.endsWith('/')) throw new InvalidFilepathError('trailing-slash')
  let tree = peelTo(repo, oid, 'tree')
  let found: Found = { mode: 0o40000, oid: tree.oid, type: 'tree' }
  const names = filepath === '' ? [] : filepath.split('/')
  const notFound = (): NotFoundError => new NotFoundError(`file or directory at "${oid}:${filepath}"`)
  for (const [depth, name] of names.entries()) {
    // The commit of a submodule is mostly in another repository.
    if (found.type === 'commit' && !repo.odb.has(found.oid)) throw notFound()
    if (depth > 0) tree = readAny(repo, found.oid)
    // Of all oids the one that was asked for is named: the others nobody knows.
    if (tree.type !== 'tree') throw new ObjectTypeError(oid, tree.type, 'tree', filepath)
    const entry = findEntry(tree.oid, tree.data, encodeText(name), repo.algorithm)
    if (!entry) throw notFound()
    if (isUnsafe(name)) throw new UnsafeFilepathError(name)
    found = entry
  }
  return found
}

/** The oid of {@link entryAt}, and `oid` itself where no path is given. */
export function oidAt(repo: Repository, oid: string, filepath: string | undefined): string {
  return filepath === undefined ? oid : entryAt(repo, oid, filepath).oid
}
