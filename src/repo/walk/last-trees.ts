/**
 * The trees that were walked last at a path, to find the one among them that is most like the next.
 *
 * Lines of history take turns in a walk, and each goes on where it was. Trees of one line have mostly the same size, which
 * is how git chooses what to compare when it packs, too: the nearest of eight leaves two thirds of the differences that
 * the last one leaves.
 */
import type { KeptPlace } from '../../odb/object-views.js'

const TREES_MAX = 8

/** Where a tree lies that was walked. */
export interface WalkedTree extends KeptPlace {
  /** Bytes. */
  readonly size: number
}

export class LastTrees {
  readonly #trees: WalkedTree[] = []
  /** Where the oldest is, once there are as many as are kept. */
  #oldest = 0

  add(tree: WalkedTree): void {
    if (this.#trees.length < TREES_MAX) {
      this.#trees.push(tree)
      return
    }
    this.#trees[this.#oldest] = tree
    this.#oldest = (this.#oldest + 1) % TREES_MAX
  }

  /** The one whose size is nearest, of several the newest; undefined: there is none. */
  nearest(size: number): WalkedTree | undefined {
    const trees = this.#trees
    let nearest: WalkedTree | undefined
    let least = Infinity
    for (let i = 0, at = this.#oldest; i < trees.length; i++) {
      const tree = trees[at]!
      const difference = Math.abs(tree.size - size)
      if (difference <= least) {
        least = difference
        nearest = tree
      }
      if (++at === trees.length) at = 0
    }
    return nearest
  }
}
