import { PackmapError } from '../../base/errors.js'

/** The bytes of git's index break gitformat-index. */
export class CorruptIndexFileError extends PackmapError {
  override readonly name = 'CorruptIndexFileError'
  readonly code = 'CORRUPT_INDEX_FILE'

  /**
   * @param path The index, or the shared index that it builds on.
   * @param offset Where the fault is, or where the entry that has it begins: bytes from the start of the file.
   */
  constructor(
    readonly path: string,
    readonly offset: number,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail} (at byte ${offset})`, options)
  }
}
