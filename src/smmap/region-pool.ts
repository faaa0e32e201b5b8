/**
 * All regions of a manager together: what they cost, which may go, and in what order.
 *
 * The counters change only after the system has done its part, so they are true after every failure.
 */
import { alignUp } from './alignment.js'
import type { Mapping } from './backend/map-backend.js'
import { MapLimitError } from './errors.js'
import { describeHandleLimit, describeMemoryLimit, type Limits } from './limits.js'
import { LruList } from './lru-list.js'
import { MapRegion } from './map-region.js'
import type { MappedFile } from './mapped-file.js'

export class RegionPool {
  /** Bytes mapped, in whole pages. */
  mappedBytes = 0
  mappedBytesPeak = 0
  /** Regions mapped. */
  regions = 0
  /** Bytes and number of private copies that cursors hold. */
  copiedBytes = 0
  copies = 0
  /** What `idleSince` of a region is taken from: counts turns of the idle timer. */
  clock = 0
  evictions = 0
  unmaps = 0
  /** Uses of regions that are gone; those of the others are in the regions. */
  usesBefore = 0
  /** Regions that no cursor claims, in the order in which their last claims ended. */
  private readonly idle = new LruList<MapRegion>()
  private idleBytes = 0

  constructor(
    private readonly limits: Limits,
    private readonly onUnmapped: (region: MapRegion) => void,
  ) {}

  get pinnedBytes(): number {
    return this.mappedBytes - this.idleBytes
  }

  get pinnedRegions(): number {
    return this.regions - this.idle.length
  }

  /** Bytes that could be mapped now if everything unused were released first. */
  get roomBytes(): number {
    return this.limits.memoryBytesMax - this.pinnedBytes - this.copiedBytes
  }

  /** Whether `cost` bytes in `handles` more regions, 0 or 1, fit as things are, with nothing released. */
  fits(cost: number, handles: number): boolean {
    const { memoryBytesMax, handlesMax } = this.limits
    return (
      this.mappedBytes + this.copiedBytes + cost <= memoryBytesMax && this.regions + handles <= handlesMax
    )
  }

  /**
   * Releases unused regions, the least recently used first, until these `cost` bytes fit.
   *
   * @throws {MapLimitError} They do not, and the limit that forbids it is hard.
   */
  makeRoom(file: MappedFile, cost: number, handles: number): void {
    while (this.idle.oldest !== undefined && !this.fits(cost, handles)) {
      this.evictions++
      this.unmap(this.idle.oldest)
    }
    const { memoryBytesMax, handlesMax, strict } = this.limits
    if (this.regions + handles > handlesMax)
      throw new MapLimitError(file.name, describeHandleLimit(handlesMax))
    if (strict && !this.fits(cost, handles)) {
      const detail = describeMemoryLimit(cost, this.mappedBytes, this.pinnedBytes, memoryBytesMax)
      throw new MapLimitError(file.name, detail, { length: cost })
    }
  }

  /** What a map of `length` bytes counts. */
  costOf(file: MappedFile, length: number): number {
    return alignUp(length, file.backend.granularity)
  }

  /** Enters a new region, unclaimed. */
  add(file: MappedFile, mapping: Mapping, begin: number): MapRegion {
    const region = new MapRegion(file, mapping, begin, this.costOf(file, mapping.bytes.length), true)
    this.mappedBytes += region.cost
    this.mappedBytesPeak = Math.max(this.mappedBytesPeak, this.mappedBytes)
    this.regions++
    file.regions.add(region)
    this.rest(region)
    return region
  }

  /** Enters a private copy, unclaimed: it goes when the first claim on it ends. */
  addCopy(file: MappedFile, mapping: Mapping, begin: number): MapRegion {
    const { length } = mapping.bytes
    this.copiedBytes += length
    this.copies++
    return new MapRegion(file, mapping, begin, length, false)
  }

  // Hot: with every cursor that takes up a region again.
  claim(region: MapRegion): void {
    if (region.clients++ === 1 && region.shared) {
      this.idle.remove(region)
      this.idleBytes -= region.cost
    }
  }

  // Hot: with every cursor that gives its region back.
  release(region: MapRegion): void {
    if (--region.clients > 1 || !region.mapped) return
    if (region.shared) this.rest(region)
    else this.unmap(region)
  }

  /** Unmaps every unused region, or those unused since the clock stood before `since`; returns how many. */
  collect(since = Infinity): number {
    const before = this.unmaps
    while (this.idle.oldest !== undefined && this.idle.oldest.idleSince < since) this.unmap(this.idle.oldest)
    return this.unmaps - before
  }

  /** Unmaps a region, claimed or not: views of it have length 0 from now on. */
  unmap(region: MapRegion): void {
    region.mapped = false
    this.usesBefore += region.uses
    if (!region.shared) {
      this.copiedBytes -= region.cost
      this.copies--
      region.mapping.unmap()
      return
    }
    if (region.clients === 1) {
      this.idle.remove(region)
      this.idleBytes -= region.cost
    }
    region.file.regions.remove(region)
    region.mapping.unmap()
    this.unmaps++
    this.regions--
    this.mappedBytes -= region.cost
    this.onUnmapped(region)
  }

  private rest(region: MapRegion): void {
    region.idleSince = this.clock
    this.idle.add(region)
    this.idleBytes += region.cost
  }
}
