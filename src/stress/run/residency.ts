/** When which window of which file was mapped: the rectangles of the map of time × offset. */
import type { Residency, WindowResidency } from '../report.js'
import type { MapListener, WatchedMap } from '../watching-backend.js'

type Mutable = { -readonly [Key in keyof WindowResidency]: WindowResidency[Key] }

export class ResidencyRecorder implements MapListener {
  private readonly windows: Mutable[] = []
  private readonly live = new Map<WatchedMap, Mutable>()
  private readonly files: { name: string; size: number }[]
  private readonly indexOfInode = new Map<bigint, number>()
  private omitted = 0
  private until: number | undefined

  /**
   * @param clock Seconds since the beginning of the run.
   * @param windowsMax Windows mapped after so many are only counted.
   */
  constructor(
    private readonly clock: () => number,
    private readonly windowsMax: number,
  ) {
    this.files = []
  }

  mapped(map: WatchedMap): void {
    if (this.windows.length >= this.windowsMax) {
      this.until ??= this.clock()
      this.omitted++
      return
    }
    const { begin, end, inode } = map
    const window: Mutable = {
      file: this.fileOf(inode, end),
      offset: begin,
      length: end - begin,
      mappedAt: round(this.clock()),
      unmappedAt: null,
    }
    this.windows.push(window)
    this.live.set(map, window)
  }

  unmapped(map: WatchedMap): void {
    const window = this.live.get(map)
    if (window === undefined) return
    window.unmappedAt = round(this.clock())
    this.live.delete(map)
  }

  report(): Residency {
    const until = round(this.until ?? this.clock())
    return { files: this.files, windows: this.windows, omitted: this.omitted, until }
  }

  /** Names a file that will be mapped; others are numbered. */
  nameFile(inode: bigint, name: string, size: number): void {
    if (this.indexOfInode.has(inode)) return
    this.indexOfInode.set(inode, this.files.length)
    this.files.push({ name, size })
  }

  private fileOf(inode: bigint, end: number): number {
    if (!this.indexOfInode.has(inode)) this.nameFile(inode, `another file (${this.files.length + 1})`, end)
    const index = this.indexOfInode.get(inode)!
    const file = this.files[index]!
    file.size = Math.max(file.size, end)
    return index
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1e5) / 1e5
}
