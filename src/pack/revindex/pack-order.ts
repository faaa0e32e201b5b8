/**
 * The entries of a pack in the order in which they stand in it, and so where each one ends.
 *
 * A pack says where entries begin (its index, by oid) and not where they end: an entry ends where the next begins.
 */
export interface PackOrder {
  /** Entries of the pack. */
  readonly count: number

  /** Where the entry at a pack position begins: bytes from the start of the packfile. */
  offsetAt(packPosition: number): number

  /** Index position of the entry that stands at a pack position, 0 to `count - 1`. */
  indexPositionAt(packPosition: number): number
}

/**
 * Rank of the entry at `offset` among all entries of the pack.
 *
 * @returns -1: no entry begins there.
 */
export function packPositionOf(order: PackOrder, offset: number): number {
  let low = 0
  let high = order.count
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (order.offsetAt(middle) < offset) low = middle + 1
    else high = middle
  }
  return low < order.count && order.offsetAt(low) === offset ? low : -1
}
