/**
 * From (pack, offset) to an object: follow the chain down to its base, then apply the deltas back up.
 *
 * Everything between the mapped bytes and the result happens in the arena, without an allocation: entries are
 * inflated into the ring and stay there for the next chain that needs them, results of deltas alternate between two
 * scratch areas, and the last one is copied out. What does not fit a scratch area goes through `large-object.ts`.
 */
import type { ObjectType } from '../../object/object-type.js'
import { NO_SLOT } from '../cache/entry-cache.js'
import { OBJ_BLOB, TYPE_NAMES } from '../data/entry-header.js'
import { DeltaSizes } from '../delta/delta-sizes.js'
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { checkDeltaSizes, checkDeltaWork } from './check-delta-sizes.js'
import { EntryReader } from './entry-reader.js'
import { readLargeObject } from './large-object.js'
import type { ReadCore } from './read-core.js'

/** A whole blob from here on is inflated straight into the result: it is rarely a base, and the copy would show. */
const DIRECT_SIZE = 256 * 1024

/** Content and type of one object. */
export interface PackedObject {
  readonly type: ObjectType
  readonly data: Uint8Array
}

export class ObjectReader {
  /** The `OBJ_…` number of what {@link ObjectReader.make} made. */
  type = 0
  /** Where in the arena that lies. */
  at = 0
  /** Bytes of it. */
  size = 0
  readonly #core: ReadCore
  readonly #entries: EntryReader
  readonly #sizes = new DeltaSizes()

  constructor(core: ReadCore) {
    this.#core = core
    this.#entries = new EntryReader(core)
  }

  /**
   * The object whose entry begins at `offset`.
   *
   * @throws {CorruptPackError | CorruptIndexError} The entry, or one of its chain, breaks the format.
   * @throws {ObjectTooLargeError} It, or anything on the way to it, is larger than `maxObjectSize`.
   * @throws {DeltaLimitError} It builds on more deltas than `maxDeltaDepth`, or takes more than `maxDeltaWork`.
   *
   * @param isBrief Whether its content may lie in memory that the next brief read uses again.
   */
  read(pack: Pack, offset: number, isBrief = false): PackedObject {
    const { chain, cache } = this.#core
    chain.follow(pack, offset, cache)
    const type = TYPE_NAMES[chain.type]!
    if (chain.depth === 0) return { type, data: this.#readWhole(pack, isBrief) }
    if (this.#applyDeltas(pack, false)) return { type, data: this.#copyOut(this.at, this.size, isBrief) }
    // What was in the cache may have gone meanwhile, so the chain is followed anew, and through the pack alone.
    chain.follow(pack, offset)
    return { type, data: readLargeObject(this.#core, this.#entries, pack) }
  }

  /**
   * Makes the object whose entry begins at `offset` in the arena and leaves it there: `type`, `at` and `size` say what
   * and where it is, until the next read. Throws as {@link ObjectReader.read} does.
   *
   * @returns False: it, or something on the way to it, does not fit.
   */
  make(pack: Pack, offset: number): boolean {
    const { chain, cache, arena } = this.#core
    chain.follow(pack, offset, cache)
    this.type = chain.type
    if (chain.depth > 0) return this.#applyDeltas(pack, true)
    this.size = chain.sizes[0]!
    if (this.size >= arena.scratchSize) return false
    this.at = this.#locate(pack, 0, 0, 0)
    return true
  }

  /** An object that is stored whole. */
  #readWhole(pack: Pack, isBrief: boolean): Uint8Array {
    const { arena, chain, cache } = this.#core
    const size = chain.sizes[0]!
    if (!cache.holds(chain.slots[0]!, pack.id, chain.offsets[0]!)) {
      const isDirect = size >= (chain.type === OBJ_BLOB ? DIRECT_SIZE : arena.scratchSize)
      if (isDirect) {
        this.#entries.select(pack, 0)
        const { slabs } = this.#core
        const data = isBrief ? slabs.takeBriefly(size) : slabs.alone(size)
        this.#entries.inflateInto(pack, data)
        return data
      }
    }
    return this.#copyOut(this.#locate(pack, 0, 0, 0), size, isBrief)
  }

  /**
   * Makes an object that is a delta in one of the scratch areas; `at` and `size` then say where.
   *
   * @param isWantedAgain Whether the object is more likely than others to be read again.
   * @returns False: something on the way does not fit the scratch areas.
   */
  #applyDeltas(pack: Pack, isWantedAgain: boolean): boolean {
    const { chain, arena, cache, deltas, counters, keepsMade } = this.#core
    const sizes = this.#sizes
    const bytes = arena.bytes
    if (chain.sizes[chain.depth]! >= arena.scratchSize) return false
    let size = chain.sizes[chain.depth]!
    let written = size
    let at = this.#locate(pack, chain.depth, 0, 0)
    for (let link = chain.depth - 1; link >= 0; link--) {
      const deltaSize = chain.sizes[link]!
      if (deltaSize >= arena.scratchSize) return false
      if (at === arena.inputScratchAt) at = this.#moveToScratch(at, size)
      const deltaAt = this.#locate(pack, link, at, at + size)
      const deltaEnd = deltaAt + deltaSize
      checkDeltaSizes(this.#core, pack, link, bytes, deltaAt, deltaEnd, size, sizes)
      if (sizes.result >= arena.scratchSize) return false
      checkDeltaWork(this.#core, pack, (written += sizes.result))
      const to = at === arena.firstScratchAt ? arena.secondScratchAt : arena.firstScratchAt
      const fault = deltas.apply(at, size, sizes.next, deltaEnd, to, sizes.result)
      if (fault !== undefined) throw new CorruptPackError(pack.path, chain.offsets[link]!, fault)
      counters.deltas++
      counters.deltaBytes += sizes.result
      at = to
      size = sizes.result
      if (keepsMade) {
        cache.offerMade(pack.id, chain.offsets[link]!, chain.type, at, size, isWantedAgain && link === 0)
      }
    }
    this.at = at
    this.size = size
    return true
  }

  /** Makes the inflated data of a link lie in the arena, in the ring if it can; returns where. */
  #locate(pack: Pack, link: number, pinnedAt: number, pinnedEnd: number): number {
    const { arena, cache, chain } = this.#core
    const offset = chain.offsets[link]!
    let slot = chain.slots[link]!
    // Making room for another link may have moved it.
    if (slot !== NO_SLOT && !cache.holds(slot, pack.id, offset)) slot = cache.find(pack.id, offset)
    if (slot !== NO_SLOT) return cache.at[slot]!
    this.#entries.select(pack, link)
    const size = chain.sizes[link]!
    const base = link === chain.depth ? 0 : chain.baseOffset(link)
    const reserved = cache.reserve(pack.id, offset, chain.types[link]!, size, base, pinnedAt, pinnedEnd)
    const at = reserved === NO_SLOT ? arena.inputScratchAt : cache.at[reserved]!
    try {
      this.#entries.inflateTo(pack, arena.bytes, at)
    } catch (error) {
      if (reserved !== NO_SLOT) cache.drop(reserved)
      throw error
    }
    return at
  }

  /** A base that is not in the ring leaves the input area to the deltas. */
  #moveToScratch(at: number, size: number): number {
    const { arena } = this.#core
    arena.bytes.copyWithin(arena.firstScratchAt, at, at + size)
    return arena.firstScratchAt
  }

  #copyOut(at: number, size: number, isBrief: boolean): Uint8Array {
    const { arena, slabs } = this.#core
    const data = isBrief ? slabs.takeBriefly(size) : slabs.take(size)
    data.set(arena.bytes.subarray(at, at + size))
    return data
  }
}
