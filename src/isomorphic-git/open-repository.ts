/**
 * Which repository a call speaks of. Each call names it anew, so the last few stay open in between: their maps are
 * within packmap's budget like all others, and given back when nothing has asked for some time.
 */
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { resolvePath } from '../base/resolve-path.js'
import { isAbsent } from '../repo/read-small-file.js'
import { Repository } from '../repo/repository.js'
import { MissingParameterError } from './errors.js'

/** Where a call looks. One of `dir` and `gitdir` must be there. */
export interface Place {
  /** Accepted, and not used: packmap reads files by maps. */
  readonly fs?: unknown
  /** The work tree. */
  readonly dir?: string | undefined
  /** The git folder; default: `.git` in {@link Place.dir}. */
  readonly gitdir?: string | undefined
  /** Accepted, and not used: what packmap keeps it keeps itself. */
  readonly cache?: object
}

/** Repositories that stay open. */
const OPEN_MAX = 8

interface Open {
  readonly repository: Repository
  /** Tells the folder from another one that may come to stand at the same path. */
  readonly version: string
}

/** By path of the git folder; the one asked for longest ago is the first. */
const open = new Map<string, Open>()

/**
 * The repository that `place` names. It belongs to this module: what waits for something else must ask again.
 *
 * Neither the environment nor `refs/replace/` counts, as in isomorphic-git.
 *
 * @throws {MissingParameterError} There is no `dir` and no `gitdir`.
 * @throws {NotARepositoryError}
 */
export function repositoryAt(place: Place): Repository {
  const path = gitDirOf(place)
  const version = versionOf(path)
  const there = open.get(path)
  open.delete(path)
  if (there?.version === version) {
    open.set(path, there)
    return there.repository
  }
  there?.repository.close()
  const env = { GIT_NO_REPLACE_OBJECTS: '1', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '' }
  const repository = Repository.open(dirname(path), { gitDir: path, ownership: 'ignore', env })
  open.set(path, { repository, version })
  for (const [oldest, { repository: unused }] of open) {
    if (open.size <= OPEN_MAX) break
    open.delete(oldest)
    unused.close()
  }
  return repository
}

/** Gives back at once what is kept of a repository; the next call opens it again. isomorphic-git has no such function. */
export function closeRepository(place: Place): void {
  const path = gitDirOf(place)
  open.get(path)?.repository.close()
  open.delete(path)
}

function gitDirOf({ dir, gitdir }: Place): string {
  if (gitdir !== undefined) return resolvePath('.', gitdir)
  if (dir === undefined) throw new MissingParameterError('gitdir')
  return join(resolvePath('.', dir), '.git')
}

function versionOf(gitDir: string): string {
  try {
    const { dev, ino, birthtimeMs } = statSync(gitDir)
    return `${dev} ${ino} ${birthtimeMs}`
  } catch (error) {
    if (isAbsent(error)) return ''
    throw error
  }
}
