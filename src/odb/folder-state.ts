/**
 * Whether a folder may hold something else than when it was listed, for the price of a `stat`.
 */
import { folder } from './file-stat.js'
import type { LookPacer } from './look-pacer.js'

/** A change within this time of another may leave the same time stamp behind, on any file system in use. */
const TIMESTAMP_GRAIN_MS = 2_000

export class FolderState {
  /** When the folder was listed, and its time of change then: milliseconds of the file system's clock. */
  #listedAt = 0
  #modified = 0
  /** When it was last looked at, by the pacer's clock. */
  #seenAt = -Infinity

  constructor(readonly path: string) {}

  /** Notes the folder as it is now. To be called before it is listed: a change in between is then seen later. */
  note(): void {
    this.#listedAt = Date.now()
    this.#modified = folder(this.path)?.mtimeMs ?? 0
  }

  /** Whether its time of change is the one noted, which it may be in spite of a change a moment after another. */
  get isAsNoted(): boolean {
    return (folder(this.path)?.mtimeMs ?? 0) === this.#modified
  }

  /**
   * Whether the folder may have changed since {@link FolderState.note}.
   *
   * @param pacer Spares the look where it was made a moment ago. Default: always looks.
   */
  mayHaveChanged(pacer?: LookPacer): boolean {
    if (pacer?.trusts(this.#seenAt)) return false
    if (pacer) this.#seenAt = pacer.now
    const modified = folder(this.path)?.mtimeMs ?? 0
    return modified !== this.#modified || this.#listedAt - modified <= TIMESTAMP_GRAIN_MS
  }
}
