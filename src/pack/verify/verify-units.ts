/**
 * Every object of a pack held against what the index says of it, as work that threads share: the table of the pack,
 * and its delta trees cut into units.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { type FileWindow, FileWindows } from '../file-window.js'
import { compareContents } from '../indexing/collision-check.js'
import type { ExistingObjects } from '../indexing/existing-objects.js'
import type { ContentLimits } from '../indexing/limits.js'
import { ObjectHasher } from '../indexing/object-hasher.js'
import { Pack } from '../pack.js'
import { crcOfRange } from '../read/entry-crc.js'
import { ReadCore } from '../read/read-core.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import { UnitWalk } from '../threads/unit-walk.js'
import { DeltaWalk } from '../traverse/delta-walk.js'
import type { SharedPackTable } from '../traverse/pack-table.js'
import { RowComparison } from './row-comparison.js'

/** What a thread needs to know; it can be sent to one. */
export interface VerificationTask extends ContentLimits {
  /** The path of pack and index without their endings. */
  readonly stem: string
  readonly algorithm: HashAlgorithm
  readonly table: SharedPackTable
  /** See `splitTree`. */
  readonly units: Int32Array
  /** Of {@link SharedJobs}, one for each unit. */
  readonly states: Int32Array
}

/** One thread's part. */
export class UnitVerifier implements Disposable {
  readonly #task: VerificationTask
  readonly #existing: ExistingObjects | undefined
  readonly #manager = new SlidingWindowMapManager()
  readonly #pack: Pack
  readonly #file: FileWindow
  readonly #hasher: ObjectHasher
  readonly #core: ReadCore
  readonly #rows: RowComparison
  readonly #width: number
  readonly #walk: UnitWalk

  /** @param existing Objects that are there already and must be the same. */
  constructor(task: VerificationTask, jobs: SharedJobs, existing: ExistingObjects | undefined) {
    const { stem, table, units, cacheSize, maxObjectSize } = task
    const { algorithm } = task
    const files = new FileWindows(this.#manager)
    this.#task = task
    this.#existing = existing
    this.#pack = new Pack(files, stem, algorithm)
    this.#file = this.#pack.data.file
    this.#hasher = new ObjectHasher(algorithm)
    this.#rows = new RowComparison(this.#pack.index, algorithm.size)
    this.#width = algorithm.size
    this.#core = new ReadCore({ cacheSize, maxObjectSize, verify: 'none', inflater: 'auto', core: 'auto' })
    const walk = new DeltaWalk(this.#core, this.#pack.data, table, table)
    this.#walk = new UnitWalk(walk, units, jobs, files, this.#visit)
  }

  /** Verifies the objects of one unit: see {@link UnitWalk.perform}. Throws what is found wrong. */
  readonly perform = (unit: number): boolean => {
    if (!this.#walk.perform(unit)) return false
    this.#rows.finish()
    return true
  }

  // Hot: once per object.
  readonly #visit = (position: number, type: number, bytes: Uint8Array, at: number, size: number): void => {
    const { offsets, indexPositions } = this.#task.table
    const { oids, crcs } = this.#rows
    const row = this.#rows.take(indexPositions[position]!)
    const oidAt = row * this.#width
    this.#hasher.hash(type, bytes, at, size, oids, oidAt)
    crcs[row] = crcOfRange(this.#file, offsets[position]!, offsets[position + 1]!)
    if (this.#existing) {
      const oid = oids.subarray(oidAt, oidAt + this.#width)
      if (this.#existing.has(oid)) compareContents(this.#existing, oid, type, bytes, at, size)
    }
  };

  [Symbol.dispose](): void {
    this.#core.release()
    this.#pack.close()
    this.#manager[Symbol.dispose]()
  }
}

/** A helper's part. Throws what it finds wrong. */
export function helpVerifying(task: VerificationTask, existing: ExistingObjects | undefined): void {
  const jobs = new SharedJobs(task.states)
  using verifier = new UnitVerifier(task, jobs, existing)
  jobs.help(verifier.perform)
}
