/** The second pass over several threads: this one and helpers, which take one unit after another. */
import { PackmapError } from '../../base/errors.js'
import type { ReadCore } from '../read/read-core.js'
import type { PackHelper } from '../threads/pack-helpers.js'
import { SharedJobs } from '../threads/shared-jobs.js'
import type { ExistingObjects } from './existing-objects.js'
import type { ContentLimits } from './limits.js'
import type { PackContents } from './pack-contents.js'
import { type ResolutionTask, resolutionTask } from './resolution-task.js'
import { UnitResolver } from './resolve-units.js'

/**
 * Resolves all deltas of a pack, which has no ref-deltas.
 *
 * @param core This thread's own.
 * @param existing For this thread's part of the work; the helpers have their own.
 * @returns False: nothing has been done, because something is wrong. What that is shows when one thread does it all, in
 *   the order in which it always shows.
 */
export function resolveInThreads(
  path: string,
  contents: PackContents,
  core: ReadCore,
  existing: ExistingObjects | undefined,
  helpers: readonly PackHelper[],
  limits: ContentLimits,
): boolean {
  const task = resolutionTask(path, contents, 1 + helpers.length, limits)
  const jobs = new SharedJobs(task.states)
  for (const helper of helpers) helper.give({ kind: 'resolve', task })
  try {
    using resolver = new UnitResolver(task, jobs, core, existing)
    if (!jobs.finish(resolver.perform)) return false
  } catch (error) {
    if (error instanceof PackmapError) return false
    throw error
  }
  takeOver(task, contents)
  return true
}

/** Enters what the threads have found. */
function takeOver({ oids, objectTypes }: ResolutionTask, contents: PackContents): void {
  const { entries } = contents
  const { count, bases, depths } = entries
  entries.oids.set(oids)
  entries.objectTypes.set(objectTypes)
  contents.unresolved = 0
  for (let position = 0; position < count; position++) {
    const base = bases[position]!
    // The base of an ofs-delta stands before it.
    if (base >= 0) depths[position] = depths[base]! + 1
    if (objectTypes[position] === 0) contents.unresolved++
  }
}
