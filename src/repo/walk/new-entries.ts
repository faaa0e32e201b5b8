/**
 * What is new in the trees of a walk. Of the hundreds of entries of a tree a commit changes one or two; the others have
 * been dealt with, in a tree that was walked before.
 *
 * That is the tree which this one is stored as a delta against, if it has been walked: git's own choice of what is most
 * like it leaves 200 bytes a tree of git.git. Else it is one that was walked at the same path, which leaves 1,300. Both
 * are compared where reading left them, in the cache of the database. Where neither is there, every entry counts as new,
 * which costs a look-up each.
 */
import { createTreeDifference, type TreeDifference } from '../../object/tree-difference.js'
import type { ObjectViews } from '../../odb/object-views.js'
import { LastTrees, type WalkedTree } from './last-trees.js'

/** Paths remembered at most; then it begins anew. */
const PATHS_MAX = 2 ** 17
const FIRST_CAPACITY = 64 * 1024
/** Below it a loop copies faster than a view is made. */
const SHORT = 128

export class NewEntries {
  /** The new entries of all folders that are being walked, each behind those of the folder that it is in. */
  bytes = new Uint8Array(FIRST_CAPACITY)
  readonly #views: ObjectViews
  readonly #oidSize: number
  readonly #difference: TreeDifference
  readonly #byPath = new Map<string, LastTrees>()
  readonly #isAnyPath: boolean

  /**
   * @param oidSize Bytes of an oid.
   * @param isAnyPath Whether an entry that has been dealt with in one place has been so everywhere. Otherwise trees are
   *   compared only with those at the same path.
   */
  constructor(views: ObjectViews, oidSize: number, isAnyPath: boolean) {
    this.#views = views
    this.#oidSize = oidSize
    this.#isAnyPath = isAnyPath
    this.#difference = createTreeDifference(views.arena.bytes, views.arena.memory)
  }

  /** The trees that were walked at a path, to which {@link NewEntries.noteDone} adds. */
  lastAt(path: string): LastTrees {
    let last = this.#byPath.get(path)
    if (!last) {
      if (this.#byPath.size === PATHS_MAX) this.#byPath.clear()
      last = new LastTrees()
      this.#byPath.set(path, last)
    }
    return last
  }

  /**
   * Copies what is new in the tree that the views show to `bytes[from…]`.
   *
   * @param last Those that were walked at its path; default: none.
   * @returns Where the copies end.
   */
  take(from: number, last?: LastTrees): number {
    const views = this.#views
    let { bytes, at, end } = views
    const { arena } = views
    if (views.place.pack !== 0 && this.#findAnother(end - at, last)) {
      const to = arena.firstScratchAt
      end = this.#difference(at, end, views.at, views.end, this.#oidSize, to)
      at = to
      bytes = arena.bytes
    }
    this.#reserve(from + end - at)
    if (end - at < SHORT) for (let i = at, to = from; i < end; i++, to++) this.bytes[to] = bytes[i]!
    else this.bytes.set(bytes.subarray(at, end), from)
    return from + end - at
  }

  #findAnother(size: number, last: LastTrees | undefined): boolean {
    if (this.#isAnyPath && this.#views.findDoneBase()) return true
    const nearest = last?.nearest(size)
    return nearest !== undefined && this.#views.findTree(nearest)
  }

  /**
   * Notes that all of a tree has been walked.
   *
   * @param last What {@link NewEntries.lastAt} said of its path, if it is at one.
   */
  noteDone(tree: WalkedTree, last?: LastTrees): void {
    if (tree.pack === 0) return
    this.#views.noteDone(tree)
    last?.add(tree)
  }

  #reserve(size: number): void {
    if (size <= this.bytes.length) return
    const larger = new Uint8Array(size * 2)
    larger.set(this.bytes)
    this.bytes = larger
  }
}
