/**
 * Objects of a database looked at one after another where they were made, without a copy: for walks, which read
 * hundreds of thousands of trees and commits and want a few bytes of each.
 *
 * What is shown is valid until the next call. Claims on windows last over several reads, so whoever hands control to
 * somebody else calls {@link ObjectViews.release} first.
 */
import { PackmapError } from '../base/errors.js'
import type { ObjectType } from '../object/object-type.js'
import { encodeHex } from '../object/oid.js'
import { OBJ_COMMIT, OBJ_TREE } from '../pack/data/entry-header.js'
import type { CoreMemory } from '../pack/core/core-memory.js'
import { ViewReader } from '../pack/read/view-reader.js'
import { hasVanished } from './damage.js'
import type { ObjectSource } from './object-source.js'

/** Reads after which claims are given back: so seldom that it costs nothing, so often that windows can move. */
const READS_PER_CLAIM = 64

/** The place of a tree that may be looked at again; of one that is kept nowhere, `pack` is 0. */
export interface KeptPlace {
  pack: number
  offset: number
  /** Where in the cache it is, unless it has moved. */
  slot: number
}

let viewsMade = 0

export class ObjectViews {
  /** The content is `bytes[at…end]`. */
  bytes: Uint8Array = new Uint8Array()
  at = 0
  end = 0
  /** Where it may be found again by {@link ObjectViews.findTree}. */
  readonly place: KeptPlace = { pack: 0, offset: 0, slot: 0 }
  readonly #source: ObjectSource
  readonly #reader: ViewReader
  readonly #checkOpen: () => void
  /** What checks or counts every object is left to the ordinary way of reading. */
  readonly #isPlain: boolean
  readonly #id = ++viewsMade
  #reads = 0

  /** @param checkOpen Throws once the database is closed. */
  constructor(source: ObjectSource, checkOpen: () => void) {
    this.#source = source
    this.#checkOpen = checkOpen
    this.#reader = new ViewReader(source.core)
    const { verify, cachesResolved } = source.core
    this.#isPlain = verify === 'none' && cachesResolved && source.options.budget === undefined
  }

  /** The memory that kept trees are in. */
  get arena(): CoreMemory {
    return this.#source.core.memory
  }

  /**
   * Looks at a tree or commit.
   *
   * @param oid Raw bytes.
   * @returns The type of the object, which may be another; undefined where there is none. Errors are those of
   *   `ObjectDatabase.read`.
   */
  read(oid: Uint8Array, type: 'tree' | 'commit'): ObjectType | undefined {
    this.#begin()
    if (this.#isPlain && this.#readPacked(oid, type)) return type
    try {
      const object = this.#source.read(oid, encodeHex(oid))
      if (object) this.show(object.data)
      return object?.type
    } finally {
      this.#source.end()
    }
  }

  /** Looks at bytes from elsewhere. */
  show(bytes: Uint8Array): void {
    this.place.pack = 0
    this.bytes = bytes
    this.at = 0
    this.end = bytes.length
  }

  /** Looks again at a tree that was read before. False: it is not kept any more. */
  findTree({ pack, offset }: KeptPlace): boolean {
    if (pack === 0 || !this.#reader.find(pack, offset, OBJ_TREE)) return false
    this.#showArena()
    return true
  }

  /**
   * Looks at the tree that the last one was made from, if that was noted by {@link ObjectViews.noteDone} and is kept.
   * Call it before anything else is read.
   */
  findDoneBase(): boolean {
    const reader = this.#reader
    if (reader.baseSize === 0 || reader.baseNote !== this.#id) return false
    this.at = reader.baseAt
    this.end = reader.baseAt + reader.baseSize
    return true
  }

  /** Notes of a tree that its reader is done with all of it. */
  noteDone({ pack, offset, slot }: KeptPlace): void {
    if (pack !== 0) this.#reader.note(slot, pack, offset, this.#id)
  }

  /** As `ObjectDatabase.has`. @param oid Raw bytes. */
  has(oid: Uint8Array): boolean {
    this.#begin()
    if (this.#isPlain && this.#findPacked(oid)) return true
    try {
      return this.#source.locate(oid, undefined, this.#source.pacer)
    } finally {
      this.#source.end()
    }
  }

  /** Gives back claims on windows, and delivers warnings. */
  release(): void {
    this.#source.end()
  }

  #begin(): void {
    this.#checkOpen()
    if (this.#reads++ % READS_PER_CLAIM === 0 || !this.#isPlain) this.#source.end()
  }

  #findPacked(oid: Uint8Array): boolean {
    try {
      return this.#source.packs.find(oid, this.#source.place)
    } catch (error) {
      if (mayBeElsewhere(error)) return false
      throw error
    }
  }

  /** False: it is not in a pack, or has to be read in another way. */
  #readPacked(oid: Uint8Array, type: 'tree' | 'commit'): boolean {
    if (!this.#findPacked(oid)) return false
    const { pack, offset } = this.#source.place
    try {
      const isTree = type === 'tree'
      if (!this.#reader.read(pack!, offset, isTree ? OBJ_TREE : OBJ_COMMIT, isTree)) return false
      this.place.pack = pack!.id
      this.place.offset = offset
      this.place.slot = this.#reader.slot
      this.#showArena()
      return true
    } catch (error) {
      if (mayBeElsewhere(error)) return false
      throw error
    }
  }

  #showArena(): void {
    this.bytes = this.#source.core.memory.bytes
    this.at = this.#reader.at
    this.end = this.at + this.#reader.size
  }
}

/** Whether another copy may be better: it is looked for where the object is read again, in the ordinary way. */
function mayBeElsewhere(error: unknown): boolean {
  return error instanceof PackmapError || hasVanished(error)
}
