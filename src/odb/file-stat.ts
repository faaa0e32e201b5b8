/**
 * What stands at a path, for folders that anyone may have filled: links that loop, names too long for the system or
 * with a NUL, are "nothing that can be used". That the system cannot tell, for want of descriptors or because the disk
 * fails, is something else: taken for nothing, it would make objects seem to be missing.
 */
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import { MapError, remedyFor } from '../smmap/index.js'

/** Reasons that lie in the path itself, and so in what whoever filled the folder has put there. */
const NOTHING_THERE: ReadonlySet<string | undefined> = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ERR_INVALID_ARG_VALUE',
])

/** Folders that may not be searched hide what is below them, as they hide it from git. */
const FORBIDDEN: ReadonlySet<string | undefined> = new Set(['EACCES', 'EPERM'])

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (NOTHING_THERE.has(code) || FORBIDDEN.has(code)) return undefined
    throw unreadable(path, 'cannot be examined', error)
  }
}

/**
 * The regular file at a path, through links; undefined for anything else: a FIFO would hang whoever opened it.
 *
 * @throws {MapError} The system cannot tell; carries its reason.
 */
export function regularFile(path: string): Stats | undefined {
  const stat = statOrNothing(path)
  return stat?.isFile() ? stat : undefined
}

/** Differs when a file is another one, or has been written to; empty where there is none. */
export function identityOf(stat: Stats | undefined): string {
  return stat ? `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs};` : ''
}

/** The folder at a path, through links. Throws as {@link regularFile} does. */
export function folder(path: string): Stats | undefined {
  const stat = statOrNothing(path)
  return stat?.isDirectory() ? stat : undefined
}

/**
 * What a folder holds; nothing where there is none.
 *
 * @throws {MapError} It is there and cannot be listed; carries the system's reason.
 */
export function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (NOTHING_THERE.has((error as NodeJS.ErrnoException).code)) return []
    throw unreadable(path, 'cannot be listed', error)
  }
}

function unreadable(path: string, what: string, cause: unknown): MapError {
  const errno = (cause as NodeJS.ErrnoException).code
  const remedy = remedyFor(errno)
  return new MapError(
    path,
    `${what} (${errno ?? String(cause)})${remedy ? `: ${remedy}` : ''}`,
    { errno },
    { cause },
  )
}
