/**
 * All regions of a manager together: what they cost, which may go, and in what order.
 *
 * Room is made before the system is asked for a map, and what is unmapped is counted off after, so neither the
 * manager's limit nor the budget shared with others is ever below what is mapped.
 */
import { alignUp } from './alignment.js'
import type { Mapping } from './backend/map-backend.js'
import { MapLimitError } from './errors.js'
import { describeHandleLimit, describeMemoryLimit, type Limits } from './limits.js'
import { LruList } from './lru-list.js'
import type { BudgetMember, MapBudget, RegionCost } from './map-budget.js'
import { publishMap, publishUnmap } from './map-events.js'
import { MapRegion } from './map-region.js'
import type { MappedFile } from './mapped-file.js'
import { SystemShare } from './system-share.js'
import { ThrashGuard } from './thrash-guard.js'

/** How long a manager waits for other threads to give something back: they look at their next miss. */
const WAIT_FOR_OTHERS_MS = 200

export class RegionPool implements BudgetMember {
  /** Bytes mapped, in whole pages. */
  mappedBytes = 0
  mappedBytesPeak = 0
  /** Regions mapped. */
  regions = 0
  /** Bytes of private copies that cursors hold. */
  copiedBytes = 0
  /** Counts turns of the idle timer. */
  clock = 0
  /** Uses that found no region. */
  misses = 0
  /** Those of them that ended in an error. */
  missesInVain = 0
  evictions = 0
  unmaps = 0
  /** Uses of regions that are gone; those of the others are counted in the regions. */
  usesBefore = 0
  readonly thrash = new ThrashGuard()
  /**
   * Asks whoever keeps claims from one operation to the next to give them back, before anything goes or is refused.
   *
   * @param isShortage Whether that is for want of room, so that keeping claims does not pay.
   */
  recall: (isShortage: boolean) => void = () => undefined
  /** Private copies that cursors claim. */
  readonly copies = new LruList<MapRegion>()
  /** Regions that no cursor claims, in the order in which their last claims ended. */
  private readonly idle = new LruList<MapRegion>()
  private idleBytes = 0

  constructor(
    private readonly limits: Limits,
    private readonly budget: MapBudget,
    private readonly onUnmapped: (region: MapRegion) => void,
  ) {}

  /** Uses so far: of the regions that are gone, of private copies, and of the regions of `files`. */
  usesOf(files: Iterable<MappedFile>): number {
    let uses = this.usesBefore
    for (let copy = this.copies.oldest; copy !== undefined; copy = copy.newer) uses += copy.uses
    for (const file of files) for (const region of file.regions) uses += region.uses
    return uses
  }

  get pinnedBytes(): number {
    return this.mappedBytes - this.idleBytes
  }

  get pinnedRegions(): number {
    return this.regions - this.idle.length
  }

  /** Whom the next eviction takes. */
  get nextToGo(): MapRegion | undefined {
    return this.idle.oldest
  }

  /** Bytes that could be mapped if everything unused were released first. */
  get roomBytes(): number {
    return Math.min(this.limits.memoryBytesMax, this.sharedBytesMax) - this.pinnedBytes - this.copiedBytes
  }

  /** Bytes that all who share the budget have mapped, or are about to. */
  get sharedBytes(): number {
    return this.budget.mappedBytes
  }

  get sharedBytesMax(): number {
    return this.budget.mappedBytesMax
  }

  /** Most bytes of a window that leave all hard limits kept, if everything unused were released first. */
  get windowRoomBytes(): number {
    const ofSystem = SystemShare.ofProcess().bytesLeft + this.idleBytes
    return this.limits.strict ? Math.min(this.roomBytes, ofSystem) : ofSystem
  }

  /** What a map of `length` bytes counts. */
  costOf({ backend }: MappedFile, length: number): RegionCost {
    return { bytes: alignUp(length, backend.granularity), maps: backend.mapsPerRegion ?? 1 }
  }

  /** Whether another region fits as things are, with nothing released, and `spare` bytes beside it. */
  fits(cost: RegionCost, spare = 0): boolean {
    return this.fitsOwn(cost.bytes + spare, 1) && this.budget.fits(cost)
  }

  /**
   * Releases unused regions, the least recently used first, until another fits, and enters it into the shared budget.
   * {@link RegionPool.add} or {@link RegionPool.cancel} must follow.
   *
   * @param spare Bytes of the manager's limit that must stay free beside it.
   * @throws {MapLimitError} It does not fit, and the limit that forbids it is hard.
   */
  reserve(file: MappedFile, cost: RegionCost, spare: number): void {
    this.makeRoom(file, cost.bytes + spare, 1)
    const { budget } = this
    const { strict } = this.limits
    if (budget.tryReserve(cost, true)) return
    this.recall(true)
    while (this.idle.oldest !== undefined && !budget.fits(cost)) this.evict(this.idle.oldest)
    budget.askOthers(this, cost)
    if (budget.tryReserve(cost, true) || (!strict && budget.tryReserve(cost, false))) return
    if (budget.waitToReserve(cost, strict, WAIT_FOR_OTHERS_MS)) return
    throw new MapLimitError(file.name, budget.describeShortage(cost, strict), { length: cost.bytes })
  }

