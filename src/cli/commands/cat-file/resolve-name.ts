/**
 * From a line of batch input to an object: a revision whose path may be any bytes, with or without following the
 * symlinks in its tree.
 */
import { AmbiguousOidError } from '../../../odb/errors.js'
import type { Repository } from '../../../repo/repository.js'
import { rawToText } from '../../../object/raw-text.js'
import { pathColon } from '../../../repo/revision/revision-syntax.js'
import { FatalError } from '../../failure.js'
import { namesNothing, rethrowFatal } from '../../resolve.js'
import { followSymlinks } from './follow-symlinks.js'

export type Resolution =
  | { readonly kind: 'found'; readonly oid: string; readonly mode?: number | undefined }
  | { readonly kind: 'missing' | 'ambiguous' | 'dangling' | 'loop' | 'notdir' }
  /** A symlink led out of the tree, to `path` (one unit a byte). */
  | { readonly kind: 'symlink'; readonly path: string }

const MISSING: Resolution = { kind: 'missing' }

/**
 * @param name One unit a byte.
 * @throws {FatalError} A name that ends git's batch.
 */
export function resolveName(repo: Repository, name: string, follow: boolean): Resolution {
  const text = rawToText(name)
  const colon = pathColon(name)
  try {
    if (colon > 0 && follow) {
      const tree = treeOf(repo, rawToText(name.slice(0, colon)))
      if (tree === undefined) return MISSING
      return followSymlinks(repo, tree, absolutePath(name.slice(colon + 1), repo), follow)
    }
    const { oid, mode } = repo.resolveEntry(text, { trustsOids: true }) // as git does in a batch
    return { kind: 'found', oid, mode }
  } catch (error) {
    // Within a longer expression git does not tell an ambiguous abbreviation from an unknown one.
    if (error instanceof AmbiguousOidError)
      return error.prefix === name.toLowerCase() ? { kind: 'ambiguous' } : MISSING
    if (!namesNothing(error)) throw error
    rethrowFatal(error)
    return MISSING
  }
}

function treeOf(repo: Repository, revision: string): string | undefined {
  return repo.tryPeel(repo.resolve(revision, { want: 'treeish', trustsOids: true }), 'tree')
}

/**
 * A path that begins with `./` or `../` counts from the folder in the work tree where the command runs.
 *
 * @throws {FatalError} There is no work tree, or the path leads out of it.
 */
function absolutePath(path: string, { prefix, workTree }: Repository): string {
  if (!/^\.\.?\//.test(path)) return path
  if (workTree === undefined) throw new FatalError("relative path syntax can't be used outside working tree")
  const folders = Buffer.from(prefix, 'utf8').toString('latin1').split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') {
      if (folders.pop() === undefined) {
        throw new FatalError(`'${rawToText(path)}' is outside repository at '${workTree}'`)
      }
    } else if (part !== '.' && part !== '') folders.push(part)
  }
  return folders.join('/')
}
