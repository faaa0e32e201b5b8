/** The paths of `<rev>:<path>` and `:<path>`: they count from the root of the work tree, unless they begin with a dot. */
import type { RepositoryLayout } from '../discovery/layout.js'
import { UnknownRevisionError } from '../errors.js'

/**
 * The full path that `given` stands for: `./` and `../` lead from the start folder.
 *
 * @param revision All of what was asked for.
 * @throws {UnknownRevisionError} It is relative outside of a work tree, or leads out of it.
 */
export function pathFromTop(revision: string, given: string, layout: RepositoryLayout): string {
  if (!/^\.\.?\//.test(given)) return given
  const { workTree, prefix, isInsideWorkTree } = layout
  if (workTree === undefined || !isInsideWorkTree) {
    throw new UnknownRevisionError(revision, "relative path syntax can't be used outside working tree")
  }
  const parts: string[] = []
  for (const part of (prefix + given).split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        throw new UnknownRevisionError(revision, `'${given}' is outside repository at '${workTree}'`)
      }
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/') + (given.endsWith('/') && parts.length > 0 ? '/' : '')
}
