/**
 * What one thread needs to read packed objects, shared by everything that reads them: the core with its memory, the
 * inflater for what is long, and the limits that apply. It answers what the core asks.
 */
import { formatByteSize } from '../../base/byte-size.js'
import { addressesLeft, fairShareOf } from '../../base/process-limits.js'
import { MapLimitError, remedyFor } from '../../smmap/index.js'
import { errorOf } from '../core/core-faults.js'
import {
  type Core,
  type CoreFunctions,
  type CoreHost,
  type CoreName,
  coreOver,
} from '../core/core-functions.js'
import * as layout from '../core/core-layout.js'
import { CoreMemory, SCRATCH_SIZE } from '../core/core-memory.js'
import { CoreRows } from '../core/core-rows.js'
import { WindowCopies } from '../core/window-copies.js'
import { createDeltaApplier, type DeltaApplier } from '../delta/delta-applier.js'
import type { FileWindow } from '../file-window.js'
import type { InflaterName } from '../inflate/inflater.js'
import { createInflater } from '../inflate/select.js'
import { StreamInflater } from '../inflate/stream-inflater.js'
import type { Pack } from '../pack.js'
import { inflateEntry, verifyCrc } from './entry-reader.js'
import { OutputSlabs } from './output-slabs.js'
import { ReadCounters } from './read-counters.js'

/**
 * What is checked of an object's content beyond what costs nothing; each level includes the ones before it. `crc`: each
 * entry used against the index's CRC-32. `oid`: the content against the oid.
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
  /** `auto`: WebAssembly, and where that has no memory the plain JavaScript that is generated of the same source. */
  readonly core: CoreName | 'auto'
  /** Whether files are to be mapped into its memory. Default: no. */
  readonly hasSpace?: boolean
  /** Bytes that an object, or a delta, may have to be made in its memory. Default: 16 MiB, where there is room. */
  readonly scratchSize?: number
  /** Where the work is counted. Default: counters of the core's own. */
  readonly counters?: ReadCounters
}

export class ReadCore implements CoreHost {
  readonly maxObjectSize: number
  readonly maxDeltaDepth: number
  readonly maxDeltaWork: number
  /** Whether what deltas make may be cached: where their number is limited, the limit holds whatever was read before. */
  readonly cachesResolved: boolean
  readonly verify: VerifyLevel
  /** For what is long, and for what lies elsewhere than in a pack. */
  readonly inflater: StreamInflater
  readonly memory: CoreMemory
  readonly functions: CoreFunctions
  readonly rows: CoreRows
  readonly deltas: DeltaApplier
  readonly counters: ReadCounters
  readonly slabs: OutputSlabs
  /** The oid that the core looks for: whoever writes it here need not have it copied. */
  readonly oid: Uint8Array
  /** By their rows, the files and the packs that the core knows. */
  readonly files = new Map<number, FileWindow>()
  readonly copies = new WindowCopies<FileWindow>()
  readonly packs = new Map<number, Pack>()
  readonly #core: Core
  readonly #key: string

