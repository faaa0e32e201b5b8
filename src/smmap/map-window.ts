/** A range of a file that is about to be mapped, fitted between the regions that are there already. */
import { alignDown, alignUp } from './alignment.js'

/** All in bytes, from the start of the file. */
export interface Neighbours {
  /** Where the nearest region before the offset ends; 0 without one. */
  readonly left: number
  /** Where the nearest region after the offset begins; the end of the file without one. */
  readonly right: number
}

export class MapWindow {
  constructor(
    public begin: number,
    public end: number,
  ) {}

  /**
   * The largest window around `offset` that touches no neighbour and holds no more than `sizeMax` bytes, rounded
   * up to `granule`.
   *
   * It grows to the right first, since files are mostly read forward, and to the left by what then is left:
   * near the end of the file, or before a neighbour, the bytes behind the offset are all there is to map.
   */
  static around(offset: number, sizeMax: number, neighbours: Neighbours, granule: number): MapWindow {
    const begin = alignDown(offset, granule)
    const window = new MapWindow(begin, begin)
    window.extendRightTo(neighbours.right, alignUp(sizeMax, granule))
    window.extendLeftTo(neighbours.left, alignUp(sizeMax, granule))
    // The end of the file need not be on a granule, and then the left end has slipped off it.
    window.begin = alignUp(window.begin, granule)
    return window
  }

  /** In bytes. */
  size(): number {
    return this.end - this.begin
  }

  /** Moves the end to `right`, unless the window would then exceed `sizeMax`. */
  extendRightTo(right: number, sizeMax: number): void {
    this.end = Math.max(this.end, Math.min(right, this.begin + sizeMax))
  }

  /** Moves the beginning to `left`, unless the window would then exceed `sizeMax`. */
  extendLeftTo(left: number, sizeMax: number): void {
    this.begin = Math.min(this.begin, Math.max(left, this.end - sizeMax))
  }
}
