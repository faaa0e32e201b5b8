/** Reading the small files of a git folder, which whoever wrote the folder may have replaced by anything. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { systemPath } from '../object/name-text.js'

/** Configuration, packed-refs aside, has no business being larger. */
const SIZE_MAX = 16 * 1024 * 1024

const ABSENT: ReadonlySet<string | undefined> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'ELOOP',
])

/**
 * The bytes of a regular file; undefined where there is none: nothing, a folder, a FIFO, a device.
 *
 * Opened without blocking, because opening a FIFO would otherwise wait for its writer for ever.
 *
 * @param limit Bytes read at most; the rest of a longer file is left out.
 * @throws {Error} The file is there and cannot be read: Node's own error, with `code` and `path`.
 */
export function readSmallFile(path: string, limit = SIZE_MAX): Buffer | undefined {
  let fd: number
  try {
    // eslint-disable-next-line no-bitwise -- flags; O_NONBLOCK does not exist on Windows
    fd = openSync(systemPath(path), constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0))
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) return undefined
    const bytes = Buffer.allocUnsafe(Math.min(stat.size, limit))
    let length = 0
    while (length < bytes.length) {
      const count = readSync(fd, bytes, length, bytes.length - length, null)
      if (count === 0) break
      length += count
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(fd)
  }
}

/** Whether a failed call says that there is no such file, rather than that it could not be read. */
export function isAbsent(error: unknown): boolean {
  return ABSENT.has((error as NodeJS.ErrnoException).code)
}
