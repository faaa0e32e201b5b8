/**
 * A pack and its index held against each other, with the help of the index: it says where entries begin, so that each is
 * inflated once and threads share the work.
 *
 * All is well, or it is not said what is wrong. That shows when the pack is indexed anew without any help, in the order
 * in which it always shows.
 */
import { PackmapError } from '../../base/errors.js'
import { SlidingWindowMapManager } from '../../smmap/index.js'
import { PACK_HEADER_SIZE } from '../data/pack-data.js'
import { FileWindows } from '../file-window.js'
import type { IndexPackOptions } from '../indexing/index-pack.js'
import { limitsOf } from '../indexing/limits.js'
import { Pack } from '../pack.js'
import { type PackHelper, startHelpers } from '../threads/pack-helpers.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import { UNITS_PER_THREAD } from '../threads/unit-walk.js'
import { type SharedPackTable, tableOf } from '../traverse/pack-table.js'
import { splitTree, UNIT_WORDS } from '../traverse/split-tree.js'
import { checksumTask, performCheck } from './checksum-task.js'
import { UnitVerifier, type VerificationTask } from './verify-units.js'

/** A larger pack has no index of version 1: that has no room for its offsets. */
const VERSION_1_SIZE_MAX = 0x8000_0000

/**
 * Verifies a pack.
 *
 * @param stem The path of pack and index without their endings.
 * @param onWhole Shown the pack, open, and its table, if pack and index are whole. What it throws is thrown.
 * @returns False: something is wrong, or is not to be seen in this way.
 */
export function verifyByIndex(
  stem: string,
  options: IndexPackOptions,
  onWhole: (pack: Pack, table: SharedPackTable) => void,
): boolean {
  using manager = new SlidingWindowMapManager()
  const files = new FileWindows(manager)
  using pack = new Pack(files, stem, options.algorithm)
  const table = wholeTableOf(pack, options)
  if (!table) return false
  onWhole(pack, table)
  return true
}

/** The table of a pack; undefined: pack or index is not as it should be. */
function wholeTableOf(pack: Pack, options: IndexPackOptions): SharedPackTable | undefined {
  let helpers: PackHelper[] = []
  try {
    if (pack.index.version === 1 && pack.data.size > VERSION_1_SIZE_MAX) return undefined
    helpers = startHelpers(options.helpers, pack.index.objectCount)
    return verifyWith(helpers, pack, options)
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  } finally {
    for (const helper of helpers) helper.end()
  }
}

/** Throws what is wrong, unless somebody else has come upon it. */
function verifyWith(
  helpers: readonly PackHelper[],
  pack: Pack,
  options: IndexPackOptions,
): SharedPackTable | undefined {
  const { stem, algorithm } = pack
  const threads = 1 + helpers.length
  // The others have this to do until the delta trees are known.
  const checks = checksumTask(stem, algorithm)
  for (const helper of helpers) helper.give({ kind: 'checksums', task: checks })
  const table = tableOf(pack)
  if (table.lost.length > 0 || table.offsets[0] !== PACK_HEADER_SIZE) return undefined
  const units = splitTree(table, UNITS_PER_THREAD * threads)
  const jobs = SharedJobs.create(units.length / UNIT_WORDS)
  const limits = limitsOf(options, threads)
  const task: VerificationTask = {
    stem,
    algorithm,
    table,
    units,
    states: jobs.states,
    ...limits,
  }
  for (const helper of helpers) helper.give({ kind: 'verify', task })
  using verifier = new UnitVerifier(task, jobs, options.existing)
  const isWhole = jobs.finish(verifier.perform)
  return isWhole && new SharedJobs(checks.states).finish((job) => performCheck(checks, job))
    ? table
    : undefined
}
