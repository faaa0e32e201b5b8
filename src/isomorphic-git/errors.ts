/** Errors with the codes and the data that isomorphic-git's have, so that what catches those goes on to work. */
import { PackmapError } from '../base/errors.js'
import { InvalidOidError } from '../object/errors.js'
import type { ObjectType } from '../object/object-type.js'
import { AmbiguousOidError, ObjectNotFoundError } from '../odb/errors.js'
import { NotARepositoryError } from '../repo/errors.js'

/** What all of them have. */
export abstract class DropInError extends PackmapError {
  abstract readonly data: Readonly<Record<string, unknown>>
  /** The function that was called, such as `git.readBlob`. */
  caller = ''

  readonly isIsomorphicGitError = true

  toJSON(): object {
    const { code, data, caller, message, stack } = this
    return { code, data, caller, message, stack }
  }
}

/** An object, a ref, a file or a repository is not there. */
export class NotFoundError extends DropInError {
  static readonly code = 'NotFoundError'
  override readonly name = NotFoundError.code
  readonly code = NotFoundError.code
  readonly data: { readonly what: string }

  constructor(what: string, options?: ErrorOptions) {
    super(`there is no ${what}`, options)
    this.data = { what }
  }
}

/** An object is of another type than the function reads. */
export class ObjectTypeError extends DropInError {
  static readonly code = 'ObjectTypeError'
  override readonly name = ObjectTypeError.code
  readonly code = ObjectTypeError.code
  readonly data: {
    readonly oid: string
    readonly actual: ObjectType
    readonly expected: ObjectType
    readonly filepath: string | undefined
  }

  constructor(oid: string, actual: ObjectType, expected: ObjectType, filepath?: string) {
    const where = filepath === undefined ? oid : `${oid}:${filepath}`
    super(`${where} is a ${actual}, and a ${expected} is wanted`)
    this.data = { oid, actual, expected, filepath }
  }
}

/** More than one object begins with an abbreviation. */
export class AmbiguousError extends DropInError {
  static readonly code = 'AmbiguousError'
  override readonly name = AmbiguousError.code
  readonly code = AmbiguousError.code
  readonly data: { readonly nouns: 'oids'; readonly short: string; readonly matches: readonly string[] }

  constructor(short: string, matches: readonly string[], options?: ErrorOptions) {
    super(`${matches.length} objects begin with ${short}: ${matches.slice(0, 10).join(', ')}`, options)
    this.data = { nouns: 'oids', short, matches }
  }
}

/** A path begins or ends with a slash. */
export class InvalidFilepathError extends DropInError {
  static readonly code = 'InvalidFilepathError'
  override readonly name = InvalidFilepathError.code
  readonly code = InvalidFilepathError.code
  readonly data: { readonly reason: 'leading-slash' | 'trailing-slash' }

  constructor(reason: 'leading-slash' | 'trailing-slash') {
    super(
      `filepath has a ${reason.replace('-', ' ')}: it counts from the root of the tree, and names no folder so`,
    )
    this.data = { reason }
  }
}

/** A tree holds a name that must not be written to disk. */
export class UnsafeFilepathError extends DropInError {
  static readonly code = 'UnsafeFilepathError'
  override readonly name = UnsafeFilepathError.code
  readonly code = UnsafeFilepathError.code
  readonly data: { readonly filepath: string }

  constructor(filepath: string) {
    super(`a tree has an entry called '${filepath}', which is not safe to write to a disk`)
    this.data = { filepath }
  }
}

/** A search came to the depth that it was given. */
export class MaxDepthError extends DropInError {
  static readonly code = 'MaxDepthError'
  override readonly name = MaxDepthError.code
  readonly code = MaxDepthError.code
  readonly data: { readonly depth: number }

  constructor(depth: number) {
    super(`nothing was found among ${depth} commits, the depth that was given`)
    this.data = { depth }
  }
}

/** An argument that a function needs was not given. */
export class MissingParameterError extends DropInError {
  static readonly code = 'MissingParameterError'
  override readonly name = MissingParameterError.code
  readonly code = MissingParameterError.code
  readonly data: { readonly parameter: string }

  constructor(parameter: string) {
    super(`the function needs a value for '${parameter}'`)
    this.data = { parameter }
  }
}

/** What can only come of damage, or of an argument that makes no sense. */
export class InternalError extends DropInError {
  static readonly code = 'InternalError'
  override readonly name = InternalError.code
  readonly code = InternalError.code
  readonly data: { readonly message: string }

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.data = { message }
  }
}

/** By name, as isomorphic-git exports them. */
export const Errors = {
  AmbiguousError,
  InternalError,
  InvalidFilepathError,
  MaxDepthError,
  MissingParameterError,
  NotFoundError,
  ObjectTypeError,
  UnsafeFilepathError,
}

/** What isomorphic-git would throw where packmap throws `error`; other errors are given back as they are. */
export function asDropInError(error: unknown): unknown {
  const options = { cause: error }
  if (error instanceof ObjectNotFoundError) return new NotFoundError(error.oid, options)
  if (error instanceof InvalidOidError) return new NotFoundError(error.oid, options)
  if (error instanceof NotARepositoryError)
    return new NotFoundError(`git repository at ${error.path}`, options)
  if (error instanceof AmbiguousOidError) return new AmbiguousError(error.prefix, error.candidates, options)
  return error
}
