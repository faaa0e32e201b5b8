/** The objects of a repository looked at without a copy: replaced ones, and the empty tree, as git shows them. */
import type { ObjectType } from '../../object/object-type.js'
import { encodeHex } from '../../object/oid.js'
import type { ObjectDatabase } from '../../odb/object-database.js'
import type { ObjectViews } from '../../odb/object-views.js'
import { emptyTree } from './empty-tree.js'
import type { RepositoryObjects } from './repository-objects.js'

export class RepositoryViews {
  /** What was read last. */
  readonly shown: ObjectViews
  readonly #objects: RepositoryObjects
  readonly #odb: ObjectDatabase

  constructor(objects: RepositoryObjects, odb: ObjectDatabase) {
    this.#objects = objects
    this.#odb = odb
    this.shown = odb.views()
  }

  /** As {@link ObjectViews.read}. */
  read(oid: Uint8Array, wanted: 'tree' | 'commit'): ObjectType | undefined {
    if (!this.#objects.hasReplacements) {
      const type = this.shown.read(oid, wanted)
      if (type) return type
    }
    const object = this.#objects.tryRead(encodeHex(oid))
    if (object) this.shown.show(object.data)
    return object?.type
  }

  /** As {@link RepositoryObjects.has}. @param oid Raw bytes. */
  has(oid: Uint8Array): boolean {
    if (this.#objects.hasReplacements) return this.#objects.has(encodeHex(oid))
    return this.shown.has(oid) || emptyTree(encodeHex(oid), this.#odb.algorithm) !== undefined
  }
}
