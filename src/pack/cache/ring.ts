/**
 * One part of the arena's ring, used in a circle: bytes, and the slots that say what lies in them.
 *
 * What was put in first lies just ahead of where the next is written, and goes first. So there is no free list, room
 * never fragments, and making room moves one number.
 */
export class Ring {
  /** Where the next entry is written. */
  writeAt: number
  /** Slots in use, counted from {@link Ring.oldest}. */
  used = 0
  #oldest = 0

  /**
   * @param begin The ring is `bytes[begin…end]` of the arena.
   * @param firstSlot It has the slots from here to `firstSlot + slotCount`.
   */
  constructor(
    readonly begin: number,
    readonly end: number,
    readonly firstSlot: number,
    readonly slotCount: number,
  ) {
    this.writeAt = begin
  }

  /** The slot that was taken first of those in use. */
  get oldest(): number {
    return this.firstSlot + this.#oldest
  }

  /** The slot to be used next; there must be one. */
  take(): number {
    return this.firstSlot + ((this.#oldest + this.used++) % this.slotCount)
  }

  /** Gives up the oldest slot. */
  shift(): void {
    this.#oldest = (this.#oldest + 1) % this.slotCount
    this.used--
  }
}
