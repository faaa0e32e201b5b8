/**
 * From (pack, offset) to an object that is looked at where it was made: in the core's memory, without a copy.
 *
 * For walks through history: assembly/read-object.ts says how what deltas make is kept for the next.
 */
import * as layout from '../core/core-layout.js'
import type { Pack } from '../pack.js'
import type { ReadCore } from './read-core.js'

export class ViewReader {
  /** Where in the memory the object lies that was read last, valid until anything else is read. */
  at = 0
  size = 0
  /** Its slot in the cache, or 0. */
  slot = 0
  /**
   * Where a kept object lies that the last one was made from, what was noted of it, and its size; 0 bytes: none was.
   */
  baseAt = 0
  baseSize = 0
  baseNote = 0
  readonly #core: ReadCore

  constructor(core: ReadCore) {
    this.#core = core
  }

  /**
   * Reads the object whose entry begins at `offset`.
   *
   * @param type The `OBJ_…` number that it should have.
   * @param isKept Whether it is kept for what builds on it, even if it is stored whole.
   * @returns False: it is of another type, or the memory has no room for it or for a base of it. Errors are those of
   *   `readPacked`.
   */
  read(pack: Pack, offset: number, type: number, isKept: boolean): boolean {
    const core = this.#core
    if (core.functions.makeForWalk(pack.row, offset, type, isKept ? 1 : 0) !== layout.MADE) return false
    this.#showResult()
    this.slot = core.stateWord(layout.STATE_RESULT_SLOT)
    this.baseAt = core.stateWord(layout.STATE_BASE_AT)
    this.baseSize = core.stateWord(layout.STATE_BASE_SIZE)
    this.baseNote = core.stateWord(layout.STATE_BASE_NOTE)
    return true
  }

  #showResult(): void {
    this.at = this.#core.stateWord(layout.STATE_RESULT_AT)
    this.size = this.#core.stateWord(layout.STATE_RESULT_SIZE)
  }

  /** Notes something of a kept object, if it is still in its slot: any number but 0. */
  note(slot: number, pack: number, offset: number, note: number): void {
    this.#core.functions.noteKept(slot, pack, offset, note)
  }

  /** Where in the memory a kept object lies, as {@link ViewReader.at} and size. False: it is kept no more. */
  find(pack: number, offset: number, type: number): boolean {
    if (!this.#core.functions.findKept(pack, offset, type)) return false
    this.#showResult()
    return true
  }
}
