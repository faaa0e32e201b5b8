/**
 * Every object of a pack in the order of its delta tree: a base, then what is made from it, each entry inflated once.
 *
 * Depth first with a stack of its own. The contents on the way are held by {@link HeldContents}; those that its budget
 * has dropped are made again from their root when the walk comes back to them, which needs a tree both deep and of
 * large objects. Inflating and applying happen inside the core's arena, which belongs to the walk alone: a visitor
 * may read through a database meanwhile.
 */
import { ObjectTooLargeError } from '../../object/errors.js'
import { applyDelta } from '../delta/apply-delta.js'
import { DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import { CorruptPackError } from '../errors.js'
import type { FileWindow } from '../file-window.js'
import { uninitialised } from '../read/output-slabs.js'
import type { ReadCore } from '../read/read-core.js'
import { type DeltaTree, NO_ENTRY } from './delta-tree.js'
import type { EntryTable } from './entry-table.js'
import { HeldContents } from './held-contents.js'

/** A deflated bit stands for at most 258 bytes for 2 bits (RFC 1951), so no stream grows by more than this. */
export const INFLATION_MAX = 1032

/** Bytes of objects too large for the arena that are held at once, beyond a base and its result. */
const OWN_BYTES_MAX = 128 * 1024 * 1024

const FIRST_CAPACITY = 64

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

/** The packfile that is walked. */
export interface WalkedFile {
  readonly file: FileWindow
  /** One past the last byte of the last entry. */
  readonly entriesEnd: number
}

export class DeltaWalk {
  readonly #core: ReadCore
  readonly #entries: EntryTable
  readonly #tree: DeltaTree
  readonly #contents: HeldContents
  readonly #sizes = new DeltaSizes()
  readonly #source: WalkedFile
  #path = new Int32Array(FIRST_CAPACITY)
  #nexts = new Int32Array(FIRST_CAPACITY)
  #rootContent: Uint8Array | undefined

  /** @param core The walk's own: nothing else may read with it while the walk lasts. */
  constructor(core: ReadCore, source: WalkedFile, entries: EntryTable, tree: DeltaTree) {
    this.#core = core
    this.#source = source
    this.#entries = entries
    this.#tree = tree
    this.#contents = new HeldContents(core.arena, OWN_BYTES_MAX)
  }

  /**
   * Visits a root and everything below it. The visitor may attach children to the object that it sees.
   *
   * Hot: once per object of the pack.
   *
   * @param content The root's content, where the packfile does not have it.
   * @throws {CorruptPackError} An entry breaks the format, or does not end where the next begins.
   * @throws {ObjectTooLargeError} An object is larger than the core's `maxObjectSize`.
   */
  walk(root: number, visit: ObjectVisitor, content?: Uint8Array): void {
    const { firstChild, nextSibling } = this.#tree
    const { objectTypes, types } = this.#entries
    const contents = this.#contents
    const type = types[root]!
    contents.clear() // a visitor that threw has left its own behind
    this.#rootContent = content
    this.#path[0] = root
    this.#makeRoot(root)
    objectTypes[root] = type
    visit(root, type, contents.bytes[0]!, contents.at[0]!, contents.sizes[0]!)
    this.#nexts[0] = firstChild[root]!
    let level = 0
    while (level >= 0) {
      const child = this.#nexts[level]!
      if (child === NO_ENTRY) {
        contents.pop(level--)
        continue
      }
      this.#nexts[level] = nextSibling[child]!
      if (!contents.holds(level)) this.#makeAgain(level)
      this.#makeChild(level, child)
      level++
      if (level === this.#path.length) this.#grow()
      this.#path[level] = child
      objectTypes[child] = type
      visit(child, type, contents.bytes[level]!, contents.at[level]!, contents.sizes[level]!)
      this.#nexts[level] = firstChild[child]!
    }
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
    if (content) contents.bytes[0]!.set(content, contents.at[0])
    else this.#inflate(root, contents.bytes[0]!, contents.at[0]!)
  }

  /** Makes the content of `child` as the level above that of its base. */
  #makeChild(baseLevel: number, child: number): void {
    const contents = this.#contents
    const sizes = this.#sizes
    const { arena, deltas, maxObjectSize } = this.#core
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
    contents.push(baseLevel + 1, sizes.result)
    const base = contents.bytes[baseLevel]!
    const result = contents.bytes[baseLevel + 1]!
    const baseAt = contents.at[baseLevel]!
    const resultAt = contents.at[baseLevel + 1]!
    const isInArena = base === arena.bytes && result === base && delta === base
    const fault = isInArena
      ? deltas.apply(baseAt, baseSize, sizes.next, deltaEnd, resultAt, sizes.result)
      : applyDelta(base, baseAt, baseSize, delta, sizes.next, deltaEnd, result, resultAt, sizes.result)
    if (fault !== undefined) throw this.#corrupt(child, fault)
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
    const { inflater } = this.#core
    const size = sizes[position]!
    const length = inflater.fill(output, at, size + 1)
    if (length !== size) {
      const much = length > size ? 'more' : `${length} bytes, less`
      throw this.#corrupt(
        position,
        length < 0 ? inflater.fault : `entry inflates to ${much} than the declared ${size}`,
      )
    }
    if (inflater.offset !== offsets[position + 1]) {
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
