/** What each thread does that takes part in the first pass over a packfile: see `segment-task.ts`. */
import { PackmapError } from '../../base/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { checksumUpTo } from '../data/pack-checksum.js'
import { CorruptPackError } from '../errors.js'
import { type FileWindow, FileWindows } from '../file-window.js'
import { ReadCore } from '../read/read-core.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import { findEntry } from './find-entry.js'
import type { ExistingObjects } from './existing-objects.js'
import { FileEntries } from './file-entries.js'
import { addSegment } from './segment-rows.js'
import { beginOf, type SegmentTask } from './segment-task.js'

/** After so many beginnings that were none, a segment is left to the thread that joins them. */
const TRIES_MAX = 4096

export class SegmentScanner implements Disposable {
  readonly #task: SegmentTask
  readonly #algorithm: HashAlgorithm
  readonly #existing: ExistingObjects | undefined
  readonly #manager = new SlidingWindowMapManager()
  readonly #files = new FileWindows(this.#manager)
  readonly #file: FileWindow
  readonly #core: ReadCore

  /** @param existing Objects that are there already and must be the same. */
  constructor(task: SegmentTask, existing: ExistingObjects | undefined) {
    const { cacheSize, maxObjectSize } = task
    this.#task = task
    this.#algorithm = task.algorithm
    this.#existing = existing
    this.#file = this.#files.open(task.path)
    this.#core = new ReadCore({ cacheSize, maxObjectSize, verify: 'none', inflater: 'auto', core: 'auto' })
  }

  /** Does a job of the task. Throws what is wrong, and where one thread has to read the pack alone. */
  readonly perform = (job: number): boolean => {
    if (job === 0) this.#checkPack()
    else this.#scan(job - 1)
    this.#files.release()
    return true
  }

  /** A reader of entries, none of which it has. */
  createEntries(): FileEntries {
    const { entriesEnd } = this.#task
    return new FileEntries(this.#file, entriesEnd, this.#algorithm, this.#core, this.#existing)
  }

  #checkPack(): void {
    const { entriesEnd, path } = this.#task
    const trailer = new Uint8Array(this.#algorithm.size)
    this.#file.copy(entriesEnd, trailer.length, trailer, 0)
    if (!checksumUpTo(this.#file, entriesEnd, this.#algorithm).equals(trailer)) {
      throw new CorruptPackError(
        path,
        entriesEnd,
        'pack is corrupted: its checksum does not match its content',
      )
    }
  }

  #scan(segment: number): void {
    const end = beginOf(this.#task, segment + 1)
    let entries = this.createEntries()
    let at = beginOf(this.#task, segment)
    // Only the first one begins where it should.
    if (segment > 0) at = findEntry(this.#file, at, end)
    for (let tries = 0; at < end;) {
      try {
        at = entries.read(at)
      } catch (error) {
        if (!(error instanceof PackmapError) || segment === 0) throw error
        entries = this.createEntries()
        at = ++tries < TRIES_MAX ? findEntry(this.#file, at + 1, end) : end
      }
    }
    addSegment(this.#task.rows, segment, entries)
  }

  [Symbol.dispose](): void {
    this.#core.release()
    this.#manager[Symbol.dispose]()
  }
}

/** A helper's part. Throws what it finds wrong. */
export function helpScanning(task: SegmentTask, existing: ExistingObjects | undefined): void {
  using scanner = new SegmentScanner(task, existing)
  new SharedJobs(task.states).help(scanner.perform)
}
