/**
 * A counted claim on one region at a time of one file, moved by {@link WindowCursor.useRegion}.
 *
 * The region stays mapped while the claim lasts. When the claim is given back the cursor remembers the region,
 * so that taking it up again costs a comparison as long as nobody has unmapped it.
 */
import { unwatchCursor } from './cursor-leak-reporter.js'
import type { MapManager } from './map-manager.js'
import type { MapRegion } from './map-region.js'
import type { FileSource, MappedFile } from './mapped-file.js'

export class WindowCursor implements Disposable {
  /** The region claimed, or else the one claimed last, which may be unmapped by now. */
  private at: MapRegion | undefined = undefined
  private claimed = false
  /** Absolute offset of the first byte pointed to; meaningful while the cursor is valid. */
  private begin = 0
  private length = 0

  /** Made by {@link MapManager.makeCursor}; without a file it points nowhere until it is assigned to. */
  constructor(
    private manager: MapManager,
    private file?: MappedFile,
    private source?: FileSource,
  ) {
    if (file !== undefined) manager.retain(file)
  }

  /**
   * Points to the bytes from `offset` on, mapping a window around it when none is there.
   *
   * @param offset In bytes from the start of the file. At its end or beyond, the cursor becomes invalid; so it does in
   *   an empty file, wherever it is pointed.
   * @param size Bytes wanted; 0 for all. The window may end earlier, at its own size, at its neighbour or at the
   *   end of the file: {@link WindowCursor.size} tells. It is also the hint how much is needed at all.
   * @param minSize Bytes that must be contiguous, up to the end of the file.
   * @throws {RangeError} A negative number, or one that is not whole or is beyond 2^53.
   * @throws {FileChangedError} The file is not what it was, and a new map is needed or the change was noticed before.
   * @throws {MapLimitError} A new map is needed and a limit leaves no room.
   * @throws {MapError} The file cannot be mapped.
   * @throws {TypeError} The manager is closed, or the cursor belongs to no file.
   */
  // Hot: with every access. A hit allocates nothing.
  useRegion(offset = 0, size = 0, minSize = 0): this {
    if (!isByteCount(offset) || !isByteCount(size) || !isByteCount(minSize)) refuse(offset, size, minSize)
    let region = this.at
    if (
      region === undefined ||
      !region.current ||
      offset < region.begin ||
      offset >= region.end ||
      (offset + minSize > region.end && region.end !== region.file.size)
    ) {
      this.unuseRegion()
      region = this.obtain(offset, size, minSize)
      if (region === undefined) return this
    } else if (!this.claimed) {
      this.manager.pool.claim(region)
      this.claimed = true
    }
    region.uses++
    const sizeMax = region.file.cursorBytesMax
    let wanted = size === 0 || size > sizeMax ? sizeMax : size
    if (wanted < minSize) wanted = minSize
    const rest = region.end - offset
    this.begin = offset
    this.length = wanted < rest ? wanted : rest
    return this
  }

  /**
   * As {@link WindowCursor.useRegion}, if the region that was given back last is still mapped and holds `offset`: the
   * usual case of whoever claims a region for each of many operations, in a fraction of the code.
   *
   * @returns Undefined: it is not, and nothing has changed.
   */
  // Hot: with every operation.
  resume(offset: number): MapRegion | undefined {
    const region = this.at
    if (this.claimed || !region?.current || !(offset >= region.begin && offset < region.end)) return undefined
    this.manager.pool.claim(region)
    this.claimed = true
    region.uses++
    this.begin = offset
    this.length = Math.min(region.end - offset, region.file.cursorBytesMax)
    return region
  }

