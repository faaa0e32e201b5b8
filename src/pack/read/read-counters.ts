import { STATE_DELTA_BYTES, STATE_DELTAS, STATE_INFLATED_BYTES, STATE_INFLATES } from '../core/core-layout.js'

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

/** A core that counts in its own memory what it inflates and applies. */
interface CountingCore {
  stateNumber(at: number): number
}

/** The numbers of {@link ReadWork}, being counted. */
export class ReadCounters implements ReadWork {
  inflates = 0
  inflatedBytes = 0
  deltas = 0
  deltaBytes = 0
  allocations = 0
  readonly #cores = new Set<CountingCore>()

  /** Counts what a core does from now on. */
  addCore(core: CountingCore): void {
    this.#cores.add(core)
  }

  /** Keeps what a core has counted, which it will forget. */
  dropCore(core: CountingCore): void {
    this.inflates += core.stateNumber(STATE_INFLATES)
    this.inflatedBytes += core.stateNumber(STATE_INFLATED_BYTES)
    this.deltas += core.stateNumber(STATE_DELTAS)
    this.deltaBytes += core.stateNumber(STATE_DELTA_BYTES)
    this.#cores.delete(core)
  }

  /** As it is now. */
  snapshot(): ReadWork {
    let { inflates, inflatedBytes, deltas, deltaBytes } = this
    for (const core of this.#cores) {
      inflates += core.stateNumber(STATE_INFLATES)
      inflatedBytes += core.stateNumber(STATE_INFLATED_BYTES)
      deltas += core.stateNumber(STATE_DELTAS)
      deltaBytes += core.stateNumber(STATE_DELTA_BYTES)
    }
    return { inflates, inflatedBytes, deltas, deltaBytes, allocations: this.allocations }
  }
}
