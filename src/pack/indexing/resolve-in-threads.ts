/**
 * The second pass over several threads: this one and helpers, which take one unit after another.
 *
 * This thread never returns to its event loop meanwhile, so it learns of the helpers only what stands in shared
 * memory. It relies on nothing else: a unit that is not done in good time, because a helper has died or never came to
 * life, it does itself.
 */
import type { ReadCore } from '../read/read-core.js'
import type { ExistingObjects } from './existing-objects.js'
import type { PackContents } from './pack-contents.js'
import { FAULT, FIRST_UNIT, type ResolutionTask, resolutionTask, unitCountOf } from './resolution-task.js'
import { UnitResolver } from './resolve-units.js'

/** How long a unit may take after all others are done: some hundred times what one of git's own history takes. */
const PATIENCE_MS = 2000

/** Threads that help to resolve deltas. */
export interface ResolvingHelpers {
  /** How many threads are to work, the calling one included. */
  readonly threads: number
  /** Packs with fewer entries are left to one thread: they are done before another would have started. */
  readonly entriesMin: number
  /** Starts a thread that calls `helpResolving`, and ends when that returns. */
  readonly start: (task: ResolutionTask) => void
}

/**
 * Resolves all deltas of a pack.
 *
 * @param core This thread's own.
 * @param existing For this thread's part of the work; the helpers have their own.
 * @returns False: nothing has been done, because there are ref-deltas, or because something is wrong. What that is
 *   shows when one thread does it all, in the order in which it always shows.
 */
export function resolveInThreads(
  path: string,
  contents: PackContents,
  core: ReadCore,
  existing: ExistingObjects | undefined,
  helpers: ResolvingHelpers,
  limits: Pick<ResolutionTask, 'cacheSize' | 'maxObjectSize'>,
): boolean {
  const { entries, refDeltas } = contents
  if (helpers.threads < 2 || entries.count < helpers.entriesMin || refDeltas.count > 0) return false
  const task = resolutionTask(path, contents, helpers.threads, limits)
  using resolver = new UnitResolver(task, core, existing)
  try {
    for (let started = 1; started < helpers.threads; started++) helpers.start(task)
    resolver.run(false)
    for (let unit = 0; unit < unitCountOf(task); unit++) {
      if (!isDoneInTime(task, unit) && !resolver.resolve(unit)) return false
    }
  } catch {
    return false
  }
  if (Atomics.load(task.states, FAULT) !== 0) return false
  takeOver(task, contents)
  return true
}

/** Waits for somebody else's unit. */
function isDoneInTime({ states }: ResolutionTask, unit: number): boolean {
  Atomics.wait(states, FIRST_UNIT + unit, 0, Atomics.load(states, FAULT) === 0 ? PATIENCE_MS : 0)
  return Atomics.load(states, FIRST_UNIT + unit) === 1
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
