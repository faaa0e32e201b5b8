import { PackmapError } from '../base/errors.js'

/** No pack and no loose file of the object database has this object. */
export class ObjectNotFoundError extends PackmapError {
  override readonly name = 'ObjectNotFoundError'
  readonly code = 'OBJECT_NOT_FOUND'

  readonly #isPromised: () => boolean

  /**
   * @param oid Hex, or the prefix that matched nothing.
   * @param isPromised Whether a partial clone was promised it.
   */
  constructor(
    readonly oid: string,
    isPromised: () => boolean = () => false,
  ) {
    super(`object not found: ${oid}`)
    this.#isPromised = isPromised
  }

  /**
   * Whether it is merely not here yet: this is a partial clone, and its remote promised to have it. Else it is lost.
   * Found out when first asked, from every object of the promisor packs, which may take seconds.
   */
  get promised(): boolean {
    return this.#isPromised()
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

/** Something in a repository that is opened with `trust: 'none'` is not to be used; nothing of it was opened. */
export class UntrustedPathError extends PackmapError {
  override readonly name = 'UntrustedPathError'
  readonly code = 'UNTRUSTED_PATH'

  constructor(
    readonly path: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail}; with trust 'none' this is refused`, options)
  }
}

/** A limit on what may be read in all is used up: the `budget` option. */
export class BudgetExceededError extends PackmapError {
  override readonly name = 'BudgetExceededError'
  readonly code = 'BUDGET_EXCEEDED'

  /** @param limit What there was of it. */
  constructor(
    readonly what: 'objects' | 'bytes' | 'milliseconds',
    readonly limit: number,
  ) {
    super(`the budget of ${limit} ${what} for reading is used up`)
  }
}

/** The header of a loose object names a type that is none of the four; git writes such objects only if made to. */
export class UnknownObjectTypeError extends PackmapError {
  override readonly name = 'UnknownObjectTypeError'
  readonly code = 'UNKNOWN_OBJECT_TYPE'

  /**
   * @param path The loose file.
   * @param type What stands in place of the type.
   * @param size Bytes of content, as declared.
   * @param headerLength Bytes of the header with its NUL; git looks at 32 unless told to allow unknown types.
   */
  constructor(
    readonly path: string,
    readonly type: string,
    readonly size: number,
    readonly headerLength: number,
  ) {
    super(`${path}: unknown type of object: ${JSON.stringify(type)}`)
  }
}

/** A worker thread has ended before its work was done. */
export class ThreadError extends PackmapError {
  override readonly name = 'ThreadError'
  readonly code = 'THREAD_FAILED'

  /** @param task What the thread was for. */
  constructor(
    readonly task: string,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${task}: ${detail}`, options)
  }
}
