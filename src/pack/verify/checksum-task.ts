/**
 * What of a pack and its index can be checked without making objects: jobs for threads that have to wait anyway until
 * the delta trees are known.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { checksumUpTo } from '../data/pack-checksum.js'
import { CorruptIndexError, CorruptPackError } from '../errors.js'
import { FileWindows } from '../file-window.js'
import { Pack } from '../pack.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import { indexFault } from './index-form.js'

/** What a thread needs to know; it can be sent to one. */
export interface ChecksumTask {
  /** The path of pack and index without their endings. */
  readonly stem: string
  readonly algorithm: HashAlgorithm
  /** Of {@link SharedJobs}. */
  readonly states: Int32Array
}

const CHECKS = [checkPack, checkIndex]

export function checksumTask(stem: string, algorithm: HashAlgorithm): ChecksumTask {
  return { stem, algorithm, states: SharedJobs.create(CHECKS.length).states }
}

/** Does a job of the task. Throws what is wrong. */
export function performCheck({ stem, algorithm }: ChecksumTask, job: number): boolean {
  using manager = new SlidingWindowMapManager()
  const files = new FileWindows(manager)
  using pack = new Pack(files, stem, algorithm)
  CHECKS[job]!(pack)
  files.release()
  return true
}

/** A helper's part of the task. */
export function helpWithChecksums(task: ChecksumTask): void {
  new SharedJobs(task.states).help((job) => performCheck(task, job))
}

/** The pack's checksum against its content; that it is the one in the index is checked when the pack is opened. */
function checkPack({ data, index, algorithm, path }: Pack): void {
  const { file, entriesEnd } = data
  if (!checksumUpTo(file, entriesEnd, algorithm).equals(index.packChecksum())) {
    throw new CorruptPackError(path, entriesEnd, 'pack is corrupted: its checksum does not match its content')
  }
}

function checkIndex({ index, algorithm }: Pack): void {
  const fault = indexFault(index, algorithm)
  if (fault !== undefined) throw new CorruptIndexError(index.path, 0, fault)
}
