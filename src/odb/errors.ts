import { PackmapError } from '../base/errors.js'

/** No pack and no loose file of the object database has this object. */
export class ObjectNotFoundError extends PackmapError {
  override readonly name = 'ObjectNotFoundError'
  readonly code = 'OBJECT_NOT_FOUND'

  /** @param oid Hex, or the prefix that matched nothing. */
  constructor(readonly oid: string) {
    super(`object not found: ${oid}`)
  }
}

/** More than one object begins with the prefix. */
export class AmbiguousOidError extends PackmapError {
  override readonly name = 'AmbiguousOidError'
  readonly code = 'AMBIGUOUS_OID'

  /** @param candidates Every oid that begins with `prefix`, in hex, sorted. */
  constructor(
    readonly prefix: string,
    readonly candidates: readonly string[],
  ) {
    super(`short object id ${prefix} is ambiguous: ${candidates.length} objects begin with it`)
  }
}

/** A path that should be an objects directory is none. */
export class NotAnObjectDatabaseError extends PackmapError {
  override readonly name = 'NotAnObjectDatabaseError'
  readonly code = 'NOT_AN_OBJECT_DATABASE'

  constructor(readonly path: string) {
    super(`${path}: not an objects directory`)
  }
}