  /**
   * Fills `target` with the bytes from `offset` on; returns how many there were, fewer only at the end of the file.
   *
   * For bytes that are to be copied anyway: it goes across the edges of windows, and where windows would go again
   * before they have paid it reads into `target` itself, twice as fast as by a view. Afterwards the cursor points
   * anywhere, or nowhere.
   *
   * All bytes are of one version of the file where more than one window, or a read, has a part in them.
   *
   * @throws {RangeError} `offset` is negative, not whole, or beyond 2^53.
   * @throws {MapError} As {@link WindowCursor.useRegion}.
   */
  copyInto(target: Uint8Array, offset = 0): number {
    if (!isByteCount(offset)) refuse(offset, target.length, 0)
    const file = this.associated()
    const most = Math.min(target.length, file.size - offset)
    let done = 0
    while (done < most) {
      const region = this.regionOrRead(
        offset + done,
        done === 0 ? target : target.subarray(done, most),
        most - done,
      )
      if (region === undefined) {
        if (done === 0) return most // in one read, and confirmed
        done = most
        break
      }
      const from = offset + done - region.begin
      const length = Math.min(most - done, region.bytes.length - from)
      target.set(region.bytes.subarray(from, from + length), done)
      if (length === most) return most
      done += length
    }
    // Of what several windows gave, some may be older than a change and some younger.
    if (done > 0) this.manager.mapper.confirm(file)
    return Math.max(0, done)
  }

  /**
   * Makes sure that the file is what it was when the cursor was made. What others write to a file shows in its mapped
   * bytes at once: whoever has copied some of them, and confirms afterwards, has copied one version.
   *
   * @throws {FileChangedError} It was written to, cut, or made longer. A file that another has replaced, or that was
   *   deleted, is not changed by that: the cursor still has the old one.
   */
  confirm(): this {
    this.manager.mapper.confirm(this.associated())
    return this
  }

  /**
   * As {@link WindowCursor.useRegion} for whoever has memory of his own for a small range: where windows would go again
   * before they have paid, the range is read into it, and the cursor points nowhere.
   *
   * @param offset Where the range begins; the file must have all of it.
   * @param length Bytes of the range: as many as `target` holds, or fewer.
   * @returns The region that is claimed, which may end before the range does; undefined: `target` begins with the range.
   * @throws {MapError} As {@link WindowCursor.useRegion}.
   */
  // Hot while windows thrash.
  regionOrRead(offset: number, target: Uint8Array, length: number): MapRegion | undefined {
    let region = this.at
    if (!region?.current || !(offset >= region.begin && offset < region.end)) {
      if (!isByteCount(offset) || !isByteCount(length)) refuse(offset, length, 0)
      this.unuseRegion()
      region = this.manager.mapper.obtainOrRead(this.associated(), offset, target, length)
      if (region === undefined) return undefined
      this.at = region
    }
    if (!this.claimed) {
      this.manager.pool.claim(region)
      this.claimed = true
    }
    region.uses++
    this.begin = offset
    this.length = Math.min(region.end - offset, region.file.cursorBytesMax)
    return region
  }

  /** Gives the claim back, if there is one: the cursor is invalid, the region stays mapped until room is needed. */
  unuseRegion(): void {
    if (!this.claimed) return
    this.claimed = false
    this.manager.pool.release(this.at!)
  }

  /** Whether the cursor points to mapped bytes. */
  isValid(): boolean {
    return this.claimed && this.at!.mapped
  }

  /** Whether the cursor belongs to a file. */
  isAssociated(): boolean {
    return this.file !== undefined
  }

  /** The region pointed into; undefined for an invalid cursor. */
  region(): MapRegion | undefined {
    return this.isValid() ? this.at : undefined
  }

  /**
   * The bytes pointed to, without a copy. They are for reading only: the memory is write-protected, and writing
   * to it ends the process. The view has length 0 as soon as the region is unmapped.
   *
   * @throws {TypeError} The cursor is invalid.
   */
  buffer(): Uint8Array {
    const region = this.valid()
    const from = this.begin - region.begin
    if (from === 0 && this.length === region.bytes.length) return region.bytes
    return region.bytes.subarray(from, from + this.length)
  }

