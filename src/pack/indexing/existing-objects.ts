/** The objects that a repository has already, for whoever indexes a pack that is to become part of it. */
import type { ObjectType } from '../../object/object-type.js'

export interface ExistingObject {
  readonly type: ObjectType
  readonly data: Uint8Array
}

export interface ExistingObjects {
  /** Whether there is an object of that raw oid to compare with. */
  has(oid: Uint8Array): boolean
  /** The object; undefined where there is none. Throws where there is one that cannot be read. */
  read(oid: Uint8Array): ExistingObject | undefined
}
