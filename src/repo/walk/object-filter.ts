/**
 * Filters of `rev-list --filter` (git-rev-list(1)): which of the objects that a walk comes upon are shown, and
 * which are entered or looked at again when they come up elsewhere.
 */
import type { ObjectType } from '../../object/object-type.js'

/** What an object comes to. */
export interface Verdict {
  readonly shows: boolean
  /** Whether it is done with; otherwise it is asked about again where it comes up again. */
  readonly isFinal: boolean
  /** Of a tree: whether what is in it is looked at. */
  readonly enters: boolean
}

/** One object of a walk. */
export interface Candidate {
  readonly oid: string
  readonly type: ObjectType
  /** How many folders it is in: 0 for the tree of a commit, and for what was named itself. */
  readonly depth: number
}

export type ObjectFilter = (candidate: Candidate) => Verdict

export const SHOWN: Verdict = { shows: true, isFinal: true, enters: true }
const LEFT_OUT: Verdict = { shows: false, isFinal: true, enters: true }

/** No blobs. */
export function withoutBlobs(): ObjectFilter {
  return ({ type }) => (type === 'blob' ? LEFT_OUT : SHOWN)
}

/** @param sizeOf Undefined: it is missing, and then shown. */
export function blobsBelow(limit: number, sizeOf: (oid: string) => number | undefined): ObjectFilter {
  return ({ type, oid }) => (type === 'blob' && (sizeOf(oid) ?? -1) >= limit ? LEFT_OUT : SHOWN)
}

/**
 * Trees and blobs in fewer than `depth` folders; 0 leaves out all.
 *
 * @param entersAll Whether trees that are left out are entered, so that all that is left out is told. Default: false.
 */
export function treesAbove(depth: number, entersAll = false): ObjectFilter {
  const seenAt = new Map<string, number>()
  return (candidate) => {
    if (candidate.type !== 'tree' && candidate.type !== 'blob') return SHOWN
    const shows = candidate.depth < depth
    if (candidate.type === 'blob') return { shows, isFinal: shows, enters: false }
    const before = seenAt.get(candidate.oid)
    // What lies deeper than it did before has nothing new to show; what lies higher may.
    if (before !== undefined && candidate.depth >= before)
      return { shows: false, isFinal: false, enters: false }
    seenAt.set(candidate.oid, candidate.depth)
    return { shows, isFinal: false, enters: shows || entersAll }
  }
}

/** Objects of one type. */
export function ofType(type: ObjectType): ObjectFilter {
  return (candidate) => {
    if (candidate.type === type) return SHOWN
    // Trees have to be entered only for what they lead to.
    const enters = type === 'blob' || type === 'tree'
    return { shows: false, isFinal: true, enters }
  }
}

/** What passes all filters. */
export function allOf(filters: readonly ObjectFilter[]): ObjectFilter {
  return (candidate) => {
    const verdicts = filters.map((filter) => filter(candidate))
    return {
      shows: verdicts.every(({ shows }) => shows),
      isFinal: verdicts.every(({ isFinal }) => isFinal),
      enters: verdicts.some(({ enters }) => enters),
    }
  }
}
