import { PackmapError } from '../../base/errors.js'

/** An argument is no pathspec; the message is git's. */
export class PathspecError extends PackmapError {
  override readonly name = 'PathspecError'
  readonly code = 'PATHSPEC'
}
