/** Revisions on a command line: what they name, or the end of the command. */
import { PackmapError } from '../base/errors.js'
import type { Repository, ResolveOptions } from '../repo/repository.js'
import { UnknownRevisionError } from '../repo/errors.js'
import { FatalError } from './failure.js'

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
    const diagnosis = error instanceof UnknownRevisionError ? error.diagnosis : undefined
    throw new FatalError(diagnosis ?? `Not a valid object name ${name}`)
  }
}

/**
 * Ends the command over an error that ends git's, even where it only asks whether a revision names anything: a
 * missing upstream, a path out of the work tree. That a path does not exist in a tree is no such error.
 *
 * @throws {FatalError} `error` is one.
 */
export function rethrowFatal(error: PackmapError): void {
  if (!(error instanceof UnknownRevisionError) || error.diagnosis === undefined) return
  if (!/^(?:path '|invalid object name )/.test(error.diagnosis)) throw new FatalError(error.diagnosis)
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
    rethrowFatal(error)
    return undefined
  }
}
