/** The accesses of a trace. */
import type { Trace } from '../trace/trace.js'
import { AccessLog } from './access-log.js'

/** What a use of unknown size counts for. */
const UNKNOWN_BYTES = 1

export function accessesOf({ operations, files }: Trace): AccessLog {
  const log = new AccessLog()
  for (const operation of operations) {
    if (operation.kind !== 'use') continue
    const { file, offset, size, minSize } = operation
    const rest = files[file]!.size - offset
    if (rest > 0) log.add(file, offset, Math.min(rest, Math.max(size, minSize, UNKNOWN_BYTES)))
  }
  return log
}
