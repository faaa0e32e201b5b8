/** Delta application inside the memory of a core, for what walks packs in delta-tree order. */
import { DELTA_FAULTS, type DeltaFault } from '../core/core-faults.js'
import type { ReadCore } from '../read/read-core.js'

export interface DeltaApplier {
  /**
   * Applies the instructions at `at…end` to the base at `base`, and makes the result at `result`. All are addresses in the
   * memory; the ranges must not overlap.
   *
   * @returns What is wrong, or undefined.
   */
  apply(
    base: number,
    baseSize: number,
    at: number,
    end: number,
    result: number,
    resultSize: number,
  ): DeltaFault | undefined
}

/** An applier over the memory of a core. */
export function createDeltaApplier({ functions }: Pick<ReadCore, 'functions'>): DeltaApplier {
  return {
    apply: (base, baseSize, at, end, result, resultSize) =>
      DELTA_FAULTS[functions.applyDelta(base, baseSize, at, end, result, resultSize)],
  }
}