  /** Takes back a reservation whose map failed. */
  cancel(cost: RegionCost): void {
    this.budget.release(cost)
  }

  /** Enters a new region, unclaimed, for which room was reserved. */
  add(file: MappedFile, mapping: Mapping, begin: number, { bytes, maps }: RegionCost): MapRegion {
    const region = new MapRegion(file, mapping, begin, bytes, true, maps)
    if (this.regions++ === 0) this.budget.join(this)
    this.mappedBytes += bytes
    this.mappedBytesPeak = Math.max(this.mappedBytesPeak, this.mappedBytes)
    file.regions.add(region)
    this.rest(region)
    publishMap(region)
    return region
  }

  /**
   * As {@link RegionPool.reserve} for a private copy. That needs no map, and the shared budget does not count it.
   *
   * @throws {MapLimitError} The limit on memory is strict and leaves no room.
   */
  makeRoomForCopy(file: MappedFile, length: number): void {
    this.makeRoom(file, length, 0)
  }

  /** Enters a private copy, unclaimed: it goes when the last claim on it ends. */
  addCopy(file: MappedFile, mapping: Mapping, begin: number): MapRegion {
    const { length } = mapping.bytes
    const copy = new MapRegion(file, mapping, begin, length, false)
    this.copies.add(copy)
    this.copiedBytes += length
    return copy
  }

  /** Takes a private copy from the cursors that claim it. Their views stay good: no file lies behind them. */
  dropCopy(copy: MapRegion): void {
    copy.mapped = false
    copy.current = false
    this.copies.remove(copy)
    this.copiedBytes -= copy.cost
    this.usesBefore += copy.uses
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
    else this.dropCopy(region)
  }

  /** Unmaps unused regions: all, or those unused since the clock stood before `since`. Returns how many. */
  collect(since = Infinity): number {
    const before = this.unmaps
    this.recall(false)
    while (this.idle.oldest !== undefined && this.idle.oldest.idleSince < since) this.unmap(this.idle.oldest)
    return this.unmaps - before
  }

  /** As {@link RegionPool.collect}, in all managers of this thread: the system has no more to give. */
  collectAllOfThread(): void {
    this.collect()
    this.budget.askAllOfThread()
  }

  /** Unmaps the region that was used least recently of those that no cursor claims. False: there is none. */
  evictNext(): boolean {
    if (this.idle.oldest === undefined) this.recall(true)
    if (this.idle.oldest === undefined) return false
    this.evict(this.idle.oldest)
    return true
  }

  giveBack(bytes: number): void {
    this.recall(true)
    const enough = this.mappedBytes - bytes
    while (this.idle.oldest !== undefined && this.mappedBytes > enough) this.evict(this.idle.oldest)
  }

  /** Helps other threads that wait for room: gives back half of what is held unused. */
  yieldToOthers(): void {
    if (!this.budget.pressed) return
    this.recall(true)
    this.giveBack(this.idleBytes / 2)
  }

  /**
   * Unmaps a shared region, claimed or not: views of it have length 0 from now on.
   *
   * @throws {Error} The backend's own, which a backend should not have; the region counts as gone all the same.
   */
  unmap(region: MapRegion): void {
    region.mapped = false
    region.current = false
    if (region.clients === 1) {
      this.idle.remove(region)
      this.idleBytes -= region.cost
    }
    region.file.regions.remove(region)
    try {
      region.mapping.unmap()
    } finally {
      this.mappedBytes -= region.cost
      this.budget.release({ bytes: region.cost, maps: region.maps })
      if (--this.regions === 0) this.budget.leave(this)
      this.unmaps++
      this.usesBefore += region.uses
      publishUnmap(region)
      this.onUnmapped(region)
    }
  }

  private makeRoom(file: MappedFile, cost: number, handles: number): void {
    const { memoryBytesMax, handlesMax, strict } = this.limits
    if (!this.fitsOwn(cost, handles)) this.recall(true)
    // Refused before anything is released: what will not fit must not cost the others their regions.
    if (this.pinnedRegions + handles > handlesMax) {
      throw new MapLimitError(file.name, describeHandleLimit(handlesMax))
    }
    if (strict && this.pinnedBytes + this.copiedBytes + cost > memoryBytesMax) {
      const detail = describeMemoryLimit(cost, this.mappedBytes, this.pinnedBytes, memoryBytesMax)
      throw new MapLimitError(file.name, detail, { length: cost })
    }
    while (this.idle.oldest !== undefined && !this.fitsOwn(cost, handles)) this.evict(this.idle.oldest)
  }

  private fitsOwn(cost: number, handles: number): boolean {
    const { memoryBytesMax, handlesMax } = this.limits
    const held = this.mappedBytes + this.copiedBytes
    return held + cost <= memoryBytesMax && this.regions + handles <= handlesMax
  }

  private evict(region: MapRegion): void {
    this.evictions++
    this.thrash.evicted(region)
    this.unmap(region)
  }

  private rest(region: MapRegion): void {
    region.idleSince = this.clock
    region.idleSinceMiss = this.misses
    this.idle.add(region)
    this.idleBytes += region.cost
  }
}
