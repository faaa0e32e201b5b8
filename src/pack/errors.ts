import { PackmapError } from '../base/errors.js'

/** The bytes of a packfile break gitformat-pack. */
export class CorruptPackError extends PackmapError {
  override readonly name = 'CorruptPackError'
  readonly code = 'CORRUPT_PACK'

  /**
   * @param path The `.pack` file.
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

/** The bytes of a pack index or reverse index break gitformat-pack. */
export class CorruptIndexError extends PackmapError {
  override readonly name = 'CorruptIndexError'
  readonly code = 'CORRUPT_INDEX'

  /**
   * @param path The `.idx`, `.rev` or `multi-pack-index` file.
   * @param offset Where the fault is: bytes from the start of the file.
   * @param detail What is wrong, without the place.
   */
  constructor(
    readonly path: string,
    readonly offset: number,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail} (at byte ${offset})`, options)
  }
}
