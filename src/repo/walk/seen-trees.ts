/**
 * The tree that was walked last at each path, so that the next one there is read only where it differs: of the
 * hundreds of entries of a tree a commit changes one or two, and an entry that is the same byte for byte has been
 * dealt with.
 *
 * Hot: every byte of every tree of a walk passes through here. Four bytes are compared at a time, and nothing leaves
 * JavaScript, since a call of `Buffer.compare` costs more than most entries take.
 */

/** Bytes kept at most, of all trees; then it begins anew. */
const SIZE_MAX = 64 * 1024 * 1024
const SPACE = 0x20

/** A tree that was walked: its content, and where its entries end. */
export class SeenTree {
  /** How many entries there are. */
  count = 0
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #size = 0
  #ends: Uint32Array = new Uint32Array(16)

  get size(): number {
    return this.#size
  }

  /**
   * Keeps a copy of a tree.
   *
   * @param ends Where entries end; it belongs to this object from now on.
   * @param count How many there are.
   * @returns An array of ends that is free now.
   */
  set(bytes: Uint8Array, ends: Uint32Array, count: number): Uint32Array {
    if (this.#bytes.length < bytes.length) {
      this.#bytes = new Uint8Array(Math.ceil(bytes.length * 1.25))
      this.#view = new DataView(this.#bytes.buffer)
    }
    this.#bytes.set(bytes)
    this.#size = bytes.length
    const free = this.#ends
    this.#ends = ends
    this.count = count
    return free
  }

  /** Where entry `number` begins. */
  startOf(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!
  }

  endOf(number: number): number {
    return this.#ends[number]!
  }

  /** How many entries from `number` on are the same as those from `at` on of the `length` bytes in `view`. */
  sameFrom(number: number, view: DataView, length: number, at: number): number {
    const seen = this.#view
    const from = this.startOf(number)
    const end = from + Math.min(this.#size - from, length - at)
    const shift = at - from
    let i = from
    while (i + 4 <= end && seen.getInt32(i) === view.getInt32(i + shift)) i += 4
    while (i < end && seen.getInt8(i) === view.getInt8(i + shift)) i++
    return this.#entriesWithin(number, i)
  }

  /**
   * The number of the entry to compare next when the one whose name begins at `nameAt` has been dealt with: after
   * the entry of the same name if there is one, else the first that does not sort before it.
   *
   * Names are compared by their bytes alone. Where that is not the order of the trees, as with folders, or where a
   * tree has none, some entries are looked at that need not be.
   */
  after(number: number, bytes: Uint8Array, nameAt: number): number {
    const seen = this.#bytes
    for (let next = number; next < this.count; next++) {
      let at = this.startOf(next)
      while (seen[at] !== SPACE) at++
      at++
      let i = nameAt
      while (bytes[i] === seen[at] && bytes[i] !== 0) {
        i++
        at++
      }
      if (bytes[i] === seen[at]) return next + 1
      if (bytes[i]! < seen[at]!) return next
    }
    return this.count
  }

  /** Entries from `number` on that end at `end` or before: few most often, so the steps grow. */
  #entriesWithin(number: number, end: number): number {
    const ends = this.#ends
    let low = number
    let step = 1
    while (low + step <= this.count && ends[low + step - 1]! <= end) {
      low += step
      step *= 2
    }
    let high = Math.min(low + step - 1, this.count)
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (ends[middle]! <= end) low = middle + 1
      else high = middle
    }
    return low - number
  }
}

export class SeenTrees {
  readonly #byPath = new Map<string, SeenTree>()
  #size = 0

  at(path: string): SeenTree | undefined {
    return this.#byPath.get(path)
  }

  /** Keeps what was walked at a path, in the place of what was kept there; see {@link SeenTree.set}. */
  keep(path: string, bytes: Uint8Array, ends: Uint32Array, count: number): Uint32Array {
    let seen = this.#byPath.get(path)
    if (this.#size > SIZE_MAX) {
      this.#byPath.clear()
      this.#size = 0
      seen = undefined
    }
    if (!seen) {
      seen = new SeenTree()
      this.#byPath.set(path, seen)
    }
    this.#size += bytes.length - seen.size
    return seen.set(bytes, ends, count)
  }
}
