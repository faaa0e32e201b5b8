/**
 * Notices when windows go before they have been of use, and says which misses are better served by reading.
 *
 * Mapping a window and touching it takes 10 to 80 µs, reading 4 KiB takes 2 µs. So when regions are evicted after
 * a few uses each, small ranges are read, and a window is mapped only when it has been missed again and again
 * since the region that would have to go was used last. Sequential access and a small working set pass that at
 * once, random access over a large file never does.
 */
import type { MapRegion } from './map-region.js'
import type { MappedFile } from './mapped-file.js'

/** Mean uses of a region below which mapping it has not paid: a window of 1 MiB costs as much as some 30 reads. */
const USES_THAT_PAY = 24
/** A region counts with no more than this, so that one popular window cannot hide a storm. */
const USES_COUNTED_MAX = 64
/** Weight of the newest eviction in the mean: it turns after about 16. */
const MEAN_WEIGHT = 1 / 8
/** Misses of one window after which it is worth its map. */
const MISSES_THAT_PAY = 16
/** Windows told apart; those that fall on one another share a count, and are then mapped a little early. */
const SLOTS = 1024

export class ThrashGuard {
  private meanUses = USES_COUNTED_MAX
  /** By window: misses counted, and the number of the miss with which counting began. */
  private counts: Uint8Array | undefined
  private beginnings: Float64Array | undefined

  /** Whether regions lately went before they paid. */
  get thrashing(): boolean {
    return this.meanUses < USES_THAT_PAY
  }

  /** Learns from a region that had to make room. */
  evicted(region: MapRegion): void {
    this.meanUses += (Math.min(region.uses, USES_COUNTED_MAX) - this.meanUses) * MEAN_WEIGHT
  }

  /**
   * Whether the window of `file` around `offset` has been missed often enough to be mapped in place of `victim`.
   *
   * @param misses Number of this miss, counted over the whole engine.
   */
  deservesMap(file: MappedFile, offset: number, misses: number, victim: MapRegion | undefined): boolean {
    this.counts ??= new Uint8Array(SLOTS)
    this.beginnings ??= new Float64Array(SLOTS)
    const slot = (file.id * 31 + Math.floor(offset / file.regionBytesMax)) % SLOTS
    if (this.counts[slot] === 0) this.beginnings[slot] = misses
    if (++this.counts[slot]! < MISSES_THAT_PAY) return false
    this.counts[slot] = 0
    return victim === undefined || victim.idleSinceMiss <= this.beginnings[slot]!
  }
}
