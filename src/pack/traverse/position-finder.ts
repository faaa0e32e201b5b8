/**
 * From an offset to the pack position of the entry that begins there, for whoever asks of most entries of a pack.
 *
 * A table over equal stretches of the pack, as many as there are entries, says where to begin; from there it is a
 * step or two. Bisection takes twenty, each a cache miss: 0.2 s more for 849,000 entries.
 */
export class PositionFinder {
  readonly #offsets: Float64Array
  readonly #count: number
  readonly #stretch: number
  /** The first position whose entry begins in each stretch or behind it. */
  readonly #starts: Int32Array

  /** @param offsets Ascending, with one more than `count` behind them. */
  constructor(offsets: Float64Array, count: number) {
    this.#offsets = offsets
    this.#count = count
    const stretches = Math.max(1, count)
    this.#stretch = Math.max(1, Math.ceil((offsets[count]! + 1) / stretches))
    this.#starts = new Int32Array(stretches)
    let position = 0
    for (let i = 0; i < stretches; i++) {
      while (position < count && offsets[position]! < i * this.#stretch) position++
      this.#starts[i] = position
    }
  }

  /** -1: no entry begins at `offset`. */
  positionOf(offset: number): number {
    const stretch = Math.floor(offset / this.#stretch)
    if (!(stretch >= 0 && stretch < this.#starts.length)) return -1
    const offsets = this.#offsets
    const end = stretch + 1 < this.#starts.length ? this.#starts[stretch + 1]! : this.#count
    // Where an index crowds entries into few stretches, bisection keeps the search short.
    let low = this.#starts[stretch]!
    let high = end
    while (high - low > 8) {
      const middle = Math.floor((low + high) / 2)
      if (offsets[middle]! <= offset) low = middle
      else high = middle
    }
    while (low < end && offsets[low]! < offset) low++
    return low < end && offsets[low] === offset ? low : -1
  }
}
