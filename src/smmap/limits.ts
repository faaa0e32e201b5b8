/** What a manager may hold at a time, and the words for it when that is not enough. */
import { formatByteSize } from '../base/byte-size.js'
import { processLimit } from '../base/process-limits.js'

export interface Limits {
  /** Bytes mapped, in whole pages. */
  readonly memoryBytesMax: number
  /** Regions mapped. */
  readonly handlesMax: number
  /** True: the memory limit is never exceeded, and a map that would is refused. */
  readonly strict: boolean
}

const GIB = 1024 ** 3

/** smmap's: 8 GiB where addresses have 64 bits, 1 GiB elsewhere. */
export const MEMORY_BYTES_MAX_DEFAULT = is64Bit() ? 8 * GIB : GIB

/** Linux allows a process 65,530 maps (vm.max_map_count), and Node itself dies when it gets none. */
export const HANDLES_MAX_DEFAULT = 32_768

/** Descriptors kept open where the system does not tell what a process may have. */
const DESCRIPTORS_MAX_DEFAULT = 64
/** More are of no use: reopening then hardly ever happens. */
const DESCRIPTORS_MAX = 1024
/** The part of what the process may have that is ours to keep. */
const SHARE_OF_DESCRIPTORS = 1 / 4

/** Most descriptors that a manager keeps open: a quarter of `ulimit -n`, so that the rest of the program lives. */
export function descriptorsMax(): number {
  const ofProcess = processLimit('Max open files')
  if (ofProcess === undefined) return DESCRIPTORS_MAX_DEFAULT
  return Math.max(1, Math.floor(Math.min(DESCRIPTORS_MAX, ofProcess * SHARE_OF_DESCRIPTORS)))
}

export function is64Bit(): boolean {
  return process.arch.endsWith('64') || process.arch === 's390x'
}

/** Reasons of the system that giving back maps and descriptors may remove, with what else would help. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOMEM: 'the process has too many maps (sysctl vm.max_map_count) or too little address space (ulimit -v)',
  EMFILE: 'the process has too many files open (ulimit -n)',
  ENFILE: 'the system has too many files open (sysctl fs.file-max)',
  EAGAIN: 'too much memory is locked (ulimit -l)',
}

/** Why one more region is refused by a limit on their number that several managers share. */
export function describeRegionLimit(max: number): string {
  return (
    `no region is left: all ${max} allowed are in use by managers that share the budget, and none was given back in ` +
    `time; give back cursors, or raise the budget's maxOpenHandles`
  )
}

/** Why one more map is refused by a limit on memory that several managers share. */
export function describeBudgetLimit(cost: number, mapped: number, max: number): string {
  return (
    `no room to map ${formatByteSize(cost)}: ${formatByteSize(mapped)} of ${formatByteSize(max)} are mapped by all ` +
    `managers that share the budget, and none gave back enough in time; give back cursors, or raise its maxMemorySize`
  )
}

/** What would help against the shortage that `errno` names; undefined: it names none. */
export function remedyFor(errno: string | undefined): string | undefined {
  return errno === undefined ? undefined : REMEDIES[errno]
}

/** Why one more map is refused. */
export function describeHandleLimit(max: number): string {
  return `all ${max} regions allowed are in use; give back cursors, or raise maxOpenHandles`
}

/** Why a map of `cost` bytes is refused. */
export function describeMemoryLimit(cost: number, mapped: number, pinned: number, max: number): string {
  return (
    `no room to map ${formatByteSize(cost)}: ${formatByteSize(mapped)} of ${formatByteSize(max)} are mapped, ` +
    `${formatByteSize(pinned)} of them in use; give back cursors, or raise maxMemorySize`
  )
}

/** @throws {RangeError} `value` is neither a whole number from `min` on nor `Infinity`; says which option it is. */
export function checkCount(name: string, value: number, min: number): void {
  if ((Number.isSafeInteger(value) || value === Infinity) && value >= min) return
  throw new RangeError(`${name} must be a whole number from ${min} on, not ${String(value)}`)
}
