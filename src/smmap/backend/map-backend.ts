/**
 * The seam between the engine and the system: how a range of an open file becomes bytes.
 *
 * A backend is handed checked numbers only: `offset` a multiple of its granularity, `length` at least 1, not
 * above `mappingBytesMax`, and the whole range inside the file as it was a moment ago.
 */

/** How the bytes will be read next, for the system's read-ahead. */
export type AccessAdvice = 'normal' | 'random' | 'sequential' | 'willneed'

export interface MapBackend {
  readonly name: string
  /** Offsets are multiples of this, in bytes: the page size, and 64 KiB on Windows. */
  readonly granularity: number
  /** The most bytes that one mapping may hold. */
  readonly mappingBytesMax: number
  /** Window of a manager that leaves its size open. */
  readonly windowBytesDefault: number
  /** Beyond this, a file that should be mapped whole is served by windows of the default size. */
  readonly wholeFileBytesMax: number
  /**
   * How many of the system's maps (`vm.max_map_count`) a region takes: 1 unless said otherwise; 0 where it is memory of
   * V8's; 2 where it is put into the middle of a map that is there already.
   */
  readonly mapsPerRegion?: number
  /**
   * Makes bytes `offset` to `offset + length` of the file readable.
   *
   * @throws {Error} The system refused; `code` is the name of its reason, as in Node's own errors.
   */
  map(fd: number, offset: number, length: number): Mapping
  /** Whether a map of `length` bytes has a place as things are; absent: the system finds one. */
  hasRoom?(length: number): boolean
  /**
   * Fills the first `length` bytes of `target` with those of the file from `offset` on, where the backend has
   * something faster than Node.
   *
   * @throws {Error} As {@link MapBackend.map}; `EOF` is the code when the file ends before.
   */
  read?(fd: number, target: Uint8Array, offset: number, length: number): void
  /**
   * Whether an open file still has its size and time of change, where the backend has something faster than Node; false:
   * it has not, or that is not known.
   *
   * @param seconds Of the time of change since 1970, with `nanoseconds`.
   */
  isUnchanged?(fd: number, size: number, seconds: number, nanoseconds: number): boolean
  /** What was unmapped here and the system has not yet got back, in whole pages; absent: it takes effect at once. */
  readonly waiting?: Readonly<Waiting>
}

export interface Waiting {
  bytes: number
  maps: number
}

/** One mapped range. Its owner unmaps it exactly once. */
export interface Mapping {
  /** Exactly the range asked for. Its length is 0 as soon as {@link Mapping.unmap} returns. */
  readonly bytes: Uint8Array
  unmap(): void
  /** Passes advice on for `length` bytes from `from` on, relative to the mapping. False: the system refused. */
  advise?(advice: AccessAdvice, from: number, length: number): boolean
  /** How many of these bytes are in memory now, in whole pages; -1 when the system does not tell. */
  residentBytes?(from: number, length: number): number
}
