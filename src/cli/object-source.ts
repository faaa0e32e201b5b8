/** Objects the way git shows them: what `refs/replace/` puts in an object's place, under the object's own name. */
import type { GitObject, ObjectHeader } from '../object/git-object.js'
import type { ObjectStorage } from '../odb/object-storage.js'
import { emptyTree } from '../repo/objects/empty-tree.js'
import type { Repository } from '../repo/repository.js'

/** What a command asks of an object database; `ObjectDatabase` itself answers it, without replacing anything. */
export interface ObjectSource {
  tryRead(oid: string): GitObject | undefined
  /** As `tryRead`, for content that the next `peek` may overwrite. */
  peek(oid: string): GitObject | undefined
  tryReadHeader(oid: string): ObjectHeader | undefined
  has(oid: string): boolean
  readonly storage: (oid: string) => ObjectStorage
  /** The content a piece at a time, each valid until the next is asked for. */
  pieces(oid: string): Iterable<Uint8Array>
}

/** The objects of `repo` with replacements in force. */
export function objectsOf(repo: Repository): ObjectSource {
  return {
    tryRead: (oid) => repo.tryRead(oid),
    peek: (oid) => repo.peek(oid),
    tryReadHeader: (oid) => repo.tryReadHeader(oid),
    has: (oid) => {
      const actual = repo.replacementOf(oid)
      return repo.odb.has(actual) || emptyTree(actual, repo.algorithm) !== undefined
    },
    pieces: (oid) => repo.odb.pieces(repo.replacementOf(oid)),
    storage: (oid) => storageOf(repo, repo.replacementOf(oid)),
  }
}

/** How an object is stored. The empty tree is not, to git, even where it is: it is never looked for. */
export function storageOf(repo: Repository, oid: string): ObjectStorage {
  if (!emptyTree(oid, repo.algorithm)) return repo.odb.storage(oid)
  return { diskSize: 0, deltaBase: '0'.repeat(oid.length) }
}
