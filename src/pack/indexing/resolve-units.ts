/** What each thread does that takes part in resolving a pack's deltas: one unit after another until none is left. */
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { FileWindows } from '../file-window.js'
import { ReadCore } from '../read/read-core.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import { UnitWalk } from '../threads/unit-walk.js'
import { DeltaWalk } from '../traverse/delta-walk.js'
import { compareContents } from './collision-check.js'
import type { ExistingObjects } from './existing-objects.js'
import { ObjectHasher } from './object-hasher.js'
import type { ResolutionTask } from './resolution-task.js'

export class UnitResolver implements Disposable {
  readonly #task: ResolutionTask
  readonly #existing: ExistingObjects | undefined
  readonly #hasher: ObjectHasher
  readonly #width: number
  /** What the first pass has hashed, and compared: not 0. */
  readonly #known: Uint8Array
  readonly #manager = new SlidingWindowMapManager()
  /** See {@link UnitWalk.perform}. Throws what is found wrong. */
  readonly perform: UnitWalk['perform']

  /**
   * @param jobs The task's, one for each unit.
   * @param core This thread's own.
   * @param existing Objects that are there already and must be the same.
   */
  constructor(task: ResolutionTask, jobs: SharedJobs, core: ReadCore, existing: ExistingObjects | undefined) {
    const { algorithm } = task
    const { path, entries, tree, entriesEnd } = task
    const files = new FileWindows(this.#manager)
    this.#task = task
    this.#existing = existing
    this.#hasher = new ObjectHasher(algorithm)
    this.#width = algorithm.size
    this.#known = task.objectTypes.slice()
    const walk = new DeltaWalk(core, { file: files.open(path), entriesEnd }, entries, tree)
    this.perform = new UnitWalk(walk, task.units, jobs, files, this.#visit).perform
  }

  // Hot: once per object.
  readonly #visit = (position: number, type: number, bytes: Uint8Array, at: number, size: number): void => {
    const { oids, objectTypes } = this.#task
    if (this.#known[position] !== 0) return
    const oidAt = position * this.#width
    this.#hasher.hash(type, bytes, at, size, oids, oidAt)
    if (this.#existing) {
      const oid = oids.subarray(oidAt, oidAt + this.#width)
      if (this.#existing.has(oid)) compareContents(this.#existing, oid, type, bytes, at, size)
    }
    objectTypes[position] = type
  };

  [Symbol.dispose](): void {
    this.#manager[Symbol.dispose]()
  }
}

/** All of a helper thread's work. Throws what it finds wrong. */
export function helpResolving(task: ResolutionTask, existing: ExistingObjects | undefined): void {
  const { cacheSize, maxObjectSize } = task
  const core = new ReadCore({ cacheSize, maxObjectSize, verify: 'none', inflater: 'auto', core: 'auto' })
  const jobs = new SharedJobs(task.states)
  using resolver = new UnitResolver(task, jobs, core, existing)
  jobs.help(resolver.perform)
  core.release()
}
