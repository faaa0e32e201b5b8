/**
 * Where the core sees bytes of windows that are not in its memory: parts of them, copied into a few ranges that go round.
 *
 * A file has one at a time. No address in a window outlives the next need for another, so any may be taken away.
 */
import { COPIES_AT, COPY_COUNT, COPY_SIZE } from './core-layout.js'

/** Whoever has a range. */
interface CopyOwner {
  /** Told that it has it no more. */
  loseCopy(): void
}

export class WindowCopies<Owner extends CopyOwner> {
  readonly #owners: (Owner | undefined)[] = Array.from({ length: COPY_COUNT })
  #next = 0

  /** The address of a range for `owner`, the one that it has if it has one. */
  take(owner: Owner): number {
    let i = this.#owners.indexOf(owner)
    if (i === -1) {
      i = this.#next
      this.#next = (i + 1) % COPY_COUNT
      this.#owners[i]?.loseCopy()
      this.#owners[i] = owner
    }
    return COPIES_AT + i * COPY_SIZE
  }

  /** The owner is no more. */
  drop(owner: Owner): void {
    const i = this.#owners.indexOf(owner)
    if (i !== -1) this.#owners[i] = undefined
  }
}
