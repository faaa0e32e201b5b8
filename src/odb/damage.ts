/** Which errors of reading one copy of an object leave hope for another copy. */
import { UnsupportedFormatError } from '../base/errors.js'
import { CorruptObjectError } from '../object/errors.js'
import { CorruptIndexError, CorruptPackError, DeltaLimitError } from '../pack/errors.js'
import { FileChangedError, MapError } from '../smmap/index.js'
import { UnknownObjectTypeError } from './errors.js'

/** Whether an error says that stored bytes are wrong, or that this copy of all takes more than the limits allow. */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof CorruptPackError ||
    error instanceof CorruptIndexError ||
    error instanceof CorruptObjectError ||
    error instanceof DeltaLimitError ||
    error instanceof UnsupportedFormatError ||
    error instanceof UnknownObjectTypeError
  )
}

/** Whether an error says that a file is no longer there or no longer the same, as when git has repacked. */
export function hasVanished(error: unknown): boolean {
  const { errno, code } = error as { errno?: unknown; code?: unknown }
  return (
    (error instanceof MapError && errno === 'ENOENT') ||
    code === 'ENOENT' ||
    error instanceof FileChangedError
  )
}

const DISK_ERRORS: ReadonlySet<string | undefined> = new Set([
  'EIO',
  'ESTALE',
  'ETIMEDOUT',
  'ENXIO',
  'EREMOTEIO',
])

/** Whether an error says that a disk or a server failed: another copy may be had, and the same one a moment later. */
export function isDiskFailure(error: unknown): boolean {
  return error instanceof MapError && DISK_ERRORS.has(error.errno)
}
