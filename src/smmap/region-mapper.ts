/**
 * From an offset to the region that includes it: an old one, a new window, or a private copy.
 *
 * Shared regions never overlap. A demand for contiguous bytes across the edge of one is met by copying the bytes
 * when they are few, and otherwise by unmapping what is in the way and mapping anew. Copies also serve small
 * ranges while windows go before they have paid, and while a backend has not yet given back what was unmapped.
 */
import { formatByteSize } from '../base/byte-size.js'
import { alignDown } from './alignment.js'
import { FIRST_READ_BYTES_MAX, firstReadsBackend } from './backend/first-reads-backend.js'
import type { AccessAdvice, MapBackend, Mapping } from './backend/map-backend.js'
import { readBackend, readFully, ShortReadError } from './backend/read-backend.js'
import { CopySlab } from './copy-slab.js'
import { DescriptorPool } from './descriptor-pool.js'
import { MapError } from './errors.js'
import { errnoOf } from './file-identity.js'
import { type Limits, remedyFor } from './limits.js'
import type { RegionCost } from './map-budget.js'
import { explainFailure } from './map-failure.js'
import type { MapRegion } from './map-region.js'
import { MapWindow } from './map-window.js'
import type { MappedFile } from './mapped-file.js'
import type { RegionPool } from './region-pool.js'
import { SystemShare } from './system-share.js'
import { nextWindowBytesMax, regionBytesMax, type WindowPolicy } from './window-policy.js'

/** Up to this many bytes are copied rather than mapped: about 10 µs, as much as mapping takes. */
const COPY_BYTES_MAX = 65_536

/** Part of the limit that a backend which unmaps late leaves to copies, for it may have to live on them. */
const SHARE_OF_COPIES = 1 / 8

export interface MapperOptions {
  readonly limits: Limits
  readonly policy: WindowPolicy
  readonly advice: AccessAdvice
  /** Whether a file that refuses to be mapped is read instead. */
  readonly mayFallBack: boolean
  /** Windows that are read before {@link MapperOptions.backend} is asked for. */
  readonly firstReads: number
  /** Whether files are taken never to be written to. */
  readonly immutable: boolean
  /** Whether the manager is closed. */
  readonly isOver: () => boolean
  /** What maps, where files begin with being read; loaded when it is first asked for. */
  readonly backend: () => MapBackend
  /** Called whenever a descriptor or a map may have been added to what is held. */
  readonly onHold: () => void
}

export class RegionMapper {
  maps = 0
  /** Ranges read into private copies. */
  reads = 0
  /** Attempts to map or read that failed. */
  failures = 0
  /** Windows that will be read before one is mapped. */
  firstReadsLeft: number
  private readonly slab = new CopySlab()

  constructor(
    private readonly pool: RegionPool,
    private readonly descriptors: DescriptorPool,
    private readonly options: MapperOptions,
  ) {
    this.firstReadsLeft = options.firstReads
  }

  /**
   * The region to claim for `offset`; undefined at or beyond the end of the file.
   *
   * @param size Bytes that will be looked at from `offset` on; 0: unknown.
   * @param minSize Bytes from `offset` on, or up to the end of the file, that the region must include.
   * @throws {MapError} The file has changed, or cannot be mapped; or a limit leaves no room.
   * @throws {TypeError} The manager is closed.
   */
  obtain(file: MappedFile, offset: number, size: number, minSize: number): MapRegion | undefined {
    this.refuseIfOver(file)
    if (offset >= file.size) return undefined
    const needEnd = Math.min(file.size, offset + Math.max(minSize, 1))
    const found = file.regions.find(offset)
    if (found !== undefined && needEnd <= found.end) return found
    this.countMiss()
    if (found !== undefined || (needEnd - offset > 1 && file.regions.hasBetween(offset, needEnd))) {
      if (needEnd - offset <= COPY_BYTES_MAX || !this.clear(file, offset, needEnd)) {
        return this.copy(file, offset, needEnd)
      }
    }
    const wanted = size === 0 ? Infinity : Math.max(size, minSize)
    if (this.isBetterRead(file, offset, wanted)) {
      return this.copy(file, offset, this.copyEnd(file, offset, wanted, needEnd))
    }
    return this.map(file, offset, size, needEnd)
  }

  /**
   * As {@link RegionMapper.obtain} for whoever has memory of his own for the bytes. Where no window is worth its map,
   * they are read into it, with nothing in between.
   *
   * @param offset Of the first byte; the file must have `length` from there.
   * @returns The region to claim; undefined: the first `length` bytes of `target` are filled.
   * @throws {MapError} As {@link RegionMapper.obtain}.
   */
  // Hot while windows thrash.
  obtainOrRead(file: MappedFile, offset: number, target: Uint8Array, length: number): MapRegion | undefined {
    this.refuseIfOver(file)
    const found = file.regions.find(offset)
    if (found !== undefined) return found
    this.countMiss()
    if (!this.isBetterRead(file, offset, length)) return this.map(file, offset, length, offset + 1)
    try {
      this.readOnce(file, offset, target, length)
    } catch (error) {
      const attempt = (): void => {
        this.readOnce(file, offset, target, length)
      }
      this.tryAgain(file, offset, length, error, attempt)
    }
    this.pool.usesBefore++
    return undefined
  }

