/** The walk through the units of a pack's delta trees as jobs that threads share. */
import type { DeltaWalk, ObjectVisitor } from '../traverse/delta-walk.js'
import { UNIT_WORDS } from '../traverse/split-tree.js'
import type { FileWindows } from '../file-window.js'
import type { SharedJobs } from './shared-jobs.js'

/** Units for each thread: enough for all to end at about the same time. */
export const UNITS_PER_THREAD = 48

/** About as many bytes of objects are made between two looks at whether somebody has found a fault. */
const STEP_BYTES = 8 * 1024 * 1024

export class UnitWalk {
  readonly #walk: DeltaWalk
  readonly #units: Int32Array
  readonly #jobs: SharedJobs
  readonly #files: FileWindows
  readonly #visit: ObjectVisitor

  /**
   * @param units See `splitTree`.
   * @param jobs One for each unit.
   * @param files What the walk claims of them is given back now and then.
   */
  constructor(
    walk: DeltaWalk,
    units: Int32Array,
    jobs: SharedJobs,
    files: FileWindows,
    visit: ObjectVisitor,
  ) {
    this.#walk = walk
    this.#units = units
    this.#jobs = jobs
    this.#files = files
    this.#visit = visit
  }

  /** Walks one unit. Throws as {@link DeltaWalk.run} does. */
  readonly perform = (unit: number): boolean => {
    const at = unit * UNIT_WORDS
    this.#walk.begin(this.#units[at]!, this.#units[at + 1]!, this.#units[at + 2]!)
    for (let isOver = false; !isOver;) {
      if (this.#jobs.hasFault()) return false
      isOver = this.#walk.run(this.#visit, STEP_BYTES)
      this.#files.release()
    }
    return true
  }
}
