/** Objects that are there and cannot be read: what `cat-file` says about them, in git's words where git has some. */
import type { PackmapError } from '../../../base/errors.js'
import { CorruptObjectError } from '../../../object/errors.js'
import { UnknownObjectTypeError } from '../../../odb/errors.js'
import type { CommandContext } from '../../context.js'
import { FatalError } from '../../failure.js'

/** How much of a loose object git inflates to find the end of its header. */
const GIT_HEADER_MAX = 32

/** @param offset Bytes of the loose file that were inflated before the fault. */
function complainOfStream(oid: string, fault: string, offset: number, context: CommandContext): void {
  const needsDictionary = fault.endsWith('dictionary')
  context.complain(
    `error: inflate: ${needsDictionary ? 'needs dictionary (no message)' : `data stream error (${fault})`}`,
  )
  context.complain(
    offset === 0 ? `error: unable to unpack ${oid} header` : `error: corrupt loose object '${oid}'`,
  )
}

/**
 * Says on standard error why the object cannot be read.
 *
 * @throws {FatalError} Its type is none: git goes no further there.
 */
export function complainOf(oid: string, error: PackmapError, context: CommandContext): void {
  const [, fault] = /: broken zlib stream: (.*) \(at byte \d+\)$/.exec(error.message) ?? []
  if (error instanceof CorruptObjectError && fault !== undefined) {
    complainOfStream(oid, fault, error.offset, context)
    return
  }
  if (!(error instanceof UnknownObjectTypeError)) {
    context.complain(`error: ${error.message}`)
    return
  }
  if (error.headerLength <= GIT_HEADER_MAX) throw new FatalError('invalid object type')
  context.complain(`error: header for ${oid} too long, exceeds ${GIT_HEADER_MAX} bytes`)
}
