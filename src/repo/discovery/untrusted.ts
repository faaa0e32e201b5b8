/**
 * Where everything is in a repository that a stranger made: in the folder that was named, or it is refused.
 *
 * Nothing is searched for, no file that points elsewhere is followed (a `.git` file, `commondir`), and the git folder is
 * looked through before any of it is opened.
 */
import { lstatSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { isWithin } from '../../base/is-within.js'
import { UntrustedPathError } from '../../odb/errors.js'
import { inspectFolder } from '../../odb/inspect-folder.js'
import { NotARepositoryError } from '../errors.js'
import { realOrSame } from '../real-path.js'
import { locate, type RepositoryLayout } from './layout.js'

/** What a file other than a pack may have: packed refs of a million branches. These are read as a whole. */
const FILE_SIZE_MAX = 64 * 1024 ** 2

/**
 * @param path A folder with a `.git` folder in it, or a git folder.
 * @param root What nothing may lead out of: that folder, or one that it is in.
 * @throws {NotARepositoryError} It is neither.
 * @throws {UntrustedPathError} Something in it leads elsewhere, or is no regular file.
 */
export function locateUntrusted(path: string, root: string, env: NodeJS.ProcessEnv): RepositoryLayout {
  const realRoot = realFolder(root)
  const gitDir = gitFolderOf(realFolder(path))
  for (const pointer of ['commondir', 'gitdir']) {
    if (kindOf(join(gitDir, pointer)))
      throw new UntrustedPathError(join(gitDir, pointer), 'points to another folder')
  }
  const except = join(gitDir, 'objects') // looked through when the object database is opened
  inspectFolder(gitDir, { root: realRoot, except, fileSizeMax: () => FILE_SIZE_MAX })
  const layout = locate(path, { gitDir, ownership: 'ignore', env })
  for (const place of [layout.gitDir, layout.commonDir, layout.objectsDir, layout.workTree]) {
    if (place !== undefined && !isWithin(realOrSame(place), realRoot)) {
      throw new UntrustedPathError(place, `lies outside of ${realRoot}`)
    }
  }
  return layout
}

function realFolder(path: string): string {
  try {
    return realpathSync.native(path)
  } catch (error) {
    throw new NotARepositoryError(path, `not a git repository: '${path}'`, { cause: error })
  }
}

function gitFolderOf(folder: string): string {
  const inside = join(folder, '.git')
  const kind = kindOf(inside)
  if (kind === undefined) return folder
  if (kind !== 'folder') throw new UntrustedPathError(inside, 'points to another folder')
  return inside
}

function kindOf(path: string): 'folder' | 'other' | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return undefined
  return stat.isDirectory() ? 'folder' : 'other'
}
