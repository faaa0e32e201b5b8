/** Errors of formats, which callers give: they are told in git's words. */
import { PackmapError } from '../../base/errors.js'

/** A format, or the name of one, makes no sense. */
export class FormatError extends PackmapError {
  override readonly name = 'FormatError'
  readonly code = 'BAD_FORMAT'
}