  constructor(options: ReadCoreOptions) {
    this.maxObjectSize = options.maxObjectSize
    this.maxDeltaDepth = options.maxDeltaDepth ?? Infinity
    this.maxDeltaWork = options.maxDeltaWork ?? Infinity
    this.cachesResolved = this.maxDeltaDepth === Infinity
    this.verify = options.verify
    const isWasm = (options.core === 'auto' ? coreByDefault() : options.core) === 'wasm'
    const hasSpace = options.hasSpace === true && isWasm
    const { cacheSize, scratchSize = SCRATCH_SIZE } = options
    this.#key = `${cacheSize} ${scratchSize} ${hasSpace} ${isWasm}`
    const spare = spares.findIndex(({ key }) => key === this.#key)
    this.memory =
      spare >= 0
        ? spares.splice(spare, 1)[0]!.memory
        : createMemory(cacheSize, scratchSize, { hasSpace, isWasm })
    this.#core = coreOver(this.memory)
    this.#core.host = this
    this.functions = this.#core.functions
    this.rows = new CoreRows(this.memory)
    this.counters = options.counters ?? new ReadCounters()
    this.counters.addCore(this)
    this.slabs = new OutputSlabs(this.counters)
    this.oid = this.memory.bytes.subarray(layout.OID_AT, layout.OID_AT + 32)
    this.functions.limitDepth(this.maxDeltaDepth)
    const isShortOurs = options.inflater === 'auto' || options.inflater === 'wasm'
    this.functions.limitObjects(
      this.maxObjectSize,
      this.maxDeltaWork,
      isShortOurs ? layout.SHORT_SIZE_MAX : 0,
      this.verify === 'none' ? 0 : 1,
    )
    this.inflater = new StreamInflater(createInflater(options.inflater, this))
    this.deltas = createDeltaApplier(this)
  }

  /** Whether it runs in WebAssembly. */
  get name(): CoreName {
    return this.#core.name
  }

  /** A number that the last operation left; see `STATE_…` of core-layout.ts. */
  stateNumber(at: number): number {
    return this.rows.number(layout.STATE_AT + at)
  }

  stateWord(at: number): number {
    return this.rows.word(layout.STATE_AT + at)
  }

  /** Where a link of the chain lies that was followed last. */
  linkAt(link: number): number {
    return this.memory.linksAt + link * layout.LINK_SIZE_OF_ROW
  }

  need(file: number, offset: number, wanted: number): number {
    return this.files.get(file)!.bring(offset, wanted)
  }

  inflateLong(row: number, entry: number, stream: number, to: number, size: number): number {
    return inflateEntry(this, this.#pack(row), entry, stream, this.memory.bytes, to, size)
  }

  verifyEntry(row: number, entry: number, end: number): void {
    verifyCrc(this.#pack(row), entry, end)
  }

  fail(fault: number, row: number, at: number, found: number, expected: number): never {
    throw errorOf(fault, this.#pack(row), at, found, expected)
  }

  #pack(row: number): Pack {
    return this.packs.get(row)!
  }

  /** Hands the memory on to the next core; this one must not be used any more. */
  release(): void {
    this.counters.dropCore(this)
    this.#core.host = undefined
    this.functions.clearCache()
    this.memory.bytes.fill(0, layout.STATE_AT, layout.OID_AT)
    if (spares.length < SPARES_MAX) spares.push({ key: this.#key, memory: this.memory })
  }
}

/** `PACKMAP_CORE` chooses for whoever leaves it open: to try everything without WebAssembly. */
function coreByDefault(): CoreName {
  return process.env['PACKMAP_CORE'] === 'script' ? 'script' : 'wasm'
}

/** The least that anything can be read with: larger objects are then put together step by step. */
const SCRATCH_SIZE_MIN = 1024 * 1024
/** The least to begin with where addresses are limited. */
const ADDRESSES_MIN = 64 * 1024 * 1024

/**
 * A memory as wanted, or a smaller one where there is no room for it: under `ulimit -v`, or late in a long process.
 *
 * @throws {MapLimitError} There is no room for the smallest.
 */
function createMemory(
  cacheSize: number,
  scratchSize: number,
  options: { hasSpace: boolean; isWasm: boolean },
): CoreMemory {
  const left = addressesLeft()
  // With less V8 soon ends the process, so an error now is better.
  const room = left < ADDRESSES_MIN ? 0 : fairShareOf(left)
  const scratchMin = Math.min(scratchSize, SCRATCH_SIZE_MIN)
  for (const [size, scratch] of [
    [cacheSize, scratchSize],
    [cacheSize / 8, scratchSize],
    [cacheSize / 8, scratchMin],
    [0, scratchMin],
  ] as const) {
    if (size + 3 * scratch > room) continue
    try {
      return new CoreMemory(size, scratch, options)
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
 * The memories of cores that are done. V8 reserves 10 GiB of addresses for each and frees them only when it collects
 * garbage, to which it sees no reason: whoever opens and closes thousands of repositories would run out.
 */
interface Spare {
  /** The options that it was made for. */
  readonly key: string
  readonly memory: CoreMemory
}

const SPARES_MAX = 4
const spares: Spare[] = []
