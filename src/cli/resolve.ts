/** Revisions on a command line: what they name, or the end of the command. */
import type { PackmapError } from '../base/errors.js'
import type { Repository, ResolveOptions } from '../repo/repository.js'
import { UnknownRevisionError } from '../repo/errors.js'
import { AmbiguousOidError, ObjectNotFoundError } from '../odb/errors.js'
import { ExitWith, FatalError, STATUS_FATAL } from './failure.js'

/**
 * The oid that `name` names.
 *
 * @throws {FatalError} It names nothing, with git's explanation where there is one.
 */
export function resolveOrDie(repo: Repository, name: string, options?: ResolveOptions): string {
  try {
    return repo.resolve(name, options)
  } catch (error) {
    if (!namesNothing(error)) throw error
    throw diagnosed(error) ?? new FatalError(`Not a valid object name ${name}`)
  }
}

/**
 * Ends the command over an error that ends git's, even where it only asks whether a revision names anything: a
 * missing upstream, a path out of the work tree. That a path does not exist in a tree is no such error.
 *
 * @throws {FatalError} `error` is one.
 */
export function rethrowFatal(error: PackmapError): void {
  const fatal = diagnosed(error)
  if (fatal && !/^(?:path '|invalid object name )/.test(fatal.message)) throw fatal
}

/** Git's own explanation of why a name names nothing; undefined where it has none. */
export function diagnosed(error: PackmapError): FatalError | undefined {
  if (!(error instanceof UnknownRevisionError) || error.diagnosis === undefined) return undefined
  return new FatalError(error.diagnosis, error.hint === undefined ? [] : [`hint: ${error.hint}`])
}

/**
 * The oid that `name` names; undefined if it names nothing or more than one object.
 *
 * @throws {FatalError} Even asking is an error to git.
 * @throws {PackmapError} What would have to be read is damaged: nobody knows what the name names.
 */
export function tryResolve(repo: Repository, name: string, options?: ResolveOptions): string | undefined {
  try {
    return repo.resolve(name, options)
  } catch (error) {
    if (!namesNothing(error)) throw error
    if (options?.quiet && isReflogTooShort(error)) throw new ExitWith(STATUS_FATAL)
    if (options?.quiet && isUntracked(error)) return undefined
    rethrowFatal(error)
    return undefined
  }
}

/** Whether an error says that a name names no object, or several: an answer, where other errors leave it open. */
export function namesNothing(
  error: unknown,
): error is UnknownRevisionError | AmbiguousOidError | ObjectNotFoundError {
  return [UnknownRevisionError, AmbiguousOidError, ObjectNotFoundError].some((kind) => error instanceof kind)
}

/** What git from 2.46 on keeps quiet about, too: that a branch has no upstream, or none that is here. */
function isUntracked(error: PackmapError): boolean {
  return error instanceof UnknownRevisionError && UNTRACKED.test(error.diagnosis ?? '')
}

const UNTRACKED =
  /^(?:no upstream|no such branch|HEAD does not point|upstream branch|push |cannot resolve 'simple')/

/** The one such error that git keeps quiet about when it is asked to. */
function isReflogTooShort(error: PackmapError): boolean {
  return error instanceof UnknownRevisionError && error.diagnosis?.startsWith('log for ') === true
}
