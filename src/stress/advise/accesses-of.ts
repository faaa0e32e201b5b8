/** The accesses of a trace. */
import type { Trace } from '../trace/trace.js'
import { AccessLog } from './access-log.js'

/** What a use of unknown size counts for. */
const UNKNOWN_BYTES = 1
/** What is asked for beyond this is rather a hint than a read: no cursor shows it at once. */
const USE_BYTES_MAX = 16 * 1024 * 1024

export function accessesOf({ operations, files }: Trace): AccessLog {
  const log = new AccessLog()
  for (const operation of operations) {
    if (operation.kind !== 'use') continue
    const { file, offset, size, minSize } = operation
    const rest = files[file]!.size - offset
    if (rest > 0) log.add(file, offset, Math.min(rest, USE_BYTES_MAX, Math.max(size, minSize, UNKNOWN_BYTES)))
  }
  return log
}
