/** What can be set on an object database, and what holds where nothing is. */
import { constants } from 'node:buffer'
import { totalmem } from 'node:os'
import { addressesLeft, fairShareOf } from '../base/process-limits.js'
import type { CollisionCheck, HashAlgorithm } from '../object/hash-algorithm.js'
import type { CoreName } from '../pack/core/core-functions.js'
import type { InflaterName } from '../pack/inflate/inflater.js'
import type { ReadCoreOptions, VerifyLevel } from '../pack/read/read-core.js'
import type { BackendName, ManagerOptions, MapBackend } from '../smmap/index.js'
import type { ReadBudgetLimits } from './read-budget.js'

const MEBIBYTE = 1024 * 1024
const DELTA_WORK_MAX = 64 * 1024 * MEBIBYTE

/** Whether the files of a repository are as good as one's own, or a stranger's. */
export type Trust = 'full' | 'none'

export interface ObjectDatabaseOptions {
  /** The hash function of the oids. Default: SHA-1. */
  readonly algorithm?: HashAlgorithm
  /** How files are mapped. Default `auto`: the fastest that works here. */
  readonly backend?: BackendName | MapBackend
  /** Bytes of a mapped window; 0 maps whole files. Default: 4 MiB for a file's first, and more each time. */
  readonly windowSize?: number
  /** Bytes mapped at most, indexes included. Default: 8 GiB. */
  readonly maxMemorySize?: number
  /** Files open at most. Default: what the process is allowed. */
  readonly maxOpenHandles?: number
  /** Whether `maxMemorySize` is a limit that is never passed, even for a moment, rather than a wish. */
  readonly strict?: boolean
  /** Bytes for inflated entries that are kept for the next read. Default: 96 MiB, as git's delta base cache. */
  readonly cacheSize?: number
  /**
   * Bytes that one object in memory may have. Default: a quarter of the machine's memory, and of the address space that
   * the process has left (`ulimit -v`), below 4 GiB.
   */
  readonly maxObjectSize?: number
  /** Deltas that one object may build on. Default: no limit, as git has none in reading. */
  readonly maxDeltaDepth?: number
  /** Bytes that may be written in putting one object together from deltas. Default: 64 GiB, about half a minute. */
  readonly maxDeltaWork?: number
  /** What may be read in all before the database refuses to go on. Default: no limit. */
  readonly budget?: ReadBudgetLimits
  /**
   * `none`: the files are a stranger's. Nothing outside of the folder is read, only regular files are, limits are low,
   * and every object is hashed; docs/untrusted.md has the table. Default: `full`.
   */
  readonly trust?: Trust
  /** With `trust: 'none'`, the folder that alternates and links must not leave. Default: the objects directory. */
  readonly trustRoot?: string
  /**
   * Whether the objects directories that `info/alternates` names are followed; a function is asked for each, by its
   * real path. Default: true.
   */
  readonly alternates?: boolean | ((path: string) => boolean)
  /** Further objects directories to look in: what `GIT_ALTERNATE_OBJECT_DIRECTORIES` names. Default: none. */
  readonly alternateDirectories?: readonly string[]
  /** Whether multi-pack-indexes are used: `core.multiPackIndex`. Default: true. */
  readonly multiPackIndex?: boolean
  /** Told of damage that was worked around: a broken copy of an object, an index that is no use. Default: nobody. */
  readonly onWarning?: (message: string) => void
  /** What is checked beyond what costs nothing: see {@link VerifyLevel}. Default: `none`. */
  readonly verify?: VerifyLevel
  /**
   * Whether what `verify: 'oid'` and {@link ObjectDatabase.verify} hash is looked at for the known attacks on SHA-1, as git does
   * it; what was made by one is refused. Default: `detect`.
   */
  readonly collisions?: CollisionCheck
  /**
   * The inflater. Default `auto`: the core for short streams, for others Node's own zlib, and pako where that is not
   * usable.
   */
  readonly inflater?: InflaterName | 'auto'
  /**
   * What finds, inflates and puts together packed objects. Default `auto`: WebAssembly, and where that has no memory
   * plain JavaScript that is generated of the same source, at a fifth of the speed.
   */
  readonly core?: CoreName | 'auto'
}

/** Node 20 has no longer arrays, and zlib takes sizes of 32 bits. */
const OBJECT_SIZE_MAX = Math.min(2 ** 32 - 2, constants.MAX_LENGTH - 1)

const VERIFY_LEVELS: readonly string[] = ['none', 'crc', 'oid'] satisfies VerifyLevel[]

/**
 * Every setting of the reading core, with its default where the caller named none.
 *
 * @throws {RangeError} A size is no whole number from 0 on.
 * @throws {TypeError} `verify` is no level.
 */
export function readCoreOptions(options: ObjectDatabaseOptions): ReadCoreOptions {
  const { cacheSize = 96 * MEBIBYTE, maxObjectSize = objectSizeMaxDefault(), verify = 'none' } = options
  const { maxDeltaDepth = Infinity, maxDeltaWork = DELTA_WORK_MAX } = options
  if (!VERIFY_LEVELS.includes(verify)) throw new TypeError(`verify must be none, crc or oid, not '${verify}'`)
  return {
    cacheSize: checkedSize('cacheSize', cacheSize),
    maxObjectSize: Math.min(checkedSize('maxObjectSize', maxObjectSize), OBJECT_SIZE_MAX),
    maxDeltaDepth: checkedSize('maxDeltaDepth', maxDeltaDepth, 'deltas'),
    maxDeltaWork: checkedSize('maxDeltaWork', maxDeltaWork),
    verify,
    inflater: options.inflater ?? 'auto',
    core: options.core ?? 'auto',
  }
}

function objectSizeMaxDefault(): number {
  return Math.floor(Math.min(totalmem() / 4, fairShareOf(addressesLeft())))
}

function checkedSize(name: string, size: number, unit = 'bytes'): number {
  if (size === Infinity || (Number.isSafeInteger(size) && size >= 0)) return size
  throw new RangeError(`${name} must be a whole number of ${unit}, not ${size}`)
}

/** Reading one object of a large repository should not map all of it; see `firstWindowSize` for what that costs. */
const FIRST_WINDOW_SIZE = 4 * 1024 * 1024

/**
 * Windows of 64 KiB that are read before what maps files is loaded: opening an index and a pack and finding and reading
 * one object takes about 8, of a chain or a path 20.
 */
const FIRST_READS = 32

/** The settings of the mapping engine. */
export function mapManagerOptions(options: ObjectDatabaseOptions): ManagerOptions {
  const { backend, windowSize, maxMemorySize, maxOpenHandles, strict } = options
  return {
    ...(backend === undefined ? {} : { backend }),
    ...(windowSize === undefined ? { firstWindowSize: FIRST_WINDOW_SIZE } : { windowSize }),
    ...(windowSize === undefined && maxMemorySize === undefined ? { firstReads: FIRST_READS } : {}),
    ...(maxMemorySize === undefined ? {} : { maxMemorySize }),
    ...(maxOpenHandles === undefined ? {} : { maxOpenHandles }),
    ...(strict === undefined ? {} : { strict }),
  }
}
