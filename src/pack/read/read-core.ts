/**
 * What one thread needs to read packed objects, shared by everything that reads them: arena, cache, inflater, and
 * the limits that apply.
 */
import { formatByteSize } from '../../base/byte-size.js'
import { addressesLeft, fairShareOf } from '../../base/process-limits.js'
import { Arena, SCRATCH_SIZE } from '../cache/arena.js'
import { EntryCache } from '../cache/entry-cache.js'
import { TypeMemo } from '../cache/type-memo.js'
import { createDeltaApplier, type DeltaApplier, type DeltaApplierName } from '../delta/delta-applier.js'
import { createInflater } from '../inflate/select.js'
import type { InflaterName } from '../inflate/inflater.js'
import { StreamInflater } from '../inflate/stream-inflater.js'
import { MapLimitError, remedyFor } from '../../smmap/index.js'
import { DeltaChain } from './delta-chain.js'
import { OutputSlabs } from './output-slabs.js'
import { ReadCounters } from './read-counters.js'

/**
 * What is checked of an object's content beyond what costs nothing; each level includes the ones before it. `crc`: each
 * entry used against the index's CRC-32. `oid`: the content against the oid. Reading a header alone checks neither.
 */
export type VerifyLevel = 'none' | 'crc' | 'oid'

export interface ReadCoreOptions {
  /** Bytes for inflated entries that are kept, tables included. */
  readonly cacheSize: number
  /** Bytes that an object, or anything on the way to it, may have. */
  readonly maxObjectSize: number
  /** Deltas that an object may build on. Default: no limit. */
  readonly maxDeltaDepth?: number
  /** Bytes that may be written in putting one object together. Default: no limit. */
  readonly maxDeltaWork?: number
  readonly verify: VerifyLevel
  /** `auto`: the fastest that works here. */
  readonly inflater: InflaterName | 'auto'
  /** `auto`: the fastest that works here. */
  readonly deltas: DeltaApplierName | 'auto'
  /** Where the work is counted. Default: counters of the core's own. */
  readonly counters?: ReadCounters
}

export class ReadCore {
  readonly maxObjectSize: number
  readonly maxDeltaDepth: number
  readonly maxDeltaWork: number
  /** Whether what deltas make may be cached: where their number is limited, the limit holds whatever was read before. */
  readonly keepsMade: boolean
  readonly verify: VerifyLevel
  readonly inflater: StreamInflater
  readonly arena: Arena
  readonly cache: EntryCache
  readonly deltas: DeltaApplier
  readonly typeMemo = new TypeMemo()
  readonly chain: DeltaChain
  readonly counters: ReadCounters
  readonly slabs: OutputSlabs
  readonly #budget: number

  constructor(options: ReadCoreOptions) {
    this.counters = options.counters ?? new ReadCounters()
    this.slabs = new OutputSlabs(this.counters)
    this.maxObjectSize = options.maxObjectSize
    this.maxDeltaDepth = options.maxDeltaDepth ?? Infinity
    this.maxDeltaWork = options.maxDeltaWork ?? Infinity
    this.keepsMade = this.maxDeltaDepth === Infinity
    this.chain = new DeltaChain(this.maxDeltaDepth)
    this.verify = options.verify
    const spare = spares.findIndex(({ budget, cache }) => budget === options.cacheSize && cache.isEmpty)
    if (spare >= 0) {
      const [{ arena, cache }] = spares.splice(spare, 1) as [Spare]
      this.arena = arena
      this.cache = cache
    } else {
      this.arena = createArena(options.cacheSize)
      this.cache = new EntryCache(this.arena)
    }
    this.inflater = new StreamInflater(createInflater(options.inflater, this.arena))
    this.deltas = createDeltaApplier(this.arena, options.deltas)
    this.#budget = options.cacheSize
  }

  /** Hands the arena on to the next core; this one must not be used any more. */
  release(): void {
    this.cache.clear()
    if (spares.length < SPARES_MAX)
      spares.push({ budget: this.#budget, arena: this.arena, cache: this.cache })
  }
}

/** The least that anything can be read with: larger objects are then put together step by step. */
const SCRATCH_SIZE_MIN = 1024 * 1024
/** The least to begin with where addresses are limited. */
const ADDRESSES_MIN = 64 * 1024 * 1024

/**
 * An arena as wanted, or a smaller one where there is no room for it: under `ulimit -v`, or late in a long process.
 *
 * @throws {MapLimitError} There is no room for the smallest.
 */
function createArena(cacheSize: number): Arena {
  const left = addressesLeft()
  // With less V8 soon ends the process, so an error now is better.
  const room = left < ADDRESSES_MIN ? 0 : fairShareOf(left)
  for (const [size, scratchSize] of [
    [cacheSize, SCRATCH_SIZE],
    [cacheSize / 8, SCRATCH_SIZE],
    [cacheSize / 8, SCRATCH_SIZE_MIN],
    [0, SCRATCH_SIZE_MIN],
  ] as const) {
    if (size + 3 * scratchSize > room) continue
    try {
      return new Arena(size, scratchSize)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
  }
  const reason =
    left === Infinity
      ? remedyFor('ENOMEM')!
      : `${formatByteSize(left)} of address space are left beside what Node needs, and ${formatByteSize(ADDRESSES_MIN)} ` +
        'are the least to work with; raise its limit (ulimit -v)'
  const detail = `no room for its buffers: ${reason}`
  throw new MapLimitError('packmap', detail, { errno: 'ENOMEM', length: 3 * SCRATCH_SIZE_MIN })
}

/**
 * The arenas of cores that are done. V8 reserves 10 GiB of addresses for each and frees them only when it collects
 * garbage, to which it sees no reason: whoever opens and closes thousands of repositories would run out.
 */
interface Spare {
  readonly budget: number
  readonly arena: Arena
  readonly cache: EntryCache
}

const SPARES_MAX = 4
const spares: Spare[] = []
