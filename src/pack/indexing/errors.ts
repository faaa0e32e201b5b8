import { PackmapError } from '../../base/errors.js'

/** A pack that is coming in is larger than its receiver allows. */
export class PackTooLargeError extends PackmapError {
  override readonly name = 'PackTooLargeError'
  readonly code = 'PACK_TOO_LARGE'

  /** @param limit Bytes allowed. */
  constructor(
    readonly path: string,
    readonly limit: number,
  ) {
    super(`${path}: pack exceeds maximum allowed size (${limit} bytes)`)
  }
}

/** An object of a pack has the oid of an object that exists already and differs from it. */
export class OidCollisionError extends PackmapError {
  override readonly name = 'OidCollisionError'
  readonly code = 'OID_COLLISION'

  /** @param oid Hex. */
  constructor(readonly oid: string) {
    super(`another object with the oid ${oid} exists already: a collision`)
  }
}

/** An object is in a pack more than once, where that is not allowed. */
export class DuplicateObjectError extends PackmapError {
  override readonly name = 'DuplicateObjectError'
  readonly code = 'DUPLICATE_OBJECT'

  /** @param oid Hex. */
  constructor(readonly oid: string) {
    super(`the same object ${oid} appears twice in the pack`)
  }
}

/** A pack has deltas whose base is neither in it nor in the repository, or that form a circle. */
export class UnresolvedDeltasError extends PackmapError {
  override readonly name = 'UnresolvedDeltasError'
  readonly code = 'UNRESOLVED_DELTAS'

  constructor(
    readonly path: string,
    readonly count: number,
  ) {
    super(`${path}: pack has ${count} unresolved delta${count === 1 ? '' : 's'}`)
  }
}
