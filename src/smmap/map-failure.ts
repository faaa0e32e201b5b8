/** From what the system said to an error that reads alone: file, range, reason, and what would help. */
import { formatByteSize } from '../base/byte-size.js'
import { ShortReadError } from './backend/read-backend.js'
import { MapError, MapLimitError } from './errors.js'
import { errnoOf } from './file-identity.js'
import { remedyFor } from './limits.js'
import type { MappedFile } from './mapped-file.js'
import type { RegionPool } from './region-pool.js'

/** The error to throw for `error`, met while `length` bytes from `offset` were to be mapped or read. */
export function explainFailure(
  file: MappedFile,
  offset: number,
  length: number,
  error: unknown,
  pool: RegionPool,
): unknown {
  if (error instanceof MapError || error instanceof RangeError) return error
  const errno = errnoOf(error)
  const failure = { errno, offset, length }
  const options = { cause: error }
  if (error instanceof ShortReadError) {
    const { fileEnd } = error
    const detail = `says that it has ${file.size} bytes and ends after ${fileEnd}, as files of /sys and /proc do`
    return new MapError(file.name, `${detail}: read it by other means`, failure, options)
  }
  const what = `cannot map ${length} bytes from byte ${offset} on (${errno ?? String(error)})`
  const remedy = remedyFor(errno)
  if (remedy === undefined) return new MapError(file.name, what, failure, options)
  const held = `${pool.regions} regions with ${formatByteSize(pool.mappedBytes)} are mapped and in use`
  return new MapLimitError(file.name, `${what}: ${remedy}; ${held}`, failure, options)
}
