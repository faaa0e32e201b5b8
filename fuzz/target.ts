/** One thing that is fuzzed: what valid input of it looks like, and what must hold of any input. */

export interface FuzzTarget {
  /** Also the name of its folder in `fixtures/malformed/`. */
  readonly name: string
  /** Valid inputs, which are then damaged; at least one. */
  readonly seeds: () => readonly Uint8Array[]
  /** Where the fields of a seed begin that are worth writing to: counts, sizes, offsets. Default: everywhere. */
  readonly fields?: (seed: Uint8Array) => readonly number[]
  /** Pieces that input is made of, to be put anywhere. */
  readonly words?: readonly (string | Uint8Array)[]
  /** Makes checksums right again, so that damage gets past them. */
  readonly repair?: (bytes: Uint8Array) => Uint8Array
  /**
   * Feeds `bytes` to packmap.
   *
   * @throws {Error} Something is wrong with packmap: any error that is not one of its own for bad input, or an answer
   *   that contradicts another.
   */
  readonly check: (bytes: Uint8Array) => void
  /** As `check`, in every way where that takes one of several: for inputs that are kept. Default: `check`. */
  readonly checkAllWays?: (bytes: Uint8Array) => void
}
