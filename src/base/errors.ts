/** The root of every error that packmap throws for a reason outside its caller's code. */
export abstract class PackmapError extends Error {
  /** Lasting, for programs: unlike the message it never changes between versions. */
  abstract readonly code: string
}

/** A file is well-formed but of a version or kind that packmap does not read. */
export class UnsupportedFormatError extends PackmapError {
  override readonly name = 'UnsupportedFormatError'
  readonly code = 'UNSUPPORTED_FORMAT'

  /**
   * @param path The file that asks for the unknown format.
   * @param detail What is not known, without the file.
   */
  constructor(
    readonly path: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail}`, options)
  }
}