  /**
   * Makes sure that the file is what it was when it was first seen.
   *
   * @throws {FileChangedError} It is not.
   */
  confirm(file: MappedFile): void {
    if (!this.options.immutable) this.descriptors.confirm(file)
  }

  /** What is known to have changed is not shown any more: what is mapped of it is of the new version. */
  private refuseIfOver(file: MappedFile): void {
    if (this.options.isOver()) throw new TypeError(`${file.name}: the manager is closed`)
    if (file.change === undefined) return
    this.failures++
    this.descriptors.confirm(file)
  }

  private countMiss(): void {
    this.pool.misses++
    this.pool.yieldToOthers()
    this.options.onHold()
  }

  /** Whether a window for the `wanted` bytes from `offset` on would push out one that is worth no less. */
  private isBetterRead(file: MappedFile, offset: number, wanted: number): boolean {
    const { pool } = this
    if (wanted > COPY_BYTES_MAX || !pool.thrash.thrashing) return false
    // A copy's room does not count as free: maps would take it, and copies evict them, turn and turn about.
    if (pool.fits(pool.costOf(file, file.regionBytesMax), COPY_BYTES_MAX)) return false
    return !pool.thrash.deservesMap(file, offset, pool.misses, pool.nextToGo)
  }

  /** Unmaps what overlaps the range, unless a cursor claims some of it. */
  private clear(file: MappedFile, begin: number, end: number): boolean {
    const inTheWay = file.regions.overlapping(begin, end)
    if (inTheWay.some((region) => region.clients > 1)) return false
    for (const region of inTheWay) this.pool.unmap(region)
    return true
  }

  private map(file: MappedFile, offset: number, size: number, needEnd: number): MapRegion {
    try {
      return this.mapOnce(file, offset, size, needEnd)
    } catch (error) {
      const attempt = (): MapRegion => this.mapOnce(file, offset, size, needEnd)
      return this.tryAgain(file, offset, needEnd - offset, error, attempt)
    }
  }

  private mapOnce(file: MappedFile, offset: number, size: number, needEnd: number): MapRegion {
    if (file.backend === firstReadsBackend) this.readOrMapFromNowOn(file, Math.max(size, needEnd - offset))
    const window = this.place(file, offset, needEnd)
    const cost = this.pool.costOf(file, window.size())
    this.pool.reserve(file, cost, this.spareBytes(file))
    if (!this.mustWait(file, cost)) return this.mapReserved(file, window, cost)
    this.pool.cancel(cost)
    return this.copyOnce(file, offset, this.copyEnd(file, offset, size, needEnd))
  }

  /** Counts a window of `size` bytes that is about to be read, or turns to what maps if there have been enough. */
  private readOrMapFromNowOn(file: MappedFile, size: number): void {
    if (size <= FIRST_READ_BYTES_MAX && this.firstReadsLeft > 0) {
      this.firstReadsLeft--
      return
    }
    this.firstReadsLeft = 0
    const { policy, limits, backend } = this.options
    const best = backend()
    // What somebody points into stays, and then windows must end where it begins: not everywhere a page does.
    if (!this.clear(file, 0, file.size) && best.granularity > file.backend.granularity) return
    file.serveBy(best, regionBytesMax(policy, best, file.size, limits.memoryBytesMax))
  }

  private mapReserved(file: MappedFile, window: MapWindow, cost: RegionCost): MapRegion {
    const { pool, descriptors } = this
    const { advice } = this.options
    const { backend } = file
    let mapping: Mapping
    try {
      while (backend.hasRoom?.(window.size()) === false && pool.evictNext());
      mapping = backend.map(descriptors.take(file), window.begin, window.size())
      if (cost.maps === 0) this.confirm(file) // it was read
    } catch (error) {
      pool.cancel(cost)
      throw error
    }
    this.maps++
    const region = pool.add(file, mapping, window.begin, cost)
    if (window.size() === file.size) descriptors.close(file)
    if (advice !== 'normal') region.tryAdvise(advice)
    return region
  }

  /** The window to map for the bytes from `offset` to `needEnd`, between which no region lies. */
  private place(file: MappedFile, offset: number, needEnd: number): MapWindow {
    const { granularity, mappingBytesMax } = file.backend
    const { policy } = this.options
    const least = needEnd - alignDown(offset, granularity)
    if (least > mappingBytesMax) {
      const detail = `${formatByteSize(least)} contiguous exceed what one view holds`
      throw new RangeError(`${file.name}: ${detail} (${formatByteSize(mappingBytesMax)})`)
    }
    const { pool } = this
    const { regions } = file
    let sizeMax = nextWindowBytesMax(policy, file.regionBytesMax, regions.length, pool.evictions > 0)
    // The whole-file manager promises whole files and would rather refuse; windows may be smaller.
    if (!policy.wholeFile) {
      const room = Math.max(0, pool.windowRoomBytes - this.spareBytes(file))
      if (room < sizeMax) sizeMax = alignDown(room, granularity)
    }
    sizeMax = Math.max(least, sizeMax)
    // Small windows give way to one that has all of the file: after it there is none to change to.
    if (sizeMax >= file.size && regions.length > 0 && pool.fits(pool.costOf(file, file.size))) {
      this.clear(file, 0, file.size)
    }
    const neighbours = regions.neighbours(offset, sizeMax + granularity, file.size)
    return MapWindow.around(offset, sizeMax, neighbours, granularity)
  }

