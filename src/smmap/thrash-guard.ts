/**
 * Notices when windows go before they have been of use, and says which misses are better served by reading.
 *
 * Mapping a window and unmapping it takes 10 to 40 µs, and touching it a page fault for every 64 KiB of it, 1 to 2 µs;
 * reading 4 KiB takes 1.5 µs. So when regions are evicted after fewer uses than that, small ranges are read, and a
 * window is mapped only when it has been missed again and again since the region that would have to go was used last.
 * Sequential access and a small working set pass that at once, random access over a large file never does.
 */
import type { MapRegion } from './map-region.js'
import type { MappedFile } from './mapped-file.js'

/** Uses that pay for a map and its end: as many reads take as long. */
const USES_PER_MAP = 24
/** Linux maps so many bytes with a page fault, which takes as long as a read. */
const BYTES_PER_FAULT = 65_536
/** A region counts as no more than so many times paid for, so that one popular window cannot hide a storm. */
const WORTH_MAX = 2.5
/** Weight of the newest eviction in the mean: it turns after about 16. */
const MEAN_WEIGHT = 1 / 8
/** Misses of one window after which it is worth its map, beside one for every page fault in it. */
const MISSES_PER_MAP = 16
/** Windows told apart; those that fall on one another share a count, and are then mapped a little early. */
const SLOTS = 1024

export class ThrashGuard {
  /** Mean of how many times over the regions evicted lately had paid for their maps. */
  private meanWorth = WORTH_MAX
  /** By window: misses counted, and the number of the miss with which counting began. */
  private counts: Uint32Array | undefined
  private beginnings: Float64Array | undefined

  /** Whether regions lately went before they paid. */
  get thrashing(): boolean {
    return this.meanWorth < 1
  }

  /** Learns from a region that had to make room. */
  evicted(region: MapRegion): void {
    const worth = region.uses / (USES_PER_MAP + region.size() / BYTES_PER_FAULT)
    this.meanWorth += (Math.min(worth, WORTH_MAX) - this.meanWorth) * MEAN_WEIGHT
  }

  /**
   * Whether the window of `file` around `offset` has been missed often enough to be mapped in place of `victim`.
   *
   * @param misses Number of this miss, counted over the whole engine.
   */
  deservesMap(file: MappedFile, offset: number, misses: number, victim: MapRegion | undefined): boolean {
    this.counts ??= new Uint32Array(SLOTS)
    this.beginnings ??= new Float64Array(SLOTS)
    const slot = (file.id * 31 + Math.floor(offset / file.regionBytesMax)) % SLOTS
    if (this.counts[slot] === 0) this.beginnings[slot] = misses
    if (++this.counts[slot]! < MISSES_PER_MAP + file.regionBytesMax / BYTES_PER_FAULT) return false
    this.counts[slot] = 0
    return victim === undefined || victim.idleSinceMiss <= this.beginnings[slot]!
  }
}
