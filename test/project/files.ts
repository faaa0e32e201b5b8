/** The checkout as the project's own tests look at it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../support/git.js'

/** Absolute path of the checkout. */
export const ROOT = join(import.meta.dirname, '../..')

/** Paths of the files that git tracks or would track, relative to {@link ROOT}, with `/`. */
export function trackedFiles(): string[] {
  // In a container the checkout often belongs to another user, from whom git takes no configuration.
  const trusted = ['-c', 'safe.directory=*']
  const listed = git(ROOT, [
    ...trusted,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]).toString()
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)))
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Names of the folders directly under `folder`. */
export function foldersIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}
