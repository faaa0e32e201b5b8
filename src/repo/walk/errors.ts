import { PackmapError } from '../../base/errors.js'
import type { ObjectType } from '../../object/object-type.js'

/** An object is of another type than what leads to it says. */
export class UnexpectedTypeError extends PackmapError {
  override readonly name = 'UnexpectedTypeError'
  readonly code = 'UNEXPECTED_TYPE'

  /** @param entry The entry of a tree that leads to it; undefined: something else does. */
  constructor(
    readonly oid: string,
    readonly actual: ObjectType,
    readonly wanted: ObjectType,
    entry?: { readonly tree: string; readonly name: string },
  ) {
    super(
      entry
        ? `entry '${entry.name}' in tree ${entry.tree} has ${wanted} mode, but is not a ${wanted}`
        : `object ${oid} is a ${actual}, not a ${wanted}`,
    )
  }
}
