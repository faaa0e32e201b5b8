/** What a manager can be told, and what it does when it is not told. */
import type { AddressSpace } from './backend/address-space.js'
import type { AccessAdvice } from './backend/map-backend.js'
import type { BackendChoice } from './backend/select-backend.js'
import { checkCount, HANDLES_MAX_DEFAULT, type Limits, MEMORY_BYTES_MAX_DEFAULT } from './limits.js'
import type { MapBudget } from './map-budget.js'
import { SystemShare } from './system-share.js'

export interface ManagerOptions {
  /**
   * Bytes of a window: -1 for the default (1 GiB where the backend maps, and at most an eighth of
   * `maxMemorySize`), 0 for the whole file.
   */
  readonly windowSize?: number
  /**
   * Bytes of a file's first three windows; further ones have `windowSize`, which is the default here, and one that can
   * have all of the file takes the place of the small ones. V8 takes what is mapped for memory in use, and answers a
   * sudden increase of more than 64 MiB with a garbage collection of some 10 ms: whoever reads little of large files
   * gains from beginning small.
   */
  readonly firstWindowSize?: number
  /**
   * With the backend `auto`, how many windows are read, of 64 KiB, before a backend is loaded that maps: for processes
   * that read little, since loading takes as long as some hundred of these reads. Default: 0.
   */
  readonly firstReads?: number
  /**
   * Most bytes mapped at a time; 0 for the default (8 GiB on 64-bit systems), `Infinity` for no limit. In a process whose
   * address space is limited (`ulimit -v`), a quarter of what is left of it at most.
   */
  readonly maxMemorySize?: number
  /** Most regions mapped at a time, and most descriptors open; at least 1. This limit is always hard. */
  readonly maxOpenHandles?: number
  /**
   * True: `maxMemorySize` is never exceeded, not even for a moment; what would exceed it is a MapLimitError.
   * False: it is exceeded when cursors claim more than that at the same time, as in smmap.
   */
  readonly strict?: boolean
  /** How files become bytes: a name, `auto` for the best that works, or an object of one's own. */
  readonly backend?: BackendChoice
  /** How files will be read, passed on to the system with every map; `normal` by default. */
  readonly advice?: AccessAdvice
  /**
   * True: files are never written to in place, as git's packs, and only replaced: then what is read is not compared with
   * the file's time of change, which takes half a microsecond to one for every range that is read. Default: `false`.
   */
  readonly immutable?: boolean
  /** Milliseconds after which unused regions and descriptors are given back; 60,000 by default, or `Infinity`. */
  readonly idleTimeout?: number
  /** The limit shared with other engines, in addition to the manager's own; by default that of the process. */
  readonly budget?: MapBudget
  /** Warns of cursors that are dropped undisposed; by default when `NODE_ENV` is `development` or `test`. */
  readonly reportLeaks?: boolean
  /**
   * A file to which every access is recorded, for `packmap stress`; by default what `PACKMAP_TRACE` names, and none.
   * `%p` in the name stands for the number of the process.
   */
  readonly trace?: string
  /** @internal Where windows are put that can be put anywhere: views of them stay as they are when they are unmapped. */
  readonly space?: AddressSpace | undefined
}

const IDLE_TIMEOUT_DEFAULT = 60_000

/** @throws {RangeError} An option is outside its range; carries name and value. */
export function limitsFrom(options: ManagerOptions): Limits {
  const { maxMemorySize = 0, maxOpenHandles = HANDLES_MAX_DEFAULT, strict = false } = options
  checkCount('maxMemorySize', maxMemorySize, 0)
  checkCount('maxOpenHandles', maxOpenHandles, 1)
  // Where addresses are few (ulimit -v), less is mapped than was allowed rather than the process lost.
  const memoryBytesMax = Math.min(maxMemorySize || MEMORY_BYTES_MAX_DEFAULT, SystemShare.ofProcess().bytesMax)
  return { memoryBytesMax, handlesMax: maxOpenHandles, strict }
}

/** @throws {RangeError} As {@link limitsFrom}. */
export function windowSizeFrom(options: ManagerOptions, byDefault: number): number {
  const { windowSize = byDefault } = options
  checkCount('windowSize', windowSize, -1)
  return windowSize
}

/** @throws {RangeError} As {@link limitsFrom}. */
export function firstWindowSizeFrom(options: ManagerOptions): number {
  const { firstWindowSize = Infinity } = options
  checkCount('firstWindowSize', firstWindowSize, 1)
  return firstWindowSize
}

/** @throws {RangeError} As {@link limitsFrom}. */
export function firstReadsFrom(options: ManagerOptions): number {
  const { firstReads = 0 } = options
  checkCount('firstReads', firstReads, 0)
  return firstReads
}

/** @throws {RangeError} As {@link limitsFrom}. */
export function idleTimeoutFrom(options: ManagerOptions): number {
  const { idleTimeout = IDLE_TIMEOUT_DEFAULT } = options
  checkCount('idleTimeout', idleTimeout, 1)
  return idleTimeout
}