  /** What maps leave free of a strict limit: copies may have to live on it until unmapping has taken effect. */
  private spareBytes(file: MappedFile): number {
    const { strict, memoryBytesMax } = this.options.limits
    if (!strict || file.backend.waiting === undefined) return 0
    return Math.min(memoryBytesMax, this.pool.sharedBytesMax) * SHARE_OF_COPIES
  }

  /** Whether so much still waits to be unmapped that another map would exceed a limit. */
  private mustWait(file: MappedFile, cost: RegionCost): boolean {
    const { waiting } = file.backend
    if (waiting === undefined || waiting.maps === 0) return false
    const { pool } = this
    const { memoryBytesMax, handlesMax } = this.options.limits
    const late = waiting.bytes + this.spareBytes(file)
    const system = SystemShare.ofProcess()
    return (
      !system.mapsFit(waiting.maps) ||
      waiting.bytes > system.bytesLeft ||
      pool.mappedBytes + cost.bytes + late > memoryBytesMax ||
      pool.sharedBytes + late > pool.sharedBytesMax || // to which the cost has been added
      pool.regions + waiting.maps >= handlesMax
    )
  }

  /** How far a copy reaches for `size` bytes that are wanted: a window at most, and what there is room for. */
  private copyEnd(file: MappedFile, offset: number, size: number, needEnd: number): number {
    const most = Math.min(size === 0 ? COPY_BYTES_MAX : size, file.regionBytesMax, this.pool.roomBytes)
    return Math.max(needEnd, Math.min(file.size, offset + most))
  }

  // Hot while windows thrash, so there is no closure on the way that succeeds.
  private copy(file: MappedFile, begin: number, end: number): MapRegion {
    try {
      return this.copyOnce(file, begin, end)
    } catch (error) {
      return this.tryAgain(file, begin, end - begin, error, () => this.copyOnce(file, begin, end))
    }
  }

  private copyOnce(file: MappedFile, begin: number, end: number): MapRegion {
    this.pool.makeRoomForCopy(file, end - begin)
    const bytes = this.slab.take(end - begin)
    this.readOnce(file, begin, bytes, bytes.length)
    return this.pool.addCopy(file, new PrivateCopy(bytes), begin)
  }

  private readOnce(file: MappedFile, offset: number, target: Uint8Array, length: number): void {
    const fd = this.descriptors.takeUnchecked(file)
    const { backend } = file
    if (backend.read === undefined) readFully(fd, target, offset, length)
    else backend.read(fd, target, offset, length)
    this.confirm(file) // afterwards: what is written to while it is read would be a mixture
    this.reads++
  }

  /**
   * Answers a failed attempt to map or read. Runs `attempt` again when the system was short of something, after
   * releasing everything unused; and when the file refuses to be mapped, reading it from then on.
   */
  private tryAgain<T>(
    file: MappedFile,
    offset: number,
    length: number,
    failure: unknown,
    attempt: () => T,
  ): T {
    this.failures++
    if (remedyFor(errnoOf(failure)) !== undefined) {
      DescriptorPool.closeAllOfThread()
      this.pool.collectAllOfThread()
    } else if (!this.fallBack(file, failure)) {
      this.pool.missesInVain++
      throw this.explain(file, offset, length, failure)
    }
    try {
      return attempt()
    } catch (error) {
      this.failures++
      this.pool.missesInVain++
      throw this.explain(file, offset, length, error)
    }
  }

  /** The error to throw: a file that ends too early was cut, or has never been as long as it says. */
  private explain(file: MappedFile, offset: number, length: number, error: unknown): unknown {
    if (error instanceof ShortReadError) {
      try {
        this.descriptors.confirm(file)
      } catch (change) {
        return change
      }
    }
    return explainFailure(file, offset, length, error, this.pool)
  }

  private fallBack(file: MappedFile, error: unknown): boolean {
    // What is no error of the map itself (the file has changed, a limit, a wrong call) would not be read either.
    if (!this.options.mayFallBack || file.backend === readBackend) return false
    if (error instanceof MapError || error instanceof RangeError || errnoOf(error) === 'ENOENT') return false
    const { policy, limits } = this.options
    file.serveBy(readBackend, regionBytesMax(policy, readBackend, file.size, limits.memoryBytesMax))
    return true
  }
}

/** Bytes of a cursor's own. Views of them stay good after it is given up, since no file lies behind them. */
class PrivateCopy implements Mapping {
  constructor(readonly bytes: Uint8Array) {}

  unmap(): void {
    // The collector frees it with the last view.
  }
}
