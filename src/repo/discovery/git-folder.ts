/** What makes a folder a git folder, and the files that point to one from elsewhere. */
import { trimEnd } from '../../base/trim-end.js'
import { accessSync, constants, lstatSync, readlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { resolvePath } from '../../base/resolve-path.js'
import { NotARepositoryError } from '../errors.js'
import { realOrSame } from '../real-path.js'
import { isAbsent, readSmallFile } from '../read-small-file.js'

/** A path and a little more: a longer file is none of ours. */
const POINTER_SIZE_MAX = 1024 * 1024

/** Folders that take the place of a git folder's own; empty: there is none. */
export interface NamedFolders {
  readonly objects?: string | undefined
  readonly common?: string | undefined
}

/** Whether `path` looks like a git folder to git: a HEAD that can be one, an objects and a refs folder. */
export function isGitFolder(path: string, named: NamedFolders = {}): boolean {
  const common = named.common ?? commonDirOf(path)
  return (
    common !== '' &&
    isHead(join(path, 'HEAD')) &&
    isAccessible(named.objects ?? join(common, 'objects')) &&
    isAccessible(join(common, 'refs'))
  )
}

/** The folder that the worktrees of a repository share: what `commondir` says, else the git folder itself. */
export function commonDirOf(gitDir: string): string {
  const bytes = readSmallFile(join(gitDir, 'commondir'), POINTER_SIZE_MAX)
  const path = bytes && withoutLineEnd(bytes.toString())
  return path === undefined || path === '' ? gitDir : resolvePath(gitDir, path)
}

/**
 * Where a `.git` file points; undefined if `path` is no file.
 *
 * @throws {NotARepositoryError} It is a file without `gitdir: `, or what it names is no git folder.
 */
export function readGitFile(path: string, named: NamedFolders = {}): string | undefined {
  const bytes = readSmallFile(path, POINTER_SIZE_MAX)
  if (bytes === undefined) return undefined
  const text = bytes.toString()
  if (!text.startsWith('gitdir: ')) throw new NotARepositoryError(path, `invalid gitfile format: ${path}`)
  const target = withoutLineEnd(text.slice('gitdir: '.length))
  if (target === '') throw new NotARepositoryError(path, `no path in gitfile: ${path}`)
  const gitDir = realOrSame(resolvePath(dirname(path), target))
  if (!isGitFolder(gitDir, named)) throw new NotARepositoryError(path, `not a git repository: ${gitDir}`)
  return gitDir
}

function withoutLineEnd(text: string): string {
  return trimEnd(text, '\r\n')
}

/** HEAD as a symbolic link into refs/, as `ref: refs/…`, or as an oid. */
function isHead(path: string): boolean {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat?.isSymbolicLink()) return readlinkSync(path).startsWith('refs/')
  } catch (error) {
    if (isAbsent(error)) return false // a name that is too long, of a file that points here
    throw error
  }
  const text = readSmallFile(path, 256)?.toString('latin1') ?? ''
  return /^ref:\s*refs\//.test(text) || /^[0-9a-f]{40}/i.test(text)
}

function isAccessible(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
