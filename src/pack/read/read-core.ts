/**
 * What one thread needs to read packed objects, shared by everything that reads them: arena, cache, inflater, and
 * the limits that apply.
 */
import { Arena } from '../cache/arena.js'
import { EntryCache } from '../cache/entry-cache.js'
import { TypeMemo } from '../cache/type-memo.js'
import { createDeltaApplier, type DeltaApplier, type DeltaApplierName } from '../delta/delta-applier.js'
import { createInflater } from '../inflate/select.js'
import type { InflaterName } from '../inflate/inflater.js'
import { StreamInflater } from '../inflate/stream-inflater.js'
import { DeltaChain } from './delta-chain.js'
import { OutputSlabs } from './output-slabs.js'

/** What is checked beyond what costs nothing; each level includes the ones before it. */
export type VerifyLevel = 'none' | 'crc' | 'oid'

export interface ReadCoreOptions {
  /** Bytes for inflated entries that are kept, tables included. */
  readonly cacheSize: number
  /** Bytes that an object, or anything on the way to it, may have. */
  readonly maxObjectSize: number
  readonly verify: VerifyLevel
  /** `auto`: the fastest that works here. */
  readonly inflater: InflaterName | 'auto'
  /** `auto`: the fastest that works here. */
  readonly deltas: DeltaApplierName | 'auto'
}

export class ReadCore {
  readonly maxObjectSize: number
  readonly verify: VerifyLevel
  readonly inflater: StreamInflater
  readonly arena: Arena
  readonly cache: EntryCache
  readonly deltas: DeltaApplier
  readonly typeMemo = new TypeMemo()
  readonly chain = new DeltaChain()
  readonly slabs = new OutputSlabs()

  constructor(options: ReadCoreOptions) {
    this.maxObjectSize = options.maxObjectSize
    this.verify = options.verify
    this.inflater = new StreamInflater(createInflater(options.inflater))
    this.arena = new Arena(options.cacheSize)
    this.cache = new EntryCache(this.arena)
    this.deltas = createDeltaApplier(this.arena, options.deltas)
  }
}
