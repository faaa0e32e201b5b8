/** Telling a path from a mistyped revision where a command line may hold both. */
import { lstatSync } from 'node:fs'
import { childPath } from '../base/resolve-path.js'
import type { CommandContext } from './context.js'
import { FatalError } from './failure.js'

/**
 * Magic in short form goes by the path behind it: `:/` from the top of the work tree, `:!` and `:^` from where the
 * command runs; the top is always there, and so is nothing that is left out.
 *
 * @throws {FatalError} Nothing is at `path`, so it may as well have been meant as a revision.
 */
export function checkPathExists(path: string, context: CommandContext): void {
  // A pattern need not match anything here, as long as a special character is not taken literally.
  if (/[*?[]/.test(path.replace(/\\./gs, '')) || path.startsWith(':(')) return
  const [, magic = '', rest = ''] = /^(:[/!^]|)(.*)$/s.exec(path) ?? []
  if (magic !== '' && rest === '') return
  const folder = magic === ':/' ? (context.repository().workTree ?? context.cwd) : context.cwd
  if (pathExists(childPath(folder, rest))) return
  throw new FatalError(`ambiguous argument '${path}': unknown revision or path not in the working tree.`)
}

/** Whether there is a file, a folder or a link of that name; below a file there is none. */
export function pathExists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return false
    throw error
  }
}
