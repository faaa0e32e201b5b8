/**
 * From (pack, offset) to an object that is looked at where it was made: in the arena, without a copy.
 *
 * For walks through history, which look at each object once and follow delta chains as they do so: the next tree is a
 * delta on one of the last. So what deltas make is kept in the cache as a whole object, in the place of its entry, and
 * the chain of the next tree ends after one step. Random reads of git.git would find too few of them to pay for the
 * room; its history applies one delta to make a tree, where it would be 13 with entries alone.
 */
import { NO_SLOT } from '../cache/entry-cache.js'
import { DeltaSizes } from '../delta/delta-sizes.js'
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { checkDeltaSizes, checkDeltaWork } from './check-delta-sizes.js'
import { EntryReader } from './entry-reader.js'
import type { ReadCore } from './read-core.js'

export class ViewReader {
  /** Where in the arena the object lies that was read last, valid until anything else is read. */
  at = 0
  size = 0
  /** Its slot in the cache, or `NO_SLOT`. */
  slot = NO_SLOT
  /**
   * Where a kept object lies that the last one was made from, what was noted of it, and its size; 0 bytes: none was.
   */
  baseAt = 0
  baseSize = 0
  baseNote = 0
  readonly #core: ReadCore
  readonly #entries: EntryReader
  readonly #sizes = new DeltaSizes()

  constructor(core: ReadCore) {
    this.#core = core
    this.#entries = new EntryReader(core)
  }

  /**
   * Reads the object whose entry begins at `offset`.
   *
   * @param type The `OBJ_…` number that it should have.
   * @param isKept Whether it is kept for what builds on it, even if it is stored whole.
   * @returns False: it is of another type, or the arena has no room for it or for a base of it. Errors are those of
   *   {@link ObjectReader.read}.
   */
  read(pack: Pack, offset: number, type: number, isKept: boolean): boolean {
    const { chain, cache } = this.#core
    chain.follow(pack, offset, cache)
    const { depth } = chain
    this.baseSize = 0
    if (chain.type !== type || !this.#readBase(pack, isKept || depth > 0)) return false
    const slot = chain.slots[depth]!
    const [at, size, note] = [this.at, this.size, slot === NO_SLOT ? 0 : cache.bases[slot]!]
    let written = size
    for (let link = depth - 1; link >= 0; link--) {
      if (!this.#step(pack, link, type, written)) return false
      written += this.size
    }
    // With one step the base has stayed where it was, be its slot evicted; with several it may have had to go.
    if (depth > 0 && slot !== NO_SLOT && (depth === 1 || cache.holds(slot, pack.id, chain.offsets[depth]!))) {
      this.baseAt = at
      this.baseSize = size
      this.baseNote = note
    }
    return true
  }

  /** Notes something of a kept object, if it is still in its slot: any number but 0. */
  note(slot: number, pack: number, offset: number, note: number): void {
    const { cache } = this.#core
    if (cache.holds(slot, pack, offset)) cache.bases[slot] = note
  }

  /** Where in the arena a kept object lies, as {@link ViewReader.at} and size. False: it is kept no more. */
  find(pack: number, offset: number, type: number): boolean {
    const { cache } = this.#core
    const slot = cache.find(pack, offset)
    if (slot === NO_SLOT || cache.types[slot] !== type) return false
    this.at = cache.at[slot]!
    this.size = cache.sizes[slot]!
    return true
  }

  #readBase(pack: Pack, isKept: boolean): boolean {
    const { arena, chain, cache } = this.#core
    const link = chain.depth
    const size = chain.sizes[link]!
    this.size = size
    const slot = chain.slots[link]!
    this.slot = slot
    if (slot !== NO_SLOT) {
      this.at = cache.at[slot]!
      return true
    }
    if (size >= arena.scratchSize) return false
    this.#entries.select(pack, link)
    if (!isKept) {
      this.at = arena.inputScratchAt
      this.#entries.inflateTo(pack, arena.bytes, this.at)
      return true
    }
    const reserved = cache.reserve(pack.id, chain.offsets[link]!, chain.type, size, 0)
    if (reserved === NO_SLOT) return false
    this.at = cache.at[reserved]!
    this.slot = reserved
    this.#fill(reserved, () => {
      this.#entries.inflateTo(pack, arena.bytes, this.at)
    })
    return true
  }

  /** Applies the delta of a link to what has been read, in the cache. False: there is no room. */
  #step(pack: Pack, link: number, type: number, written: number): boolean {
    const { arena, chain, cache, deltas, counters } = this.#core
    const sizes = this.#sizes
    const offset = chain.offsets[link]!
    const deltaSize = chain.sizes[link]!
    if (deltaSize >= arena.scratchSize) return false
    const deltaAt = arena.inputScratchAt
    this.#bringDelta(pack, link)
    checkDeltaSizes(this.#core, pack, link, arena.bytes, deltaAt, deltaAt + deltaSize, this.size, sizes)
    checkDeltaWork(this.#core, pack, written + sizes.result)
    if (sizes.result >= arena.scratchSize) return false
    const reserved = cache.reserve(pack.id, offset, type, sizes.result, 0, this.at, this.at + this.size)
    if (reserved === NO_SLOT) return false
    const to = cache.at[reserved]!
    const fault = deltas.apply(this.at, this.size, sizes.next, deltaAt + deltaSize, to, sizes.result)
    if (fault !== undefined) {
      cache.drop(reserved)
      throw new CorruptPackError(pack.path, offset, fault)
    }
    counters.deltas++
    counters.deltaBytes += sizes.result
    this.at = to
    this.size = sizes.result
    this.slot = reserved
    return true
  }

  /** Makes the delta of a link lie in the input area; where it was in the cache, what it makes takes its place. */
  #bringDelta(pack: Pack, link: number): void {
    const { arena, chain, cache } = this.#core
    const slot = chain.slots[link]!
    if (cache.holds(slot, pack.id, chain.offsets[link]!)) {
      const at = cache.at[slot]!
      arena.bytes.copyWithin(arena.inputScratchAt, at, at + cache.sizes[slot]!)
      cache.drop(slot)
      return
    }
    this.#entries.select(pack, link)
    this.#entries.inflateTo(pack, arena.bytes, arena.inputScratchAt)
  }

  #fill(slot: number, fill: () => void): void {
    try {
      fill()
    } catch (error) {
      this.#core.cache.drop(slot)
      throw error
    }
  }
}
