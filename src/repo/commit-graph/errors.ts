import { PackmapError } from '../../base/errors.js'

/** A commit-graph file breaks its format; history is then read from the commits themselves. */
export class CorruptGraphError extends PackmapError {
  override readonly name = 'CorruptGraphError'
  readonly code = 'CORRUPT_GRAPH'

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
