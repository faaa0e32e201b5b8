/** The errors of what the core finds wrong. */
import type { PackmapError } from '../../base/errors.js'
import { ObjectTooLargeError } from '../../object/errors.js'
import { CorruptIndexError, CorruptPackError, DeltaLimitError } from '../errors.js'
import * as layout from './core-layout.js'

/** What `applyDelta` of assembly/apply-delta.ts answers, by number. */
export const DELTA_FAULTS = [
  undefined,
  'delta copies from outside its base',
  'delta makes more than it declares',
  'delta makes less than it declares',
  'delta is cut short',
  'delta has the reserved instruction 0',
] as const

/** What a delta that cannot be applied does wrong. */
export type DeltaFault = Exclude<(typeof DELTA_FAULTS)[number], undefined>

/** What is wrong with an entry, by number: see core-layout.ts. */
const DETAILS: Readonly<Record<number, (found: number, expected: number) => string>> = {
  [layout.ENTRY_OUTSIDE]: () => 'an entry is said to be here, outside the pack',
  [layout.SIZE_CUT_SHORT]: () => 'entry size is cut short or beyond 2^53',
  [layout.SIZE_BEYOND]: () => 'entry size is beyond 2^53',
  [layout.HEADER_CUT_SHORT]: () => 'entry header is cut short',
  [layout.DISTANCE_CUT_SHORT]: () => 'distance to the delta base is cut short or beyond 2^53',
  [layout.BAD_DISTANCE]: (found) => `delta base at distance ${found}`,
  [layout.UNKNOWN_TYPE]: (found) => `unknown object type ${found}`,
  [layout.BASE_BEFORE_PACK]: () => 'delta base lies before the pack',
  [layout.BASE_MISSING]: () => 'delta base is not in the pack',
  [layout.CIRCLE]: () => 'delta chain is a circle',
  [layout.DECLARES_TOO_MUCH]: (found) =>
    `entry declares ${found} bytes, more than the rest of the pack can hold`,
  [layout.INFLATES_TO_LESS]: (found, expected) =>
    `entry inflates to ${found} bytes, less than the declared ${expected}`,
  [layout.DELTA_CUT_SHORT]: () => 'delta is cut short',
  [layout.WRONG_BASE_SIZE]: (found, expected) =>
    `delta is for a base of ${found} bytes, and its base has ${expected}`,
}

/** Where a fault was found: the paths of a pack and of its index. */
export interface FaultyPack {
  readonly path: string
  readonly indexPath: string
}

/**
 * The error of a fault.
 *
 * @param fault A number of core-layout.ts.
 * @param at Where the entry begins that has it, or where it is in the index.
 */
export function errorOf(
  fault: number,
  { path, indexPath }: FaultyPack,
  at: number,
  found: number,
  expected: number,
): PackmapError {
  switch (fault) {
    case layout.TOO_DEEP:
    case layout.CHAIN_FULL:
      return tooDeep(path, at, expected)
    case layout.TOO_MUCH_WORK:
      return tooMuchWork(path, at, expected)
    case layout.TOO_LARGE:
      return new ObjectTooLargeError(`${path} (at byte ${at})`, found, expected)
    case layout.NO_LARGE_OFFSET:
      return new CorruptIndexError(indexPath, at, `64-bit offset ${found} of ${expected}`)
    case layout.LARGE_OFFSET_BEYOND:
      return new CorruptIndexError(indexPath, at, 'offset beyond 2^53')
    default: {
      const detail = DELTA_FAULTS[fault - layout.DELTA_FAULT] ?? DETAILS[fault]?.(found, expected)
      return new CorruptPackError(path, at, detail ?? `fault ${fault}`)
    }
  }
}

/** The error of a chain of more than `max` deltas. */
export function tooDeep(path: string, offset: number, max: number): DeltaLimitError {
  const detail = `the object builds on more than ${max} deltas, which is maxDeltaDepth`
  return new DeltaLimitError(path, offset, 'maxDeltaDepth', detail)
}

/** The error of an object that takes more than `max` bytes of results on the way to it. */
export function tooMuchWork(path: string, offset: number, max: number): DeltaLimitError {
  const detail = `putting the object together takes more than ${max} bytes, which is maxDeltaWork`
  return new DeltaLimitError(path, offset, 'maxDeltaWork', detail)
}
