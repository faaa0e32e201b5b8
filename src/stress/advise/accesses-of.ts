/** The accesses of a trace, or of several that were made side by side. */
import type { Operation } from '../operation.js'
import type { Trace } from '../trace/trace.js'
import { AccessLog } from './access-log.js'

/** What a use of unknown size counts for. */
const UNKNOWN_BYTES = 1
/** What is asked for beyond this is rather a hint than a read: no cursor shows it at once. */
const USE_BYTES_MAX = 16 * 1024 * 1024

interface Use {
  readonly file: number
  readonly offset: number
  readonly size: number
}

/**
 * Of several traces, such as those of the threads of a program, each goes forward at the pace that brings all to their
 * ends together: a trace holds no times.
 */
export function accessesOf(...traces: readonly Trace[]): AccessLog {
  return accessesAndSizes(traces).log
}

/** As {@link accessesOf}, with the sizes of the files by their numbers in the log. */
export function accessesAndSizes(traces: readonly Trace[]): { log: AccessLog; fileSizes: number[] } {
  const fileSizes: number[] = []
  const log = new AccessLog()
  const numbers = new Map<string, number>()
  const rows = traces.map(({ files, operations }) => ({
    files: files.map(({ name, size }) => {
      const number = numberOf(name, size, numbers)
      fileSizes[number] = size
      return { number, size }
    }),
    uses: usesOf(operations),
    next: 0,
  }))
  for (;;) {
    const behind = leastDone(rows)
    if (behind === undefined) return { log, fileSizes }
    const { file, offset, size } = behind.uses[behind.next++]!
    const { number, size: fileSize } = behind.files[file]!
    const rest = fileSize - offset
    if (rest > 0) log.add(number, offset, Math.min(rest, USE_BYTES_MAX, Math.max(size, UNKNOWN_BYTES)))
  }
}

/** Whatever asks for bytes, in whichever way. */
function usesOf(operations: readonly Operation[]): Use[] {
  const fileOf = new Map<number, number>()
  const uses: Use[] = []
  for (const operation of operations) {
    if (operation.kind === 'assign') fileOf.set(operation.slot, fileOf.get(operation.from) ?? -1)
    if (operation.kind === 'use' || operation.kind === 'read') {
      const { slot, file, offset, size } = operation
      fileOf.set(slot, file)
      uses.push({ file, offset, size: operation.kind === 'use' ? Math.max(size, operation.minSize) : size })
    }
    const file = operation.kind === 'resume' ? (fileOf.get(operation.slot) ?? -1) : -1
    if (operation.kind === 'resume' && file >= 0) uses.push({ file, offset: operation.offset, size: 0 })
  }
  return uses
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
