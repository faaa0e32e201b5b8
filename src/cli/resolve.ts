/** Revisions on a command line: what they name, or the end of the command. */
import { PackmapError } from '../base/errors.js'
import type { Repository, ResolveOptions } from '../repo/repository.js'
import { UnknownRevisionError } from '../repo/errors.js'
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
    if (!(error instanceof PackmapError)) throw error
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
 */
export function tryResolve(repo: Repository, name: string, options?: ResolveOptions): string | undefined {
  try {
    return repo.resolve(name, options)
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    if (options?.quiet && isReflogTooShort(error)) throw new ExitWith(STATUS_FATAL)
    rethrowFatal(error)
    return undefined
  }
}

/** The one such error that git keeps quiet about when it is asked to. */
function isReflogTooShort(error: PackmapError): boolean {
  return error instanceof UnknownRevisionError && error.diagnosis?.startsWith('log for ') === true
}
