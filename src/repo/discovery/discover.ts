/**
 * Finding a repository: from a folder upward, or by the name of its git folder (git's setup.c).
 *
 * Upward, each folder is asked for a `.git` folder, a `.git` file, or whether it is a git folder itself. The search
 * ends below the ceiling directories and at the border of a file system, as git's does.
 */
import { statSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, parse, resolve } from 'node:path'
import { resolvePath } from '../../base/resolve-path.js'
import { realOrSame } from '../real-path.js'
import { NotARepositoryError } from '../errors.js'
import { envBool } from '../config/env-bool.js'
import { isGitFolder, type NamedFolders, readGitFile } from './git-folder.js'

/** A git folder and how it was come upon. */
export interface Discovered {
  /** Absolute. */
  readonly gitDir: string
  /** The folder that holds `.git`; undefined: the folder is a git folder itself. */
  readonly holder: string | undefined
  /** The `.git` file that led there, if one did. */
  readonly gitFile: string | undefined
}

/**
 * Searches from `start` upward.
 *
 * @param start Absolute, symbolic links resolved.
 * @throws {NotARepositoryError} Nothing is found, or a `.git` file on the way is malformed.
 */
export function discover(start: string, env: NodeJS.ProcessEnv): Discovered {
  const ceiling = nearestCeiling(start, env['GIT_CEILING_DIRECTORIES'] ?? '')
  const acrossFileSystems = envBool(env, 'GIT_DISCOVERY_ACROSS_FILESYSTEM', false)
  const device = acrossFileSystems ? undefined : statSync(start).dev
  const named = namedFolders(env, start)
  for (let folder = start; ; folder = dirname(folder)) {
    const found = lookIn(folder, named)
    if (found) return found
    const parent = dirname(folder)
    if (parent === folder || parent === ceiling) throw new NotARepositoryError(start)
    if (device !== undefined && statSync(parent).dev !== device) {
      throw new NotARepositoryError(
        start,
        `not a git repository (or any parent up to mount point ${folder})\n` +
          'Stopping at filesystem boundary (GIT_DISCOVERY_ACROSS_FILESYSTEM not set).',
      )
    }
  }
}

/**
 * The git folder that was named, by an option or by `GIT_DIR`; it may be a `.git` file.
 *
 * @throws {NotARepositoryError} It is none.
 */
export function explicitGitDir(named: string, base: string, env: NodeJS.ProcessEnv): string {
  const path = resolvePath(base, named)
  const folders = namedFolders(env, base)
  const gitDir = readGitFile(path, folders) ?? path
  if (named === '' || !isGitFolder(gitDir, folders)) {
    throw new NotARepositoryError(path, `not a git repository: '${named}'`)
  }
  return gitDir
}

/** What the environment has in the place of folders of a git folder. Set to nothing, it names a folder that there is not. */
function namedFolders(env: NodeJS.ProcessEnv, base: string): NamedFolders {
  const named = (name: string): string | undefined =>
    env[name] === undefined || env[name] === '' ? env[name] : resolvePath(base, env[name])
  return { objects: named('GIT_OBJECT_DIRECTORY'), common: named('GIT_COMMON_DIR') }
}

function lookIn(folder: string, named: NamedFolders): Discovered | undefined {
  const dotGit = join(folder, '.git')
  const pointed = readGitFile(dotGit, named)
  if (pointed !== undefined) return { gitDir: pointed, holder: folder, gitFile: dotGit }
  if (isGitFolder(dotGit, named)) return { gitDir: dotGit, holder: folder, gitFile: undefined }
  if (isGitFolder(folder, named)) return { gitDir: folder, holder: undefined, gitFile: undefined }
  return undefined
}

/** The ceiling that is the longest strict ancestor of `start`: it and what is above it are not looked at. */
function nearestCeiling(start: string, list: string): string | undefined {
  let nearest: string | undefined
  let resolveLinks = true
  for (const entry of list.split(delimiter)) {
    // An empty entry says that those after it have no symbolic links, to spare the cost of looking.
    if (entry === '') resolveLinks = false
    if (!isAbsolute(entry)) continue
    const ceiling = withoutTrailingSlash(resolveLinks ? realOrSame(entry) : entry)
    const inside = start.startsWith(ceiling === parse(ceiling).root ? ceiling : `${ceiling}/`)
    if (inside && start !== ceiling && ceiling.length > (nearest?.length ?? -1)) nearest = ceiling
  }
  return nearest
}

function withoutTrailingSlash(path: string): string {
  return resolve(path)
}
