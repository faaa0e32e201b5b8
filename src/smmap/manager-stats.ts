/** What a manager tells of itself. Bytes are whole pages where they are mapped. */
export interface ManagerStats {
  readonly mappedBytes: number
  /** The most that was ever mapped at a time. */
  readonly mappedBytesPeak: number
  readonly mappedBytesMax: number
  /** Mapped bytes that a cursor claims, and that therefore cannot go. */
  readonly pinnedBytes: number
  /** Bytes in private copies that cursors hold; they count against the limit too. */
  readonly copiedBytes: number
  readonly regions: number
  readonly regionsMax: number
  readonly regionsPinned: number
  /** Number of files known, by the name of the backend that serves them. */
  readonly files: Readonly<Record<string, number>>
  /** Descriptors open. */
  readonly descriptors: number
  readonly windowSize: number
  /** Uses of a region that was there already. */
  readonly hits: number
  /** Uses that needed a new region or a copy. */
  readonly misses: number
  readonly maps: number
  readonly unmaps: number
  /** Regions unmapped to make room for others: part of `unmaps`. */
  readonly evictions: number
  /** Uses served by reading into a private copy. */
  readonly reads: number
  /** Whether windows lately went before they paid, so that small ranges are read. */
  readonly thrashing: boolean
  /** Bytes unmapped that the backend has not yet given back to the system (`mmap-io` only). */
  readonly waitingBytes: number
  /** Attempts to map or read that failed, those included that succeeded when repeated. */
  readonly failures: number
}
