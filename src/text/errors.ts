/** What comparing texts may end in. */
import { PackmapError } from '../base/errors.js'

/** Comparing two contents would take more steps than the caller allows. */
export class DiffTooCostlyError extends PackmapError {
  override readonly name = 'DiffTooCostlyError'
  readonly code = 'DIFF_TOO_COSTLY'

  /** @param workMax Steps that were allowed. */
  constructor(readonly workMax: number) {
    super(`comparing two contents takes more than ${workMax} steps`)
  }
}

/** Two contents and what is known of their lines do not fit into the 4 GiB that WebAssembly can address. */
export class DiffTooLargeError extends PackmapError {
  override readonly name = 'DiffTooLargeError'
  readonly code = 'DIFF_TOO_LARGE'

  /** @param size Bytes that both contents have. */
  constructor(readonly size: number) {
    super(`two contents of ${size} bytes are too large to compare line by line`)
  }
}
