/**
 * The bytes of one file around one offset, on a cursor of the mapping engine.
 *
 * Readers of a format want `bytes[offset - begin]` in their hot loops and nothing else: no call, no view made for
 * the occasion. {@link FileWindow.seek} costs two comparisons while the offset stays inside the window, and goes to
 * the engine when it leaves it.
 *
 * A window is claimed from the engine until {@link FileWindow.release}. Whoever runs a whole operation (one look-up,
 * one object) releases at its end what the operation touched, through {@link FileWindows}: between operations
 * nothing is claimed, so the engine can unmap whatever its limits need.
 */
import type { MapManager, MapRegion, WindowCursor } from '../smmap/index.js'

const NOTHING = new Uint8Array(0)

/** Ranges read within one operation that are kept to its end: more than most delta chains touch. */
const KEPT_MAX = 16
/** Only small ranges are kept, so that an operation never holds more than half a mebibyte of them. */
const KEPT_BYTES_MAX = 32 * 1024

/** An index and a pack, and a few more where bases or objects are looked for in others. */
const CLAIMED_USUALLY = 8

/** The files that share a manager, and which of them hold a claim now. */
export class FileWindows {
  /** Those that hold a claim, and behind them what is left of operations before: an emptied array is allocated anew. */
  readonly #claimed: FileWindow[] = []
  #claimedCount = 0

  constructor(readonly manager: MapManager) {}

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

  /** Gives back every claim; the windows stay mapped until the engine needs their room. */
  release(): void {
    const claimed = this.#claimed
    for (let i = 0; i < this.#claimedCount; i++) claimed[i]!.release()
    this.#claimedCount = 0
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
  /**
   * Bytes before the offset wanted that are read with it where windows are so scarce that small ranges are read: for
   * files that are read backwards.
   */
  lookBehind = 0
  readonly #cursor: WindowCursor
  readonly #windows: FileWindows
  /** Ranges that were read since the last release, and whether the last move came to one: then the next may, too. */
  readonly #kept: MapRegion[] = []
  #isRead = false

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

  #move(offset: number, wanted: number): void {
    if (this.end === 0) {
      this.#windows.claim(this)
      const region = this.#cursor.resume(offset)
      if (region) {
        this.#isRead = false
        this.#show(region)
        return
      }
    }
    // The cursor gives up its claim first: if it then fails, the old window must not be taken for valid.
    this.#show(undefined)
    const region = this.#keptAt(offset) ?? this.#obtain(offset, wanted)
    if (!region) throw new RangeError(`offset ${offset} is outside ${this.path} (${this.size} bytes)`)
    this.#show(region)
  }

  #obtain(offset: number, wanted: number): MapRegion | undefined {
    const cursor = this.#cursor
    let region: MapRegion | undefined
    if (this.#isRead && this.lookBehind > 0) {
      const from = Math.max(0, offset - this.lookBehind)
      region = cursor.useRegion(from, offset - from + wanted).region()
    }
    if (!region?.includesOfs(offset)) region = cursor.useRegion(offset, wanted).region()
    this.#isRead = region?.shared === false
    if (this.#isRead && region!.size() <= KEPT_BYTES_MAX) {
      if (this.#kept.length === KEPT_MAX) this.#kept.shift()
      this.#kept.push(region!)
    }
    return region
  }

  /** A chain is followed down to its base and then worked through upwards: what was read on the way is used again. */
  #keptAt(offset: number): MapRegion | undefined {
    const kept = this.#kept
    for (let i = kept.length - 1; i >= 0; i--) if (kept[i]!.includesOfs(offset)) return kept[i]
    return undefined
  }

  #show(region: MapRegion | undefined): void {
    this.bytes = region?.bytes ?? NOTHING
    this.begin = region?.begin ?? 0
    this.end = region?.end ?? 0
  }

  /** Copies `length` bytes from `offset` to `out[at…]`, across windows. The range must lie inside the file. */
  copy(offset: number, length: number, out: Uint8Array, at: number): void {
    const stop = offset + length
    while (offset < stop) {
      this.seek(offset, stop - offset)
      const from = offset - this.begin
      const count = Math.min(this.end, stop) - offset
      for (let i = 0; i < count; i++) out[at + i] = this.bytes[from + i]!
      offset += count
      at += count
    }
  }

  /** Gives the claim back. Called by {@link FileWindows.release}. */
  release(): void {
    this.#show(undefined)
    if (this.#kept.length > 0) this.#kept.length = 0
    this.#cursor.unuseRegion()
  }

  /** Ends the association with the file. */
  [Symbol.dispose](): void {
    this.#show(undefined)
    this.#kept.length = 0
    this.#cursor[Symbol.dispose]()
  }
}
