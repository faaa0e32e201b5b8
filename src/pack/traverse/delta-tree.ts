/**
 * Which entries are deltas of which: for every entry of a pack the list of its children.
 *
 * The heaviest child, by entries below it, comes last. Whoever walks the tree depth first needs a base until the
 * walk has entered its last child, so at any moment the bases still needed are those of nested subtrees that at
 * least halve: at most log2(entries) of them, whatever the shape of the tree.
 */
import { NO_BASE } from './entry-table.js'

/** The end of a list of children. */
export const NO_ENTRY = -1

/** Where each entry's base stands: all that the shape of the tree depends on. */
export interface EntryBases {
  readonly count: number
  /** Pack position of each delta's base, or a negative number. */
  readonly bases: Int32Array
}

/** Makes an array for one of the tree's lists: in memory that threads share, if the tree is to be walked by several. */
export type ListAllocator = (length: number) => Int32Array

export class DeltaTree {
  /** The first child of each entry, or {@link NO_ENTRY}. */
  readonly firstChild: Int32Array
  /** The next child of the same base, or {@link NO_ENTRY}; for a root see {@link DeltaTree.chainRoots}. */
  readonly nextSibling: Int32Array
  readonly #lastChild: Int32Array
  /** Entries in the subtree of each entry, itself included. */
  readonly #weights: Uint32Array

  /**
   * Builds the lists from the bases that are known. A circle of deltas hangs on no root, so no walk meets it.
   *
   * @param room Entries that may be added to the table later on.
   */
  constructor({ count, bases }: EntryBases, room = 0, allocate: ListAllocator = (n) => new Int32Array(n)) {
    this.firstChild = allocate(count + room).fill(NO_ENTRY)
    this.nextSibling = allocate(count + room).fill(NO_ENTRY)
    this.#lastChild = new Int32Array(count + room).fill(NO_ENTRY)
    this.#weights = new Uint32Array(count + room).fill(1)
    if (!this.#weighBackwards(count, bases)) {
      this.#weights.fill(1)
      this.#weigh(count, bases)
      this.firstChild.fill(NO_ENTRY)
      this.nextSibling.fill(NO_ENTRY)
    }
    for (let position = count - 1; position >= 0; position--) {
      if (bases[position]! >= 0) this.attach(bases[position]!, position)
    }
  }

  /** The usual case, every base ahead of its deltas; false: it is not. */
  #weighBackwards(count: number, bases: Int32Array): boolean {
    const weights = this.#weights
    for (let position = count - 1; position >= 0; position--) {
      const base = bases[position]!
      if (base >= position) return false
      if (base >= 0) weights[base]! += weights[position]!
    }
    return true
  }

  /** Breadth first from what has no base, and back, for bases that stand anywhere. */
  #weigh(count: number, bases: Int32Array): void {
    const { firstChild, nextSibling } = this
    const weights = this.#weights
    const order = new Int32Array(count)
    let found = 0
    for (let position = count - 1; position >= 0; position--) {
      const base = bases[position]!
      if (base <= NO_BASE) {
        order[found++] = position
      } else {
        nextSibling[position] = firstChild[base]!
        firstChild[base] = position
      }
    }
    for (let next = 0; next < found; next++) {
      for (let child = firstChild[order[next]!]!; child !== NO_ENTRY; child = nextSibling[child]!) {
        order[found++] = child
      }
    }
    for (let next = found - 1; next >= 0; next--) {
      const base = bases[order[next]!]!
      if (base >= 0) weights[base]! += weights[order[next]!]!
    }
  }

  /**
   * Links the entries that are stored whole to one another as siblings, in the order of the pack.
   *
   * @returns The first of them, or {@link NO_ENTRY}.
   */
  chainRoots({ count, bases }: EntryBases): number {
    let first = NO_ENTRY
    for (let position = count - 1; position >= 0; position--) {
      if (bases[position] !== NO_BASE) continue
      this.nextSibling[position] = first
      first = position
    }
    return first
  }

  /** Makes `child`, which has no base yet, a child of `base`. */
  attach(base: number, child: number): void {
    const last = this.#lastChild[base]!
    if (last === NO_ENTRY) {
      this.firstChild[base] = this.#lastChild[base] = child
    } else if (this.#weights[child]! > this.#weights[last]!) {
      this.nextSibling[last] = this.#lastChild[base] = child
    } else {
      this.nextSibling[child] = this.firstChild[base]!
      this.firstChild[base] = child
    }
  }
}
