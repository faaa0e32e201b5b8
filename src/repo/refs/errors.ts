import { PackmapError } from '../../base/errors.js'

/** A file that holds refs or their logs breaks its format. */
export class CorruptRefError extends PackmapError {
  override readonly name = 'CorruptRefError'
  readonly code = 'CORRUPT_REF'

  /** @param offset Where the fault is: bytes from the start of the file. */
  constructor(
    readonly path: string,
    readonly offset: number,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail} (at byte ${offset})`, options)
  }
}
