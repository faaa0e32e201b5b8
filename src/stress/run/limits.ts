/** What `tight` and `loose` mean: for a manager, and for the files that it maps. */
import type { ManagerKind } from '../engine.js'
import type { RunLimits } from '../report.js'

const KIB = 1024
const MIB = 1024 * KIB

/** Tight: a workload's eight cursors just fit, and hardly anything is left for what nobody claims. */
const TIGHT_WINDOWS = 12
const TIGHT_HANDLES = 16
const TIGHT_WHOLE_FILES = 3
const LOOSE_BYTES = 1024 * MIB
const LOOSE_HANDLES = 1024

/** @param largest Bytes of the largest file, or of what of a repository must be mapped at a time. */
export function presetLimits(name: 'tight' | 'loose', manager: ManagerKind, largest: number): RunLimits {
  if (name === 'loose') {
    const windowBytes = manager === 'static' ? 0 : MIB
    return {
      name,
      memoryBytes: Math.max(LOOSE_BYTES, largest * TIGHT_WHOLE_FILES),
      windowBytes,
      handles: LOOSE_HANDLES,
    }
  }
  if (manager === 'static') {
    return {
      name,
      memoryBytes: alignedUp(largest) * TIGHT_WHOLE_FILES,
      windowBytes: 0,
      handles: TIGHT_HANDLES,
    }
  }
  const windowBytes = 64 * KIB
  return { name, memoryBytes: windowBytes * TIGHT_WINDOWS, windowBytes, handles: TIGHT_HANDLES }
}

/** To 64 KiB, the coarsest unit in which systems map. */
function alignedUp(bytes: number): number {
  return Math.ceil(bytes / (64 * KIB)) * 64 * KIB
}
