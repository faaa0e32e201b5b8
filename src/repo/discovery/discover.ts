/**
 * Finding a repository: from a folder upward, or by the name of its git folder (git's setup.c).
 *
 * Upward, each folder is asked for a `.git` folder, a `.git` file, or whether it is a git folder itself. The search
 * ends below the ceiling directories and at the border of a file system, as git's does.
 */
import { statSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, parse, resolve } from 'node:path'
import { realOrSame } from '../real-path.js'
import { NotARepositoryError } from '../errors.js'
import { isGitFolder, readGitFile } from './git-folder.js'
import { envBool } from './ownership.js'

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
  const objectDir = namedObjects(env, start)
  for (let folder = start; ; folder = dirname(folder)) {
    const found = lookIn(folder, objectDir)
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
  const path = resolve(base, named)
  const objectDir = namedObjects(env, base)
  const gitDir = readGitFile(path, objectDir) ?? path
  if (!isGitFolder(gitDir, objectDir)) {
    throw new NotARepositoryError(path, `not a git repository: '${named}'`)
  }
  return gitDir
}

/** Where `GIT_OBJECT_DIRECTORY` is: a git folder then needs no objects of its own. */
function namedObjects(env: NodeJS.ProcessEnv, base: string): string | undefined {
  const named = env['GIT_OBJECT_DIRECTORY']
  return named === undefined || named === '' ? undefined : resolve(base, named)
}

function lookIn(folder: string, objectDir: string | undefined): Discovered | undefined {
  const dotGit = join(folder, '.git')
  const pointed = readGitFile(dotGit, objectDir)
  if (pointed !== undefined) return { gitDir: pointed, holder: folder, gitFile: dotGit }
  if (isGitFolder(dotGit, objectDir)) return { gitDir: dotGit, holder: folder, gitFile: undefined }
  if (isGitFolder(folder, objectDir)) return { gitDir: folder, holder: undefined, gitFile: undefined }
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
