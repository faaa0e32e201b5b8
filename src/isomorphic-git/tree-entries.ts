/** Trees as isomorphic-git gives them: entries sorted by name alone, names that are not safe refused. */
import { isDotGit } from '../object/safe-path.js'
import { Tree } from '../object/tree.js'
import type { Repository } from '../repo/repository.js'
import { UnsafeFilepathError } from './errors.js'
import type { TreeEntry } from './results.js'

const MODE_DIGITS = 6

/**
 * @param data The content of the tree `oid`.
 * @throws {UnsafeFilepathError} A name must not be written to disk, such as `..` or `.git`.
 * @throws {CorruptObjectError} An entry is cut short or malformed.
 */
export function treeEntries(repo: Repository, oid: string, data: Uint8Array): TreeEntry[] {
  return [...new Tree(oid, data, repo.algorithm)]
    .map(({ mode, name, nameText, oid, type }) => {
      if (isUnsafe(nameText)) throw new UnsafeFilepathError(nameText)
      const entry = { mode: mode.toString(8).padStart(MODE_DIGITS, '0'), path: nameText, oid, type }
      return { name, entry: entry as TreeEntry }
    })
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .map(({ entry }) => entry)
}

/** What would lead out of the folder, or into the git folder, on some platform. */
export function isUnsafe(name: string): boolean {
  return name === '.' || name === '..' || /[/\\]/.test(name) || isDotGit(name)
}
