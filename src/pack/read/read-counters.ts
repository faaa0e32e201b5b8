/**
 * What reading has cost so far, in numbers that depend on the packs and the cache, and not on the machine: a test can
 * assert them where it cannot assert a time. What worker threads do is not in them.
 */
export interface ReadWork {
  /** Entries inflated whole; those of which only the head was wanted are not counted. */
  readonly inflates: number
  /** Bytes that they inflated to. */
  readonly inflatedBytes: number
  /** Deltas applied. */
  readonly deltas: number
  /** Bytes that applying them made. */
  readonly deltaBytes: number
  /** Buffers allocated for results: slabs, and those that large objects have for themselves. */
  readonly allocations: number
}

/** The numbers of {@link ReadWork}, being counted. */
export class ReadCounters implements ReadWork {
  inflates = 0
  inflatedBytes = 0
  deltas = 0
  deltaBytes = 0
  allocations = 0

  /** As it is now. */
  snapshot(): ReadWork {
    const { inflates, inflatedBytes, deltas, deltaBytes, allocations } = this
    return { inflates, inflatedBytes, deltas, deltaBytes, allocations }
  }
}
