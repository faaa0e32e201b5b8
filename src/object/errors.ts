import { PackmapError } from '../base/errors.js'

/** What a caller gave as an oid is not one. */
export class InvalidOidError extends PackmapError {
  override readonly name = 'InvalidOidError'
  readonly code = 'INVALID_OID'

  /** @param oid What was given. */
  constructor(readonly oid: string) {
    super(`not a valid object id: '${oid}'`)
  }
}

/** The content of an object, or of a loose object's file, breaks its format. */
export class CorruptObjectError extends PackmapError {
  override readonly name = 'CorruptObjectError'
  readonly code = 'CORRUPT_OBJECT'

  /**
   * @param where The oid, or the path of the loose file.
   * @param offset Where the fault is: bytes from the start of the object's content or of that file.
   */
  constructor(
    readonly where: string,
    readonly offset: number,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${where}: ${detail} (at byte ${offset})`, options)
  }
}

/** SHA-1 of something that was made to have the hash of something else. */
export class Sha1CollisionError extends PackmapError {
  override readonly name = 'Sha1CollisionError'
  readonly code = 'SHA1_COLLISION'

  /** @param oid The hash, in hex. */
  constructor(readonly oid: string) {
    super(`SHA-1 appears to be part of a collision attack: ${oid}`)
  }
}

/** An object is larger than the caller's `maxObjectSize`; nothing was allocated for it. */
export class ObjectTooLargeError extends PackmapError {
  override readonly name = 'ObjectTooLargeError'
  readonly code = 'OBJECT_TOO_LARGE'

  /**
   * @param where The oid, or the file and offset that declare the size.
   * @param size Declared bytes.
   * @param limit Bytes allowed.
   */
  constructor(
    readonly where: string,
    readonly size: number,
    readonly limit: number,
  ) {
    super(`${where}: the object has ${size} bytes and maxObjectSize is ${limit}`)
  }
}
