/** Errors of what is asked of a blame, in git's words. */
import { PackmapError } from '../../base/errors.js'

/** A range of lines makes no sense, or the content has no such lines. */
export class LineRangeError extends PackmapError {
  override readonly name = 'LineRangeError'
  readonly code = 'BAD_LINE_RANGE'

  /** @param isMalformed Whether the text is no range at all, which git answers with the command's usage. */
  constructor(
    readonly range: string,
    detail: string,
    readonly isMalformed = false,
  ) {
    super(detail)
  }
}
