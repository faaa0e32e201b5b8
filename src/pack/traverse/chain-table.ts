/**
 * As much of a pack's delta trees as some of its objects need: their entries and all that these build on.
 *
 * Rows are in the order in which entries are come upon, not in that of the pack.
 */
/* eslint no-bitwise: "off" -- hashes are 32-bit words */
import { PackmapError } from '../../base/errors.js'
import { EntryHeader } from '../data/entry-header.js'
import type { Pack } from '../pack.js'
import { baseOf } from '../data/base-of.js'
import { DeltaTree, NO_ENTRY } from './delta-tree.js'
import type { WalkedEntries, WalkedTree } from './delta-walk.js'
import { NO_BASE, UNKNOWN_BASE } from './entry-table.js'

const FIRST_CAPACITY = 256

export interface ChainTable {
  readonly entries: WalkedEntries
  readonly tree: WalkedTree
  /** The first entry that is stored whole, in the order of the pack, or `NO_ENTRY`. */
  readonly firstRoot: number
  /** The row of each object asked for; -1: its chain is damaged, and it is in no tree. */
  readonly rows: Int32Array
}

/**
 * The entries that the objects at some offsets need.
 *
 * @param wanted Where their entries begin, ascending.
 */
export function chainTableOf(pack: Pack, wanted: Float64Array): ChainTable {
  const builder = new ChainTableBuilder(pack)
  const rows = Int32Array.from(wanted, (offset) => builder.add(offset))
  return builder.finish(rows)
}

class ChainTableBuilder {
  readonly #pack: Pack
  readonly #header = new EntryHeader()
  count = 0
  offsets = new Float64Array(FIRST_CAPACITY)
  sizes = new Float64Array(FIRST_CAPACITY)
  types = new Uint8Array(FIRST_CAPACITY)
  headerLengths = new Uint8Array(FIRST_CAPACITY)
  bases = new Int32Array(FIRST_CAPACITY)
  /** 1 + a row, by a hash of its offset; 0: none. */
  #places = new Int32Array(FIRST_CAPACITY * 2)

  constructor(pack: Pack) {
    this.#pack = pack
  }

  /** Adds an entry and what it builds on; returns its row. */
  add(offset: number): number {
    const known = this.#rowOf(offset)
    if (known >= 0) return known
    const first = this.count
    let at = offset
    for (;;) {
      const row = this.#enter(at)
      let base: number
      try {
        base = this.#readHeader(row, at)
      } catch (error) {
        if (!(error instanceof PackmapError)) throw error
        this.bases[row] = UNKNOWN_BASE
        return first
      }
      if (base === 0) {
        this.bases[row] = NO_BASE
        return first
      }
      const baseRow = this.#rowOf(base)
      this.bases[row] = baseRow >= 0 ? baseRow : this.count
      if (baseRow >= 0) return first
      at = base
    }
  }

  /** Reads the header of the entry at `offset` to `row`; returns the offset of its base, or 0. */
  #readHeader(row: number, offset: number): number {
    const header = this.#header
    this.#pack.data.readHeader(offset, header)
    this.types[row] = header.type
    this.sizes[row] = header.size
    this.headerLengths[row] = header.length
    return baseOf(this.#pack, offset, header)
  }

  #placeOf(offset: number): number {
    const mask = this.#places.length - 1
    let place = Math.imul(offset | 0, 0x9e3779b1) >>> 8
    for (; ; place++) {
      const row = this.#places[place & mask]! - 1
      if (row < 0 || this.offsets[row] === offset) return place & mask
    }
  }

  #rowOf(offset: number): number {
    return this.#places[this.#placeOf(offset)]! - 1
  }

  #enter(offset: number): number {
    if (this.count === this.types.length) this.#grow()
    const row = this.count++
    this.offsets[row] = offset
    this.#places[this.#placeOf(offset)] = row + 1
    return row
  }

  #grow(): void {
    const capacity = this.count * 2
    this.offsets = grown(new Float64Array(capacity), this.offsets)
    this.sizes = grown(new Float64Array(capacity), this.sizes)
    this.types = grown(new Uint8Array(capacity), this.types)
    this.headerLengths = grown(new Uint8Array(capacity), this.headerLengths)
    this.bases = grown(new Int32Array(capacity), this.bases)
    this.#places = new Int32Array(capacity * 2)
    for (let row = 0; row < this.count; row++) this.#places[this.#placeOf(this.offsets[row]!)] = row + 1
  }

  finish(rows: Int32Array): ChainTable {
    const { count, bases, offsets } = this
    const tree = new DeltaTree({ count, bases })
    const roots: number[] = []
    for (let row = 0; row < count; row++) if (bases[row] === NO_BASE) roots.push(row)
    roots.sort((a, b) => offsets[a]! - offsets[b]!)
    for (const [i, root] of roots.entries()) tree.nextSibling[root] = roots[i + 1] ?? NO_ENTRY
    const isRooted = this.#rooted(roots, tree)
    return {
      entries: this,
      tree,
      firstRoot: roots[0] ?? NO_ENTRY,
      rows: rows.map((row) => (isRooted[row] === 1 ? row : -1)),
    }
  }

  /** 1 for each row that hangs on a root. */
  #rooted(roots: readonly number[], { firstChild, nextSibling }: DeltaTree): Uint8Array {
    const isRooted = new Uint8Array(this.count)
    const pending = [...roots]
    for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
      isRooted[row] = 1
      for (let child = firstChild[row]!; child !== NO_ENTRY; child = nextSibling[child]!) pending.push(child)
    }
    return isRooted
  }
}

function grown<A extends Uint8Array | Int32Array | Float64Array>(to: A, from: A): A {
  to.set(from)
  return to
}
