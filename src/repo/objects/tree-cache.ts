/** The contents of trees that were read last, within a budget of bytes. */

/** Trees that were offered and not kept are remembered by name, so many at most. */
const OFFERED_MAX = 1024

/** What an entry costs beside its content: key, view and place in the map. */
const ENTRY_OVERHEAD = 256

export class TreeCache {
  /** In the order of last use: a `Map` keeps the order in which its keys were set. */
  readonly #trees = new Map<string, Uint8Array>()
  /** Names of trees that were offered once, in that order. */
  readonly #offered = new Set<string>()
  #size = 0

  /** @param sizeMax Bytes, the overhead of entries included; 0 keeps nothing. */
  constructor(private readonly sizeMax: number) {}

  get(oid: string): Uint8Array | undefined {
    const data = this.#trees.get(oid)
    if (!data) return undefined
    this.#trees.delete(oid)
    this.#trees.set(oid, data)
    return data
  }

  /**
   * Keeps a tree if it was offered before and not long ago: most trees of a history are looked at once, and copying
   * them and letting others go for them costs more than finding the few that are asked for again.
   */
  offer(oid: string, data: Uint8Array): void {
    if (this.#offered.delete(oid)) {
      this.set(oid, data)
      return
    }
    this.#offered.add(oid)
    if (this.#offered.size <= OFFERED_MAX) return
    for (const oldest of this.#offered) {
      this.#offered.delete(oldest)
      return
    }
  }

  /** Keeps a tree, and lets go of those unused for longest. One larger than a quarter of the budget is not kept. */
  set(oid: string, data: Uint8Array): void {
    const size = data.length + ENTRY_OVERHEAD
    if (size > this.sizeMax / 4 || this.#trees.has(oid)) return
    // A copy: what the database gives is cut from a larger buffer, which would be kept with it.
    this.#trees.set(oid, data.slice())
    this.#size += size
    for (const [oldest, old] of this.#trees) {
      if (this.#size <= this.sizeMax) return
      this.#trees.delete(oldest)
      this.#size -= old.length + ENTRY_OVERHEAD
    }
  }
}
