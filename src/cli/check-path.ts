/** Telling a path from a mistyped revision where a command line may hold both. */
import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandContext } from './context.js'
import { FatalError } from './failure.js'

/** @throws {FatalError} Nothing is at `path`, so it may as well have been meant as a revision. */
export function checkPathExists(path: string, context: CommandContext): void {
  if (/[*?[]/.test(path) || path.startsWith(':(')) return // a pattern need not match anything here
  if (pathExists(resolve(context.cwd, path))) return
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
