/**
 * The bytes of one file around one offset, on a cursor of the mapping engine.
 *
 * Readers of a format want `bytes[offset - begin]` in their hot loops and nothing else: no call, no view made for
 * the occasion. {@link FileWindow.seek} costs two comparisons while the offset stays inside the window, and goes to
 * the engine when it leaves it.
 *
 * A window is claimed from the engine until {@link FileWindow.release}. Whoever runs a whole operation (one look-up,
 * one object) ends it by {@link FileWindows.release}. While there is room for all that is mapped, the claims stay for the
 * next operation, which then finds its windows where they were, without a call. As soon as the engine wants room it
 * recalls them, at any moment but the one in which a window is looked at: an address in a window, or a view of it, is good
 * until the next window is asked for. From then on nothing is claimed between operations, so that the engine can unmap
 * whatever its limits need, the least recently used first.
 */
import type { MapManager, MapRegion, WindowCursor } from '../smmap/index.js'
import { FILE_ADDRESS, FILE_BEGIN, FILE_END, FILE_ROW_SIZE } from './core/core-layout.js'
import { smallCore } from './core/small-core.js'
import type { ReadCore } from './read/read-core.js'
import { FreeRanges, PAGE_BYTES, RANGE_BYTES_MAX, type ReadRange } from './read-range.js'

const NOTHING = new Uint8Array(0)

/** Ranges read within one operation that are kept to its end, a mebibyte: more than most delta chains touch. */
const KEPT_MAX = 16

/** Up to this many bytes are copied one by one: as fast as by a call, without a view. */
const FEW_BYTES = 64

/** An index and a pack, and a few more where bases or objects are looked for in others. */
const CLAIMED_USUALLY = 8

/** The files that share a manager, and which of them hold a claim now. */
export class FileWindows {
  /** Those that hold a claim, and behind them what is left of operations before: an emptied array is allocated anew. */
  readonly #claimed: FileWindow[] = []
  #claimedCount = 0
  readonly freeRanges = new FreeRanges()
  #core: ReadCore | undefined
  /** Whether claims stay from one operation to the next. */
  #keepsClaims = false

  /** @param core Looks for oids in the files. Default: a small one, made when that is first needed. */
  constructor(
    readonly manager: MapManager,
    core?: ReadCore,
  ) {
    this.#core = core
    if (core === undefined || manager.isRecording) return
    this.#keepsClaims = true
    manager.pool.recall = (isShortage) => {
      if (isShortage) this.#keepsClaims = false
      this.letGo()
    }
  }