  /**
   * Absolute offset of the first byte pointed to.
   *
   * @throws {TypeError} The cursor is invalid.
   */
  ofsBegin(): number {
    this.valid()
    return this.begin
  }

  /**
   * Absolute offset one past the last byte pointed to.
   *
   * @throws {TypeError} The cursor is invalid.
   */
  ofsEnd(): number {
    this.valid()
    return this.begin + this.length
  }

  /** Bytes pointed to; 0 for an invalid cursor. */
  size(): number {
    return this.isValid() ? this.length : 0
  }

  /** Whether the absolute `offset` is among the bytes pointed to. */
  includesOfs(offset: number): boolean {
    return this.isValid() && offset >= this.begin && offset < this.begin + this.length
  }

  /**
   * Size in bytes of the file, as it was when the cursor was made.
   *
   * @throws {TypeError} The cursor belongs to no file.
   */
  fileSize(): number {
    return this.associated().size
  }

  /**
   * The absolute path that the cursor was made for.
   *
   * @throws {TypeError} It was made for a descriptor, or belongs to no file.
   */
  path(): string | Buffer {
    const source = this.pathOrFd()
    if (typeof source === 'number')
      throw new TypeError(`the cursor was made for descriptor ${source}, not a path`)
    return source
  }

  /**
   * The descriptor that the cursor was made for. It is the caller's and need not be open any more.
   *
   * @throws {TypeError} It was made for a path, or belongs to no file.
   */
  fd(): number {
    const source = this.pathOrFd()
    if (typeof source !== 'number') throw new TypeError('the cursor was made for a path, not a descriptor')
    return source
  }

  /**
   * The absolute path or the descriptor that the cursor was made for.
   *
   * @throws {TypeError} The cursor belongs to no file.
   */
  pathOrFd(): FileSource {
    this.associated()
    return this.source!
  }

  /** A cursor on the same bytes with a claim of its own. */
  copy(): WindowCursor {
    return new WindowCursor(this.manager).become(this)
  }

  /** Makes this cursor a copy of `other`; what it claimed before is given back. */
  assign(other: WindowCursor): this {
    if (other === this) return this
    this[Symbol.dispose]()
    return this.become(other)
  }

  /** Gives back the region and the file: the cursor belongs to none any more. May run any number of times. */
  close(): void {
    this[Symbol.dispose]()
  }

  /** As {@link WindowCursor.close}, for `using`. */
  [Symbol.dispose](): void {
    this.unuseRegion()
    this.at = undefined
    const { file } = this
    if (file === undefined) return
    this.file = undefined
    this.source = undefined
    this.manager.forget(file)
    unwatchCursor(this)
  }

  /** Copies `other` to this cursor, which belongs to no file. */
  private become(other: WindowCursor): this {
    const { manager, file, source } = other
    this.manager = manager
    this.file = file
    this.source = source
    if (file === undefined) return this
    manager.retain(file)
    manager.watch(this, file, 3)
    if (other.isValid()) {
      this.at = other.at!
      manager.pool.claim(this.at)
      this.claimed = true
      this.begin = other.begin
      this.length = other.length
    }
    return this
  }

  private obtain(offset: number, size: number, minSize: number): MapRegion | undefined {
    const region = this.manager.mapper.obtain(this.associated(), offset, size, minSize)
    if (region === undefined) return undefined
    this.manager.pool.claim(region)
    this.at = region
    this.claimed = true
    return region
  }

  private valid(): MapRegion {
    if (!this.isValid()) throw new TypeError('the cursor points to no region: use one first')
    return this.at!
  }

  private associated(): MappedFile {
    if (this.file === undefined) throw new TypeError('the cursor belongs to no file')
    return this.file
  }
}

function isByteCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function refuse(offset: number, size: number, minSize: number): never {
  throw new RangeError(
    `offset, size and minSize must be whole numbers of bytes from 0 on, not ${offset}, ${size}, ${minSize}`,
  )
}
