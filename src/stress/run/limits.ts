/** What `tight`, `loose` and `soft` mean: for a manager, and for the files that it maps. */
import type { ManagerKind } from '../engine.js'
import type { RunLimits } from '../report.js'

const KIB = 1024
const MIB = 1024 * KIB

/** Tight: a workload's eight cursors just fit, and hardly anything is left for what nobody claims. */
const TIGHT_WINDOWS = 12
const TIGHT_HANDLES = 16
const TIGHT_WHOLE_FILES = 3
const LOOSE_BYTES = 1024 * MIB
/** Of soft limits: short, so that it passes within a run. */
const IDLE_MILLISECONDS = 4

/** @param largest Bytes of the largest file, or of what of a repository must be mapped at a time. */
export function presetLimits(
  name: 'tight' | 'loose' | 'soft',
  manager: ManagerKind,
  largest: number,
): RunLimits {
  if (name === 'loose') {
    const windowBytes = manager === 'static' ? 0 : MIB
    return {
      name,
      memoryBytes: Math.max(LOOSE_BYTES, largest * TIGHT_WHOLE_FILES),
      windowBytes,
      handles: null,
      strict: true,
      idleMilliseconds: null,
    }
  }
  const strict = name === 'tight'
  const idleMilliseconds = strict ? null : IDLE_MILLISECONDS
  if (manager === 'static') {
    return {
      name,
      memoryBytes: alignedUp(largest) * TIGHT_WHOLE_FILES,
      windowBytes: 0,
      handles: TIGHT_HANDLES,
      strict,
      idleMilliseconds,
    }
  }
  const windowBytes = 64 * KIB
  const memoryBytes = windowBytes * TIGHT_WINDOWS
  return { name, memoryBytes, windowBytes, handles: TIGHT_HANDLES, strict, idleMilliseconds }
}

/** To 64 KiB, the coarsest unit in which systems map. */
function alignedUp(bytes: number): number {
  return Math.ceil(bytes / (64 * KIB)) * 64 * KIB
}
