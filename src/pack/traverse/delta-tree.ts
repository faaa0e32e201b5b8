/**
 * Which entries are deltas of which: for every entry of a pack the list of its children.
 *
 * The heaviest child, by entries below it, comes last. Whoever walks the tree depth first needs a base until the
 * walk has entered its last child, so at any moment the bases still needed are those of nested subtrees that at
 * least halve: at most log2(entries) of them, whatever the shape of the tree.
 */
import { type EntryTable, NO_BASE } from './entry-table.js'

/** The end of a list of children. */
export const NO_ENTRY = -1

export class DeltaTree {
  /** The first child of each entry, or {@link NO_ENTRY}. */
  readonly firstChild: Int32Array
  /** The next child of the same base, or {@link NO_ENTRY}. */
  readonly nextSibling: Int32Array
  readonly #lastChild: Int32Array
  /** Entries in the subtree of each entry, itself included. */
  readonly #weights: Uint32Array

  /**
   * Builds the lists from the bases that are known. A circle of deltas hangs on no root, so no walk meets it.
   *
   * @param room Entries that may be added to the table later on.
   */
  constructor({ count, bases }: EntryTable, room = 0) {
    this.firstChild = new Int32Array(count + room).fill(NO_ENTRY)
    this.nextSibling = new Int32Array(count + room).fill(NO_ENTRY)
    this.#lastChild = new Int32Array(count + room).fill(NO_ENTRY)
    this.#weights = new Uint32Array(count + room).fill(1)
    this.#weigh(count, bases)
    this.firstChild.fill(NO_ENTRY)
    this.nextSibling.fill(NO_ENTRY)
    for (let position = count - 1; position >= 0; position--) {
      if (bases[position]! >= 0) this.attach(bases[position]!, position)
    }
  }

  /** Breadth first from what has no base, and back: a base may stand behind its deltas, so no fixed order would do. */
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
