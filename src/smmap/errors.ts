/** What can go wrong between a file and its maps. */
import { PackmapError } from '../base/errors.js'

/** Where a map failed: all in bytes, and the system's own name of the reason where it gave one. */
export interface MapFailure {
  /** Such as `ENOMEM`; absent when the engine refused by itself. */
  readonly errno?: string | undefined
  readonly offset?: number | undefined
  readonly length?: number | undefined
}

/** A file, or a range of it, cannot be mapped or read. The message says what would help. */
export class MapError extends PackmapError {
  override readonly name: string = 'MapError'
  readonly code: string = 'MAP_FAILED'
  /** The system's name of its reason, such as `ENOMEM`; undefined: the engine refused by itself. */
  readonly errno: string | undefined
  /** Where in the file, in bytes. */
  readonly offset: number | undefined
  /** How many bytes were to be mapped or read. */
  readonly length: number | undefined

  constructor(
    readonly path: string,
    detail: string,
    failure: MapFailure = {},
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail}`, options)
    this.errno = failure.errno
    this.offset = failure.offset
    this.length = failure.length
  }
}

/** A limit, the manager's own or the system's, leaves no room although everything unused has been released. */
export class MapLimitError extends MapError {
  override readonly name = 'MapLimitError'
  override readonly code = 'MAP_LIMIT'
}

/** The file is no longer the one that the cursor was made for: replaced, truncated or written to. */
export class FileChangedError extends MapError {
  override readonly name = 'FileChangedError'
  override readonly code = 'FILE_CHANGED'
}
