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

/** Putting an object together from its deltas would take more than the limits allow; the bytes may be right. */
export class DeltaLimitError extends PackmapError {
  override readonly name = 'DeltaLimitError'
  readonly code = 'DELTA_LIMIT'

  /**
   * @param path The `.pack` file.
   * @param offset Where the object's entry begins: bytes from the start of the file.
   * @param limit The option that is exceeded: `maxDeltaDepth` or `maxDeltaWork`.
   */
  constructor(
    readonly path: string,
    readonly offset: number,
    readonly limit: 'maxDeltaDepth' | 'maxDeltaWork',
    detail: string,
  ) {
    super(`${path}: ${detail} (at byte ${offset})`)
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