  /** What looks for oids in the files. */
  get core(): ReadCore {
    return (this.#core ??= smallCore())
  }

  /**
   * Associates a file without mapping any of it.
   *
   * @param fd A descriptor of it, which stays open: then the file can be read even when its name has gone. Default: it
   *   is opened by its name whenever that is needed.
   * @throws {MapError} The file cannot be opened or is not a regular file with content.
   */
  open(path: string, fd?: number): FileWindow {
    return new FileWindow(path, this.manager.makeCursor(fd ?? path), this)
  }

  /** Notes that a window holds a claim from now on. */
  claim(window: FileWindow): void {
    this.#claimed[this.#claimedCount++] = window
  }

  /** Notes that a window has no claim any more, and will have none. */
  forget(window: FileWindow): void {
    const i = this.#claimed.lastIndexOf(window, this.#claimedCount - 1)
    if (i < 0) return
    this.#claimed[i] = this.#claimed[--this.#claimedCount]!
  }

  /** Ends an operation; the windows stay mapped until the engine needs their room. */
  release(): void {
    if (!this.#keepsClaims) this.letGo()
  }

  /** Gives back every claim. */
  letGo(): void {
    const claimed = this.#claimed
    const count = this.#claimedCount
    this.#claimedCount = 0
    for (let i = 0; i < count; i++) claimed[i]!.release()
    if (claimed.length > CLAIMED_USUALLY) claimed.length = 0
  }
}

export class FileWindow implements Disposable {
  /** The window; `bytes[offset - begin]` is the file's byte at `offset`, for `begin <= offset < end`. */
  bytes: Uint8Array = NOTHING
  begin = 0
  end = 0
  /** Bytes of the file. */
  readonly size: number
  readonly path: string
  readonly #cursor: WindowCursor
  readonly #windows: FileWindows
  /** Ranges that were read since the last release, and which of them the window shows. */
  readonly #kept: ReadRange[] = []
  #range: ReadRange | undefined = undefined
  /** Whether {@link FileWindows} knows that there is something to give back. */
  #isNoted = false
  /** By which the core knows the file; 0: it does not, so far. */
  #row = 0

  constructor(path: string, cursor: WindowCursor, windows: FileWindows) {
    this.#cursor = cursor
    this.#windows = windows
    this.size = cursor.fileSize()
    this.path = path
  }

  /**
   * Moves the window so that it holds the byte at `offset`, which must lie inside the file.
   *
   * @param wanted Bytes from `offset` on that the caller expects to read; the window may hold fewer.
   */
  seek(offset: number, wanted = 1): void {
    if (offset >= this.begin && offset < this.end) return
    this.#move(offset, wanted)
  }

  /**
   * As {@link FileWindow.seek} for bytes that are best had at once: where the window is a range that was read and ends
   * before they do, it is made longer. It may still end before, if they are many or a mapped window begins there.
   *
   * @param wanted Bytes from `offset` on, or up to the end of the file.
   */
  hold(offset: number, wanted: number): void {
    if (offset < this.begin || offset >= this.end) this.#move(offset, wanted)
    const range = this.#range
    if (range && offset + wanted > this.end && this.end < this.size) this.#extend(range, offset, wanted)
  }

  /** The row by which the core knows the file. */
  get row(): number {
    if (this.#row === 0) {
      const { core } = this.#windows
      this.#row = core.rows.take(FILE_ROW_SIZE)
      core.files.set(this.#row, this)
    }
    return this.#row
  }

  /**
   * Shows the core the byte at `offset`: in the window, if that is in its memory, and else in a copy of a part.
   *
   * @param wanted As for {@link FileWindow.seek}.
   * @returns The byte's address.
   */
  bring(offset: number, wanted: number): number {
    this.hold(offset, wanted)
    const { core } = this.#windows
    const { memory } = core
    if (this.bytes.buffer === memory.bytes.buffer) {
      this.#showCore(this.begin, this.end, this.bytes.byteOffset)
      return this.bytes.byteOffset + offset - this.begin
    }
    const at = core.copies.take(this)
    const begin = Math.max(this.begin, Math.floor(offset / PAGE_BYTES) * PAGE_BYTES)
    const most = Math.min(RANGE_BYTES_MAX, Math.ceil((offset - begin + wanted) / PAGE_BYTES) * PAGE_BYTES)
    const end = Math.min(this.end, begin + most)
    memory.bytes.set(this.bytes.subarray(begin - this.begin, end - this.begin), at)
    this.#showCore(begin, end, at)
    return at + offset - begin
  }

  /** The copy that the core saw is another file's now. */
  loseCopy(): void {
    if (this.#row !== 0) this.#showCore(0, 0, 0)
  }

  #showCore(begin: number, end: number, address: number): void {
    const { rows } = this.#windows.core
    rows.setNumber(this.#row + FILE_BEGIN, begin)
    rows.setNumber(this.#row + FILE_END, end)
    rows.setWord(this.#row + FILE_ADDRESS, address)
  }

  #move(offset: number, wanted: number): void {
    if (this.end === 0) {
      const region = this.#cursor.resume(offset)
      if (region) {
        this.#showRegion(region)
        return
      }
    }
    const kept = this.#keptAt(offset)
    if (kept) this.#showRange(kept)
    else this.#obtain(offset, wanted)
  }

  /** Maps what is at `offset`, or reads the pages of the bytes wanted. */
  #obtain(offset: number, wanted: number): void {
    // If the engine fails, the old window must not be taken for valid.
    this.#showNothing()
    if (!(offset >= 0 && offset < this.size)) {
      throw new RangeError(`offset ${offset} is outside ${this.path} (${this.size} bytes)`)
    }
    const begin = Math.floor(offset / PAGE_BYTES) * PAGE_BYTES
    const end = this.#pageEnd(offset + wanted)
    if (end - begin > RANGE_BYTES_MAX) {
      this.#showRegion(this.#cursor.useRegion(offset, wanted).region()!)
      return
    }
    const { freeRanges } = this.#windows
    const kept = this.#kept
    const range = kept.length === KEPT_MAX ? kept.shift()! : freeRanges.take()
    const region = this.#cursor.regionOrRead(begin, range.bytes, end - begin)
    if (region) {
      freeRanges.give(range)
      // Where memory is scarce, what a backend gives in place of a window may end before the offset.
      this.#showRegion(offset < region.end ? region : this.#cursor.useRegion(offset, wanted).region()!)
      return
    }
    range.begin = begin
    range.end = end
    kept.push(range)
    this.#showRange(range)
  }

  #extend(range: ReadRange, offset: number, wanted: number): void {
    const end = this.#pageEnd(offset + wanted)
    if (end - range.begin > RANGE_BYTES_MAX) {
      this.#obtain(offset, wanted)
      return
    }
    const rest = range.bytes.subarray(range.end - range.begin)
    if (this.#cursor.regionOrRead(range.end, rest, end - range.end)) return
    range.end = end
    this.end = end
  }

  /** Where the page of the byte before `offset` ends, or the file. */
  #pageEnd(offset: number): number {
    return Math.min(Math.ceil(offset / PAGE_BYTES) * PAGE_BYTES, this.size)
  }

  /** A chain is followed down to its base and then worked through upwards: what was read on the way is used again. */
  #keptAt(offset: number): ReadRange | undefined {
    const kept = this.#kept
    for (let i = kept.length - 1; i >= 0; i--) {
      const range = kept[i]!
      if (offset >= range.begin && offset < range.end) return range
    }
    return undefined
  }

  #noteClaim(): void {
    if (this.#isNoted) return
    this.#isNoted = true
    this.#windows.claim(this)
  }

  #showRange(range: ReadRange): void {
    this.#noteClaim()
    if (this.#row !== 0) this.#showCore(0, 0, 0)
    this.#range = range
    this.bytes = range.bytes
    this.begin = range.begin
    this.end = range.end
  }

  #showRegion(region: MapRegion): void {
    this.#noteClaim()
    if (this.#row !== 0) {
      const { bytes } = region
      const isInside = bytes.buffer === this.#windows.core.memory.bytes.buffer
      this.#showCore(isInside ? region.begin : 0, isInside ? region.end : 0, bytes.byteOffset)
    }
    this.#range = undefined
    this.bytes = region.bytes
    this.begin = region.begin
    this.end = region.end
  }

  #showNothing(): void {
    if (this.#row !== 0) this.#showCore(0, 0, 0)
    this.#range = undefined
    this.bytes = NOTHING
    this.begin = 0
    this.end = 0
  }

  /** Copies `length` bytes from `offset` to `out[at…]`, across windows. The range must lie inside the file. */
  copy(offset: number, length: number, out: Uint8Array, at: number): void {
    const stop = offset + length
    while (offset < stop) {
      this.seek(offset, stop - offset)
      const from = offset - this.begin
      const count = Math.min(this.end, stop) - offset
      if (count > FEW_BYTES) out.set(this.bytes.subarray(from, from + count), at)
      else for (let i = 0; i < count; i++) out[at + i] = this.bytes[from + i]!
      offset += count
      at += count
    }
  }

  /** Gives the claim back. Called by {@link FileWindows.release}. */
  release(): void {
    this.#isNoted = false
    this.#showNothing()
    if (this.#kept.length > 0) this.#dropKept()
    this.#cursor.unuseRegion()
  }

  /** Ends the association with the file. */
  [Symbol.dispose](): void {
    this.#showNothing()
    if (this.#isNoted) this.#windows.forget(this)
    this.#isNoted = false
    this.#dropKept()
    if (this.#row !== 0) {
      const { core } = this.#windows
      core.copies.drop(this)
      core.files.delete(this.#row)
      core.rows.give(this.#row, FILE_ROW_SIZE)
      this.#row = 0
    }
    this.#cursor[Symbol.dispose]()
  }

  #dropKept(): void {
    for (const range of this.#kept) this.#windows.freeRanges.give(range)
    this.#kept.length = 0
  }
}
