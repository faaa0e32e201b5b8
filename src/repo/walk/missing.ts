/** Objects that are not there when a walk comes to them. */

/**
 * `error` throws; `skip` goes on without the object and what lies behind it; `report` gives it in its place, marked
 * as promised by the remote of a partial clone, or lost.
 */
export type MissingAction = 'error' | 'skip' | 'report'

/** What is done where an object is missing. */
export interface MissingPolicy {
  readonly action: MissingAction
  /** Told of missing objects before `action` counts; may bring them here. */
  readonly onMissing: ((oids: readonly string[]) => void) | undefined
}
