/** The accesses of a trace, or of several that were made side by side. */
import type { Operation } from '../operation.js'
import type { Trace } from '../trace/trace.js'
import { AccessLog } from './access-log.js'

/** What a use of unknown size counts for. */
const UNKNOWN_BYTES = 1
/** What is asked for beyond this is rather a hint than a read: no cursor shows it at once. */
const USE_BYTES_MAX = 16 * 1024 * 1024

type Use = Extract<Operation, { kind: 'use' }>

/**
 * Of several traces, such as those of the threads of a program, each goes forward at the pace that brings all to their
 * ends together: a trace holds no times.
 */
export function accessesOf(...traces: readonly Trace[]): AccessLog {
  const log = new AccessLog()
  const numbers = new Map<string, number>()
  const rows = traces.map(({ files, operations }) => ({
    files: files.map(({ name, size }) => ({ number: numberOf(name, size, numbers), size })),
    uses: operations.filter((operation): operation is Use => operation.kind === 'use'),
    next: 0,
  }))
  for (;;) {
    const behind = leastDone(rows)
    if (behind === undefined) return log
    const { file, offset, size, minSize } = behind.uses[behind.next++]!
    const { number, size: fileSize } = behind.files[file]!
    const rest = fileSize - offset
    if (rest > 0)
      log.add(number, offset, Math.min(rest, USE_BYTES_MAX, Math.max(size, minSize, UNKNOWN_BYTES)))
  }
}

/** The same for all traces that name the same file. */
function numberOf(name: string, size: number, numbers: Map<string, number>): number {
  const key = `${size} ${name}`
  const number = numbers.get(key) ?? numbers.size
  numbers.set(key, number)
  return number
}

function leastDone<T extends { uses: readonly Use[]; next: number }>(rows: readonly T[]): T | undefined {
  let least: T | undefined
  for (const row of rows) {
    if (row.next === row.uses.length) continue
    if (least === undefined || row.next * least.uses.length < least.next * row.uses.length) least = row
  }
  return least
}
