/**
 * From an offset to the region that includes it: an old one, a new window, or a private copy.
 *
 * Shared regions never overlap. A demand for contiguous bytes across the edge of one is met by copying the bytes
 * when they are few, and otherwise by unmapping what is in the way and mapping anew.
 */
import { formatByteSize } from '../base/byte-size.js'
import { alignDown } from './alignment.js'
import { readBackend, readFully } from './backend/read-backend.js'
import type { Mapping } from './backend/map-backend.js'
import type { DescriptorPool } from './descriptor-pool.js'
import { MapError } from './errors.js'
import { errnoOf } from './file-identity.js'
import { type Limits, remedyFor } from './limits.js'
import { explainFailure } from './map-failure.js'
import type { MapRegion } from './map-region.js'
import { MapWindow } from './map-window.js'
import type { MappedFile } from './mapped-file.js'
import type { RegionPool } from './region-pool.js'
import { regionBytesMax, type WindowPolicy } from './window-policy.js'

/** Up to this many bytes across an edge are copied: about 10 µs, as much as mapping takes. */
const STRADDLE_COPY_MAX = 65_536

export class RegionMapper {
  misses = 0
  maps = 0
  /** Ranges served by reading into private copies. */
  reads = 0
  failures = 0

  constructor(
    private readonly pool: RegionPool,
    private readonly descriptors: DescriptorPool,
    private readonly limits: Limits,
    private readonly policy: WindowPolicy,
    /** Whether a file that refuses to be mapped is read instead. */
    private readonly mayFallBack: boolean,
  ) {}

  /**
   * The region to claim for `offset`; undefined at or beyond the end of the file.
   *
   * @param minSize Bytes from `offset` on, or up to the end of the file, that it must include.
   * @throws {MapError} The file is empty, has changed, or cannot be mapped; or a limit leaves no room.
   */
  obtain(file: MappedFile, offset: number, minSize: number): MapRegion | undefined {
    if (file.size === 0) throw new MapError(file.name, 'the file is empty: there is nothing to map')
    if (offset >= file.size) return undefined
    const needEnd = Math.min(file.size, offset + Math.max(minSize, 1))
    const found = file.regions.find(offset)
    if (found !== undefined && needEnd <= found.end) return found
    this.misses++
    const inTheWay = file.regions.overlapping(offset, needEnd)
    if (inTheWay.length > 0) {
      const pinned = inTheWay.some((region) => region.clients > 1)
      if (pinned || needEnd - offset <= STRADDLE_COPY_MAX) return this.copy(file, offset, needEnd)
      for (const region of inTheWay) this.pool.unmap(region)
    }
    return this.map(file, offset, needEnd)
  }

  private map(file: MappedFile, offset: number, needEnd: number): MapRegion {
    const mapOnce = (): MapRegion => {
      const window = this.place(file, offset, needEnd)
      this.pool.makeRoom(file, this.pool.costOf(file, window.size()), 1)
      const mapping = file.backend.map(this.descriptors.take(file), window.begin, window.size())
      this.maps++
      if (window.size() === file.size) this.descriptors.close(file)
      return this.pool.add(file, mapping, window.begin)
    }
    return this.retrying(file, offset, needEnd - offset, mapOnce)
  }

  /** The window to map for the bytes from `offset` to `needEnd`, between which no region lies. */
  private place(file: MappedFile, offset: number, needEnd: number): MapWindow {
    const { granularity, mappingBytesMax } = file.backend
    const least = needEnd - alignDown(offset, granularity)
    if (least > mappingBytesMax) {
      const detail = `${formatByteSize(least)} contiguous exceed what one view holds`
      throw new RangeError(`${file.name}: ${detail} (${formatByteSize(mappingBytesMax)})`)
    }
    let sizeMax = file.regionBytesMax
    // The whole-file manager promises whole files and would rather refuse; windows may be smaller.
    if (this.limits.strict && !this.policy.wholeFile) sizeMax = Math.min(sizeMax, this.pool.roomBytes)
    sizeMax = Math.max(least, alignDown(sizeMax, granularity))
    const neighbours = file.regions.neighbours(offset, sizeMax + granularity, file.size)
    return MapWindow.around(offset, sizeMax, neighbours, granularity)
  }

  private copy(file: MappedFile, begin: number, end: number): MapRegion {
    const length = end - begin
    return this.retrying(file, begin, length, () => {
      this.pool.makeRoom(file, length, 0)
      const bytes = new Uint8Array(length)
      readFully(this.descriptors.takeUnchecked(file), bytes, begin)
      this.reads++
      return this.pool.addCopy(file, new PrivateCopy(bytes), begin)
    })
  }

  /**
   * Runs `attempt`. Runs it again when the system was short of something, after releasing everything unused; and
   * when the file refuses to be mapped, reading it from then on.
   */
  private retrying(file: MappedFile, offset: number, length: number, attempt: () => MapRegion): MapRegion {
    try {
      return attempt()
    } catch (error) {
      this.failures++
      if (remedyFor(errnoOf(error)) !== undefined) {
        this.descriptors.closeAll()
        this.pool.collect()
      } else if (!this.fallBack(file, error)) {
        throw explainFailure(file, offset, length, error, this.pool)
      }
    }
    try {
      return attempt()
    } catch (error) {
      this.failures++
      throw explainFailure(file, offset, length, error, this.pool)
    }
  }

  private fallBack(file: MappedFile, error: unknown): boolean {
    // What is no error of the map itself (the file has changed, a limit, a wrong call) would not be read either.
    if (!this.mayFallBack || file.backend === readBackend) return false
    if (error instanceof MapError || error instanceof RangeError || errnoOf(error) === 'ENOENT') return false
    file.backend = readBackend
    file.regionBytesMax = regionBytesMax(this.policy, readBackend, file.size)
    return true
  }
}

/** Bytes of a cursor's own, on the heap: the garbage collector frees them when the last view of them is gone. */
class PrivateCopy implements Mapping {
  constructor(readonly bytes: Uint8Array) {}

  unmap(): void {
    // Views of a copy stay good, since no file lies behind them.
  }
}
