/**
 * The shared regions of one file: sorted by offset, never overlapping.
 *
 * They lie in cells as wide as the largest window, each region in the cell where it begins. A region that
 * includes an offset thus begins in the cell of the offset or in the one before, and looking it up, adding and
 * removing take the same time with 100,000 regions as with ten. The few regions wider than a cell, made for a
 * demand of contiguous bytes, are kept apart.
 */
import type { MapRegion } from './map-region.js'
import type { Neighbours } from './map-window.js'

export class MapRegionList implements Iterable<MapRegion> {
  /** Number of regions. */
  length = 0
  /** Bytes of all of them. */
  bytes = 0
  private readonly cells = new Map<number, MapRegion[]>()
  private readonly wide: MapRegion[] = []

  /** @param cellBytes At least as wide as most regions; `Infinity` for a file that is mapped whole. */
  constructor(private readonly cellBytes: number) {}

  /** The region that includes `offset`. */
  find(offset: number): MapRegion | undefined {
    const cell = Math.floor(offset / this.cellBytes)
    const before = lastUpTo(this.cells.get(cell), offset) ?? lastUpTo(this.cells.get(cell - 1), offset)
    if (before !== undefined && offset < before.end) return before
    if (this.wide.length === 0) return undefined
    const wide = lastUpTo(this.wide, offset)
    return wide !== undefined && offset < wide.end ? wide : undefined
  }

  /** The room around `offset`, which no region includes, as far as `reach` bytes to either side. */
  neighbours(offset: number, reach: number, fileSize: number): Neighbours {
    const far = this.cellsWithin(Math.max(0, offset - reach), Math.min(fileSize, offset + reach))
    let left = 0
    let right = fileSize
    for (const cell of far) {
      for (const region of cell) {
        if (region.end <= offset) left = Math.max(left, region.end)
        else right = Math.min(right, region.begin)
      }
    }
    return { left, right }
  }

  /** Whether any region has a byte in the range. */
  hasBetween(begin: number, end: number): boolean {
    return this.length > 0 && this.overlapping(begin, end).length > 0
  }

  /** Every region that has a byte in the range. */
  overlapping(begin: number, end: number): MapRegion[] {
    const found: MapRegion[] = []
    for (const cell of this.cellsWithin(begin, end)) {
      for (const region of cell) if (region.begin < end && region.end > begin) found.push(region)
    }
    return found
  }

  /** Enters a region that overlaps none. */
  add(region: MapRegion): void {
    const home = this.home(region)
    home.splice(indexAfter(home, region.begin), 0, region)
    this.length++
    this.bytes += region.size()
  }

  /** Takes out a region that is there. */
  remove(region: MapRegion): void {
    const home = this.home(region)
    home.splice(indexAfter(home, region.begin) - 1, 1)
    if (home.length === 0 && home !== this.wide) this.cells.delete(Math.floor(region.begin / this.cellBytes))
    this.length--
    this.bytes -= region.size()
  }

  /** In order of their offsets. */
  [Symbol.iterator](): Iterator<MapRegion> {
    const all = [...this.cells.values(), this.wide].flat()
    return all.sort((a, b) => a.begin - b.begin).values()
  }

  private home(region: MapRegion): MapRegion[] {
    if (region.size() > this.cellBytes) return this.wide
    const cell = Math.floor(region.begin / this.cellBytes)
    let home = this.cells.get(cell)
    if (home === undefined) this.cells.set(cell, (home = []))
    return home
  }

  /** The lists in which a region with a byte between the offsets can be. */
  private *cellsWithin(begin: number, end: number): Generator<MapRegion[]> {
    yield this.wide
    const first = Math.floor(begin / this.cellBytes) - 1
    const last = Math.floor(end / this.cellBytes)
    if (last - first > this.cells.size) {
      yield* this.cells.values()
      return
    }
    for (let cell = first; cell <= last; cell++) {
      const regions = this.cells.get(cell)
      if (regions !== undefined) yield regions
    }
  }
}

/** The last region that begins at or before `offset`. */
// Hot: with every access that leaves its region. Where windows are as wide as cells, there mostly is one or none.
function lastUpTo(sorted: MapRegion[] | undefined, offset: number): MapRegion | undefined {
  if (sorted === undefined) return undefined
  if (sorted.length === 1) return sorted[0]!.begin <= offset ? sorted[0] : undefined
  return sorted[indexAfter(sorted, offset) - 1]
}

/** Number of regions that begin at or before `offset`. */
function indexAfter(sorted: readonly MapRegion[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (sorted[middle]!.begin <= offset) low = middle + 1
    else high = middle
  }
  return low
}
