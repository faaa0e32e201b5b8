/** What each thread does that takes part in resolving a pack's deltas: one unit after another until none is left. */
import { SHA1, SHA256 } from '../../object/hash-algorithm.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { FileWindows } from '../file-window.js'
import { ReadCore } from '../read/read-core.js'
import { DeltaWalk } from '../traverse/delta-walk.js'
import { UNIT_WORDS } from '../traverse/split-tree.js'
import { compareContents } from './collision-check.js'
import type { ExistingObjects } from './existing-objects.js'
import { ObjectHasher } from './object-hasher.js'
import { FAULT, FIRST_UNIT, HELPED, NEXT_UNIT, type ResolutionTask, unitCountOf } from './resolution-task.js'

/** About as many bytes of objects are made between two looks at whether somebody has found a fault. */
const STEP_BYTES = 8 * 1024 * 1024

export class UnitResolver implements Disposable {
  readonly #task: ResolutionTask
  readonly #existing: ExistingObjects | undefined
  readonly #hasher: ObjectHasher
  readonly #width: number
  /** What the first pass has hashed, and compared: not 0. */
  readonly #known: Uint8Array
  readonly #manager = new SlidingWindowMapManager()
  readonly #files = new FileWindows(this.#manager)
  readonly #walk: DeltaWalk

  /**
   * @param core This thread's own.
   * @param existing Objects that are there already and must be the same.
   */
  constructor(task: ResolutionTask, core: ReadCore, existing: ExistingObjects | undefined) {
    const algorithm = task.algorithm === 'sha1' ? SHA1 : SHA256
    const { path, entries, tree, entriesEnd } = task
    this.#task = task
    this.#existing = existing
    this.#hasher = new ObjectHasher(algorithm)
    this.#width = algorithm.size
    this.#known = task.objectTypes.slice()
    this.#walk = new DeltaWalk(core, { file: this.#files.open(path), entriesEnd }, entries, tree)
  }

  /** Does units as long as there are any that nobody has begun. Throws what is found wrong, and has all others stop. */
  run(isHelper: boolean): void {
    const { states } = this.#task
    const count = unitCountOf(this.#task)
    for (;;) {
      const unit = Atomics.add(states, NEXT_UNIT, 1)
      if (unit >= count || !this.resolve(unit)) return
      if (isHelper) {
        Atomics.add(states, HELPED, 1)
        Atomics.notify(states, HELPED)
      }
    }
  }

  /** Does one unit; false: somebody has found a fault. */
  resolve(unit: number): boolean {
    const { states, units } = this.#task
    const at = unit * UNIT_WORDS
    try {
      this.#walk.begin(units[at]!, units[at + 1]!, units[at + 2]!)
      for (let isOver = false; !isOver;) {
        if (Atomics.load(states, FAULT) !== 0) return false
        isOver = this.#walk.run(this.#visit, STEP_BYTES)
        this.#files.release()
      }
    } catch (error) {
      Atomics.store(states, FAULT, 1)
      throw error
    }
    Atomics.store(states, FIRST_UNIT + unit, 1)
    Atomics.notify(states, FIRST_UNIT + unit)
    return true
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
  const core = new ReadCore({ cacheSize, maxObjectSize, verify: 'none', inflater: 'auto', deltas: 'auto' })
  using resolver = new UnitResolver(task, core, existing)
  resolver.run(true)
}
