/**
 * The objects of a pack in the order of its delta tree: a base, then what is made from it, each entry inflated once.
 *
 * Depth first with a stack of its own, which stays as it is between two calls: a walk can be interrupted after any
 * object. The contents on the way are held by {@link HeldContents}; those that its budget has dropped are made again
 * from their root when the walk comes back to them, which needs a tree both deep and of large objects. Inflating and
 * applying happen inside the core's arena, which belongs to the walk alone: a visitor may read through a database
 * meanwhile.
 */
import { PackmapError } from '../../base/errors.js'
import { ObjectTooLargeError } from '../../object/errors.js'
import { applyDelta } from '../delta/apply-delta.js'
import { DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import { tooDeep, tooMuchWork } from '../core/core-faults.js'
import { CorruptPackError } from '../errors.js'
import type { FileWindow } from '../file-window.js'
import { uninitialised } from '../read/output-slabs.js'
import type { ReadCore } from '../read/read-core.js'
import { NO_ENTRY } from './delta-tree.js'
import { HeldContents } from './held-contents.js'

/** A deflated bit stands for at most 258 bytes for 2 bits (RFC 1951), so no stream grows by more than this. */
export const INFLATION_MAX = 1032

const FIRST_CAPACITY = 64

/** What an object costs a walk's allowance beside its bytes. */
const OBJECT_COST = 4096

/**
 * Sees one object: its pack position, its `OBJ_…` number, and its content at `bytes[at…at + size]`, which is valid
 * until it returns. The `HEADROOM` bytes before `at` are its own to write; nothing else is.
 */
export type ObjectVisitor = (
  position: number,
  type: number,
  bytes: Uint8Array,
  at: number,
  size: number,
) => void

/** Sees an object that cannot be made: its own entry is at fault, or that of `error`'s, on which it builds. */
export type FaultVisitor = (position: number, error: PackmapError) => void

/** The packfile that is walked. */
export interface WalkedFile {
  readonly file: FileWindow
  /** One past the last byte of the last entry. */
  readonly entriesEnd: number
}

/** What a walk needs to know of entries: see `EntryTable`. Columns may be replaced while it lasts. */
export interface WalkedEntries {
  readonly offsets: Float64Array
  readonly sizes: Float64Array
  readonly types: Uint8Array
  readonly headerLengths: Uint8Array
  readonly bases: Int32Array
  /** 1: the entry, and all below it, are left out where they are come upon from their base. */
  readonly cuts?: Uint8Array
}

/** See `DeltaTree`. */
export interface WalkedTree {
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
}

export interface DeltaWalkOptions {
  /** Told of what cannot be made, and the walk goes on. Default: the error ends the walk. */
  readonly onFault?: FaultVisitor
  /** Bit n: objects of the `OBJ_…` number n are wanted; nothing is done for others. Default: all. */
  readonly types?: number
  /** Whether the entries are all of the pack, so that each must end where the next begins. Default: true. */
  readonly isComplete?: boolean
}

export const ALL_TYPES = 0b11110

export class DeltaWalk {
  readonly #core: ReadCore
  readonly #entries: WalkedEntries
  readonly #tree: WalkedTree
  readonly #contents: HeldContents
  readonly #sizes = new DeltaSizes()
  readonly #source: WalkedFile
  readonly #onFault: FaultVisitor | undefined
  readonly #types: number
  readonly #isComplete: boolean
  // The objects from a root to where the walk is, and the next child of each.
  #path = new Int32Array(FIRST_CAPACITY)
  #nexts = new Int32Array(FIRST_CAPACITY)
  /** Bytes that were written to make each of them. */
  #written = new Float64Array(FIRST_CAPACITY)
  #level = -1
  /** Levels of the path that the walk began with: the base of the unit, and what it is made from. */
  #floor = 0
  /** The next sibling on the floor, and the one not to be visited any more. */
  #next = NO_ENTRY
  #stop = NO_ENTRY
  #type = 0
  #rootContent: Uint8Array | undefined

  /** @param core The walk's own: nothing else may read with it while the walk lasts. */
  constructor(
    core: ReadCore,
    source: WalkedFile,
    entries: WalkedEntries,
    tree: WalkedTree,
    { onFault, types = ALL_TYPES, isComplete = true }: DeltaWalkOptions = {},
  ) {
    this.#core = core
    this.#source = source
    this.#entries = entries
    this.#tree = tree
    // As much again as the ring for contents that are too large for it.
    this.#contents = new HeldContents(core.memory, core.memory.ringSize)
    this.#onFault = onFault
    this.#types = types
    this.#isComplete = isComplete
  }

  /**
   * Visits a root and everything below it. The visitor may attach children to the object that it sees.
   *
   * @param content The root's content, where the packfile does not have it.
   * @throws {CorruptPackError} An entry breaks the format, or does not end where the next begins.
   * @throws {ObjectTooLargeError} An object is larger than the core's `maxObjectSize`.
   * @throws {DeltaLimitError} One builds on more deltas than `maxDeltaDepth`, or takes more than `maxDeltaWork`.
   */
  walk(root: number, visit: ObjectVisitor, content?: Uint8Array): void {
    this.begin(NO_ENTRY, root, this.#tree.nextSibling[root]!)
    this.#rootContent = content
    this.run(visit)
  }

  /** Visits a root and nothing below it. Throws as {@link DeltaWalk.walk} does. */
  makeAlone(root: number, visit: ObjectVisitor): void {
    const contents = this.#contents
    contents.clear()
    this.#rootContent = undefined
    this.#makeRoot(root)
    visit(root, this.#entries.types[root]!, contents.bytes[0]!, contents.at[0]!, contents.sizes[0]!)
    contents.clear()
  }

  /**
   * Turns to a run of siblings and what is below them, for {@link DeltaWalk.run}.
   *
   * @param base What they are made from; `NO_ENTRY`: they are roots.
   * @param stop The sibling behind the last one.
   */
  begin(base: number, first: number, stop: number): void {
    const { bases, types } = this.#entries
    this.#contents.clear() // a visitor that threw has left its own behind
    this.#rootContent = undefined
    let floor = 0
    for (let on = base; on >= 0; on = bases[on]!) {
      if (floor === this.#path.length) this.#grow()
      this.#path[floor++] = on
    }
    this.#path.subarray(0, floor).reverse()
    this.#floor = floor
    this.#level = floor - 1
    this.#next = first
    this.#stop = stop
    if (floor === 0) return
    this.#type = types[this.#path[0]!]!
    if (!this.#isWanted(this.#type)) this.#next = stop
  }

  /**
   * Goes on with the walk.
   *
   * Hot: once per object of the pack.
   *
   * @param allowance After as many bytes of objects it returns, each object counting for 4 KiB at least.
   * @returns Whether the walk is over; if not, claims on windows may be given back, and it can go on.
   * @throws {PackmapError} As {@link DeltaWalk.walk}, unless there is an `onFault`; the walk is then over.
   */
  run(visit: ObjectVisitor, allowance = Infinity): boolean {
    const { firstChild, nextSibling } = this.#tree
    const { cuts } = this.#entries
    const contents = this.#contents
    const floor = this.#floor
    let level = this.#level
    while (allowance > 0) {
      let child: number
      if (level < floor) {
        child = this.#next
        if (child === this.#stop) {
          contents.clear()
          this.#level = level
          return true
        }
        this.#next = nextSibling[child]!
      } else {
        child = this.#nexts[level]!
        while (cuts !== undefined && child !== NO_ENTRY && cuts[child] === 1) child = nextSibling[child]!
        if (child === NO_ENTRY) {
          contents.pop(level--)
          continue
        }
        this.#nexts[level] = nextSibling[child]!
      }
      if (level < 0) {
        this.#type = this.#entries.types[child]!
        if (!this.#isWanted(this.#type)) continue
      }
      try {
        this.#make(level, child)
      } catch (error) {
        this.#fail(level, child, error)
        continue
      }
      level++
      if (level === this.#path.length) this.#grow()
      this.#path[level] = child
      const size = contents.sizes[level]!
      allowance -= OBJECT_COST + size
      visit(child, this.#type, contents.bytes[level]!, contents.at[level]!, size)
      this.#nexts[level] = firstChild[child]!
    }
    this.#level = level
    return false
  }

  #isWanted(type: number): boolean {
    return (this.#types >>> type) % 2 === 1 // eslint-disable-line no-bitwise -- a set of the numbers 0 to 7
  }

  /** Makes the content of a child of the object at `level`; -1: of a root. */
  #make(level: number, child: number): void {
    if (level < 0) {
      this.#makeRoot(child)
      return
    }
    if (!this.#contents.holds(level)) this.#makeAgain(level)
    this.#makeChild(level, child)
  }

  /** Tells of a child that could not be made; and of its siblings to come, if that is because of their base. */
  #fail(level: number, child: number, error: unknown): void {
    if (!this.#onFault || !(error instanceof PackmapError)) throw error
    const { nextSibling } = this.#tree
    const contents = this.#contents
    this.#failBelow(child, error)
    if (level < 0 || contents.holds(level)) {
      contents.popAbove(level)
      return
    }
    contents.clear()
    const isFloor = level < this.#floor
    const stop = isFloor ? this.#stop : NO_ENTRY
    const cuts = isFloor ? undefined : this.#entries.cuts
    let sibling = isFloor ? this.#next : this.#nexts[level]!
    for (; sibling !== stop; sibling = nextSibling[sibling]!) {
      if (cuts?.[sibling] !== 1) this.#failBelow(sibling, error)
    }
    if (isFloor) this.#next = stop
    else this.#nexts[level] = NO_ENTRY
  }

  /** Tells of an object that cannot be made, and of everything below it, which cannot be made either. */
  #failBelow(top: number, error: PackmapError): void {
    const { firstChild, nextSibling } = this.#tree
    const { cuts } = this.#entries
    const pending = [top]
    for (let on = pending.pop(); on !== undefined; on = pending.pop()) {
      this.#onFault?.(on, error)
      for (let below = firstChild[on]!; below !== NO_ENTRY; below = nextSibling[below]!) {
        if (cuts?.[below] !== 1) pending.push(below)
      }
    }
  }

  /** The contents from the root up to `level`, of which none is held: the ones in the middle may be dropped at once. */
  #makeAgain(level: number): void {
    this.#makeRoot(this.#path[0]!)
    for (let below = 0; below < level; below++) this.#makeChild(below, this.#path[below + 1]!)
  }

  #makeRoot(root: number): void {
    const contents = this.#contents
    const content = this.#rootContent
    const size = content?.length ?? this.#select(root)
    contents.push(0, size)
    this.#written[0] = size
    if (content) contents.bytes[0]!.set(content, contents.at[0])
    else this.#inflate(root, contents.bytes[0]!, contents.at[0]!)
  }

  /** Makes the content of `child` as the level above that of its base. */
  #makeChild(baseLevel: number, child: number): void {
    const contents = this.#contents
    const sizes = this.#sizes
    const { memory: arena, deltas, maxObjectSize, counters } = this.#core
    const deltaSize = this.#select(child)
    const isLargeDelta = deltaSize >= arena.scratchSize
    const delta = isLargeDelta ? uninitialised(deltaSize + 1) : arena.bytes
    const deltaAt = isLargeDelta ? 0 : arena.inputScratchAt
    this.#inflate(child, delta, deltaAt)
    const deltaEnd = deltaAt + deltaSize
    if (!readDeltaSizes(delta, deltaAt, deltaEnd, sizes)) throw this.#corrupt(child, 'delta is cut short')
    const baseSize = contents.sizes[baseLevel]!
    if (sizes.base !== baseSize) {
      throw this.#corrupt(child, `delta is for a base of ${sizes.base} bytes, and its base has ${baseSize}`)
    }
    if (sizes.result > maxObjectSize) throw this.#tooLarge(child, sizes.result)
    this.#checkWork(baseLevel, child, sizes.result)
    contents.push(baseLevel + 1, sizes.result)
    const base = contents.bytes[baseLevel]!
    const result = contents.bytes[baseLevel + 1]!
    const baseAt = contents.at[baseLevel]!
    const resultAt = contents.at[baseLevel + 1]!
    counters.deltas++
    counters.deltaBytes += sizes.result
    const isInArena = base === arena.bytes && result === base && delta === base
    const fault = isInArena
      ? deltas.apply(baseAt, baseSize, sizes.next, deltaEnd, resultAt, sizes.result)
      : applyDelta(base, baseAt, baseSize, delta, sizes.next, deltaEnd, result, resultAt, sizes.result)
    if (fault !== undefined) throw this.#corrupt(child, fault)
  }

  /** Checks what the object above a level takes: how many deltas, and how many bytes on the way to it. */
  #checkWork(baseLevel: number, child: number, size: number): void {
    const { maxDeltaDepth, maxDeltaWork } = this.#core
    const { path } = this.#source.file
    const offset = this.#entries.offsets[child]!
    if (baseLevel >= maxDeltaDepth) throw tooDeep(path, offset, maxDeltaDepth)
    const written = this.#written[baseLevel]! + size
    if (written > maxDeltaWork) throw tooMuchWork(path, offset, maxDeltaWork)
    if (baseLevel + 1 === this.#written.length) this.#growWritten()
    this.#written[baseLevel + 1] = written
  }

  #growWritten(): void {
    const written = new Float64Array(this.#written.length * 2)
    written.set(this.#written)
    this.#written = written
  }

  /** Turns the inflater to an entry, and checks what it declares; returns its inflated size. */
  #select(position: number): number {
    const { offsets, sizes, headerLengths } = this.#entries
    const { inflater, maxObjectSize } = this.#core
    const { file, entriesEnd } = this.#source
    const size = sizes[position]!
    const streamAt = offsets[position]! + headerLengths[position]!
    if (size > maxObjectSize) throw this.#tooLarge(position, size)
    if (size > (entriesEnd - streamAt) * INFLATION_MAX) {
      throw this.#corrupt(position, `entry declares ${size} bytes, more than the rest of the pack can hold`)
    }
    inflater.begin(file, streamAt, entriesEnd)
    return size
  }

  /** Inflates the selected entry to `output[at…]`, which has room for one byte more than its size. */
  #inflate(position: number, output: Uint8Array, at: number): void {
    const { sizes, offsets } = this.#entries
    const { inflater, counters } = this.#core
    const size = sizes[position]!
    counters.inflates++
    counters.inflatedBytes += size
    const length = inflater.fill(output, at, size + 1)
    if (length !== size) {
      const much = length > size ? 'more' : `${length} bytes, less`
      throw this.#corrupt(
        position,
        length < 0 ? inflater.fault : `entry inflates to ${much} than the declared ${size}`,
      )
    }
    if (this.#isComplete && inflater.offset !== offsets[position + 1]) {
      throw this.#corrupt(position, `entry ends at byte ${inflater.offset}, not where the next begins`)
    }
  }

  #corrupt(position: number, detail: string): CorruptPackError {
    return new CorruptPackError(this.#source.file.path, this.#entries.offsets[position]!, detail)
  }

  #tooLarge(position: number, size: number): ObjectTooLargeError {
    const where = `${this.#source.file.path} (at byte ${this.#entries.offsets[position]!})`
    return new ObjectTooLargeError(where, size, this.#core.maxObjectSize)
  }

  #grow(): void {
    const path = new Int32Array(this.#path.length * 2)
    const nexts = new Int32Array(path.length)
    path.set(this.#path)
    nexts.set(this.#nexts)
    this.#path = path
    this.#nexts = nexts
  }
}
