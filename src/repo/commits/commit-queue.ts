/** Commits waiting to be visited: newest date first, and among equal dates the one that was added first. */

export interface QueuedCommit {
  readonly date: number
  /** What had to be rounded off that; default 0. */
  readonly dateRest?: number | undefined
}

/** Less than 0: `a` is newer. */
export function compareDates(a: QueuedCommit, b: QueuedCommit): number {
  return b.date - a.date || (b.dateRest ?? 0) - (a.dateRest ?? 0)
}

/** A binary heap. Adding and taking cost O(log n), where git's list costs O(n). */
export class CommitQueue<T extends QueuedCommit> {
  readonly #heap: { readonly commit: T; readonly order: number }[] = []
  #added = 0

  get size(): number {
    return this.#heap.length
  }

  add(commit: T): void {
    const heap = this.#heap
    const node = { commit, order: this.#added++ }
    let at = heap.length
    heap.push(node)
    while (at > 0) {
      const parent = Math.floor((at - 1) / 2)
      if (!isBefore(node, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = node
  }

  /** The next commit, not taken; undefined when there is none. */
  peek(): T | undefined {
    return this.#heap[0]?.commit
  }

  take(): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first !== undefined && last !== undefined && heap.length > 0) this.#sink(last)
    return first?.commit
  }

  /** In no particular order. */
  *[Symbol.iterator](): Iterator<T> {
    for (const { commit } of this.#heap) yield commit
  }

  /** Puts `node` in the place of the first one and lets it sink to where it belongs. */
  #sink(node: { readonly commit: T; readonly order: number }): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, node)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = node
  }
}

interface Node {
  readonly commit: QueuedCommit
  readonly order: number
}

function isBefore(a: Node, b: Node): boolean {
  const order = compareDates(a.commit, b.commit)
  return order < 0 || (order === 0 && a.order < b.order)
}
