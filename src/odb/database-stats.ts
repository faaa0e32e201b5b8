/** What an object database has open, mapped and done so far: for people, and for tests that count. */
import { STATE_HITS, STATE_MISSES } from '../pack/core/core-layout.js'
import type { ReadWork } from '../pack/read/read-counters.js'
import { regularFile } from './file-stat.js'
import type { ObjectSource } from './object-source.js'

/** A pack with an index that can be read. */
export interface PackStats {
  readonly path: string
  /** As the index has it. */
  readonly objectCount: number
  /** Bytes of the packfile, whatever is in it. */
  readonly packSize: number
  /** Bytes of its index. */
  readonly indexSize: number
}

/** The state of a database, for people and tests. */
export interface ObjectDatabaseStats {
  readonly packs: readonly PackStats[]
  readonly looseCount: number
  /** Bytes mapped now, of all files. */
  readonly mappedBytes: number
  /** Look-ups in the cache of inflated entries that found theirs, and that did not. */
  readonly cacheHits: number
  readonly cacheMisses: number
  /** Bytes mapped at most at any time. */
  readonly mappedBytesPeak: number
  /** Windows mapped so far. */
  readonly maps: number
  /** Small ranges read so far, where limits are so tight that mapping did not pay. */
  readonly reads: number
  /** What reading packed objects took so far. */
  readonly work: ReadWork
}

/** The packs now. Opens their indexes only: a packfile that a power cut left empty is counted like any other. */
export function packStatsOf(source: ObjectSource): PackStats[] {
  const { packs: store } = source
  try {
    return store.again(() =>
      store.readable().map(({ path, index }) => ({
        path,
        objectCount: index.objectCount,
        packSize: regularFile(path)?.size ?? 0,
        indexSize: index.size,
      })),
    )
  } finally {
    source.end()
  }
}

/** The state of a database now. Opens what is not open yet of its packs. */
export function statsOf(source: ObjectSource): ObjectDatabaseStats {
  let looseCount = 0
  for (let firstByte = 0; firstByte < 256; firstByte++) {
    for (const store of source.loose) looseCount += store.oidsOf(firstByte).length
  }
  const packs = packStatsOf(source)
  const { mappedBytesPeak, maps, reads } = source.manager.stats()
  return {
    packs,
    looseCount,
    mappedBytes: source.manager.mappedMemorySize(),
    cacheHits: source.core.stateNumber(STATE_HITS),
    cacheMisses: source.core.stateNumber(STATE_MISSES),
    mappedBytesPeak,
    maps,
    reads,
    work: source.core.counters.snapshot(),
  }
}
