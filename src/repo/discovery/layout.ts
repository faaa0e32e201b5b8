/**
 * Where the parts of a repository are: git folder, common folder, work tree, and the start folder within it.
 *
 * Follows git's `setup_git_directory`: a git folder that is named (option, `GIT_DIR`) has its work tree from
 * `GIT_WORK_TREE`, `core.worktree` or the current folder; one that is found has it from where it was found.
 */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { resolvePath } from '../../base/resolve-path.js'
import { realOrSame } from '../real-path.js'
import { NotARepositoryError } from '../errors.js'
import { envBool } from '../config/env-bool.js'
import { homeOf, loadProtectedConfig } from '../config/load-config.js'
import { discover, type Discovered, explicitGitDir } from './discover.js'
import { commonDirOf } from './git-folder.js'
import { areOwned, isBareRefused, isSafeDirectory } from './ownership.js'
import { readRepositoryFormat, type RepositoryFormat } from './repository-format.js'

export interface RepositoryLayout {
  /** Absolute. */
  readonly gitDir: string
  readonly commonDir: string
  readonly objectsDir: string
  readonly workTree: string | undefined
  /** `''` or `'sub/folder/'`, with `/` on every platform. */
  readonly prefix: string
  /** Whether the start folder is the root of the work tree or below it. */
  readonly isInsideWorkTree: boolean
  /** Where git itself would go: the root of the work tree, or the start folder where that is outside of it. */
  readonly topFolder: string
  readonly format: RepositoryFormat
}

export interface LayoutOptions {
  readonly gitDir?: string | undefined
  readonly workTree?: string | undefined
  /** Whether a repository of another user is refused where git refuses it. */
  readonly ownership: 'check' | 'ignore'
  readonly env: NodeJS.ProcessEnv
  /** Told of configuration that is not as it should be. */
  readonly onWarning?: ((message: string) => void) | undefined
}

/**
 * Finds out where everything is, starting from `path`.
 *
 * @throws {NotARepositoryError} There is no repository, or one that git would refuse to use.
 * @throws {UnsupportedFormatError} It asks for a version or extension that packmap does not know.
 */
export function locate(path: string, options: LayoutOptions): RepositoryLayout {
  const start = startFolder(path)
  const named = options.gitDir ?? options.env['GIT_DIR']
  if (named !== undefined) {
    return namedLayout(explicitGitDir(named, start, options.env), start, options)
  }
  const found = discover(start, options.env)
  if (options.ownership === 'check') refuseUnsafe(found, start, options)
  return foundLayout(found, start, options)
}

function startFolder(path: string): string {
  try {
    const start = realpathSync.native(path)
    if (statSync(start).isDirectory()) return start
  } catch (error) {
    throw new NotARepositoryError(path, `cannot change to '${path}': ${(error as Error).message}`, {
      cause: error,
    })
  }
  throw new NotARepositoryError(path, `cannot change to '${path}': Not a directory`)
}

function refuseUnsafe(found: Discovered, start: string, { env, onWarning }: LayoutOptions): void {
  const { gitDir, holder, gitFile } = found
  const shown = holder ?? gitDir
  // The configuration is read only where it matters: most repositories are one's own.
  if (holder === undefined && isBareRefused(loadProtectedConfig(env)) && !isInsideDotGit(gitDir)) {
    throw new NotARepositoryError(
      gitDir,
      `cannot use bare repository '${gitDir}' (safe.bareRepository is 'explicit')`,
    )
  }
  const paths = [gitFile, holder, gitDir].filter((path) => path !== undefined)
  const assumeForeign = envBool(env, 'GIT_TEST_ASSUME_DIFFERENT_OWNER', false)
  if (!assumeForeign && areOwned(paths, env)) return
  if (isSafeDirectory(shown, loadProtectedConfig(env), { start, home: homeOf(env), onWarning })) return
  throw new NotARepositoryError(shown, `detected dubious ownership in repository at '${shown}'`, {
    advice: [
      'To add an exception for this directory, call:',
      '',
      `\tgit config --global --add safe.directory ${quotedForShell(shown)}`,
    ],
  })
}

/** In quotes only where a shell would read it as something else. */
function quotedForShell(path: string): string {
  return /^[\w+,./:=@^-]+$/.test(path) ? path : `'${path.replace(/['!]/g, "'\\$&'")}'`
}

/** Git lets these pass: the folder was reached through the work tree that it belongs to. */
function isInsideDotGit(gitDir: string): boolean {
  return gitDir.split(sep).includes('.git')
}

function namedLayout(gitDir: string, start: string, options: LayoutOptions): RepositoryLayout {
  const shared = sharedParts(gitDir, start, options.env)
  const { format } = shared
  const named = namedWorkTree(start, options)
  let workTree: string | undefined
  if (named !== undefined) workTree = named
  else if (format.bare === true) workTree = undefined
  else if (format.workTree !== undefined) workTree = resolvePath(gitDir, format.workTree)
  else if (envBool(options.env, 'GIT_IMPLICIT_WORK_TREE', true)) workTree = start
  return finish(gitDir, shared, workTree, start, options.env)
}

function foundLayout(found: Discovered, start: string, options: LayoutOptions): RepositoryLayout {
  const { gitDir, holder } = found
  const shared = sharedParts(gitDir, start, options.env)
  const { format } = shared
  const named = namedWorkTree(start, options)
  let workTree: string | undefined
  if (named !== undefined) workTree = named
  else if (format.bare === true) workTree = undefined
  else if (format.workTree !== undefined) workTree = resolvePath(gitDir, format.workTree)
  else workTree = holder
  return finish(gitDir, shared, workTree, start, options.env)
}

/** @throws {NotARepositoryError} All of its path but the last name must exist, as git has it. */
function namedWorkTree(start: string, options: LayoutOptions): string | undefined {
  const named = options.workTree ?? options.env['GIT_WORK_TREE']
  if (named === undefined) return undefined
  if (named === '') throw new NotARepositoryError(start, 'The empty string is not a valid path')
  const path = resolvePath(start, named)
  const folder = dirname(path)
  if (!existsSync(folder)) {
    throw new NotARepositoryError(folder, `Invalid path '${folder}': No such file or directory`)
  }
  return path
}

type SharedParts = Pick<RepositoryLayout, 'commonDir' | 'format'>

function sharedParts(gitDir: string, start: string, env: NodeJS.ProcessEnv): SharedParts {
  const named = env['GIT_COMMON_DIR']
  const commonDir = named === undefined ? commonDirOf(gitDir) : resolvePath(start, named)
  return { commonDir, format: readRepositoryFormat(commonDir, gitDir) }
}

function finish(
  gitDir: string,
  shared: SharedParts,
  workTree: string | undefined,
  start: string,
  env: NodeJS.ProcessEnv,
): RepositoryLayout {
  const prefix = prefixOf(workTree, start)
  const isInsideWorkTree = workTree !== undefined && (prefix !== '' || realOrSame(workTree) === start)
  const topFolder = workTree !== undefined && isInsideWorkTree ? workTree : start
  const namedObjects = env['GIT_OBJECT_DIRECTORY']
  const objectsDir =
    namedObjects === undefined ? join(shared.commonDir, 'objects') : resolvePath(topFolder, namedObjects)
  return { gitDir, ...shared, objectsDir, workTree, prefix, isInsideWorkTree, topFolder }
}

function prefixOf(workTree: string | undefined, start: string): string {
  if (workTree === undefined) return ''
  const inside = relative(realOrSame(workTree), start)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside)
    return ''
  return `${inside.split(sep).join('/')}/`
}
