/** Opening a file to read it that somebody else has named. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { UnsupportedFormatError } from './errors.js'

/** Windows has no such flag, and no such files. */
const FLAGS = constants.O_RDONLY + ((constants.O_NONBLOCK as number | undefined) ?? 0)

/**
 * A descriptor of a regular file. A pipe or a device is not waited for.
 *
 * @throws {UnsupportedFormatError} It is something else.
 */
export function openRegular(path: string): number {
  const fd = openSync(path, FLAGS)
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new UnsupportedFormatError(path, 'not a regular file')
}
