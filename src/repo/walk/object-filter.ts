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

const PASSED_OVER: Verdict = { shows: false, isFinal: false, enters: false }

/** @param omitted Gets the oids of what is left out. Default: nobody wants to know. */
export function withoutBlobs(omitted?: Set<string>): ObjectFilter {
  return ({ type, oid }) => {
    if (type !== 'blob') return SHOWN
    omitted?.add(oid)
    return LEFT_OUT
  }
}

/**
 * Blobs of fewer than `limit` bytes.
 *
 * @param sizeOf Undefined: it is missing, and then shown.
 * @param omitted Gets the oids of what is left out. Default: nobody wants to know.
 */
export function blobsBelow(
  limit: number,
  sizeOf: (oid: string) => number | undefined,
  omitted?: Set<string>,
): ObjectFilter {
  return ({ type, oid }) => {
    if (type !== 'blob' || (sizeOf(oid) ?? -1) < limit) return SHOWN
    omitted?.add(oid)
    return LEFT_OUT
  }
}

/**
 * Trees and blobs in fewer than `depth` folders; 0 leaves out all.
 *
 * @param omitted Gets the oids of what is left out, for which trees that are not shown have to be entered. Default: nobody
 *   wants to know.
 */
export function treesAbove(depth: number, omitted?: Set<string>): ObjectFilter {
  const seenAt = new Map<string, number>()
  return (candidate) => {
    const { oid, type } = candidate
    if (type !== 'tree' && type !== 'blob') return SHOWN
    const shows = candidate.depth < depth
    const before = type === 'tree' ? seenAt.get(oid) : undefined
    // What lies deeper than it did before has nothing new to show; what lies higher may.
    if (before !== undefined && candidate.depth >= before) return PASSED_OVER
    const isNewlyOmitted = omitted !== undefined && !shows && !omitted.has(oid)
    if (shows) omitted?.delete(oid)
    else omitted?.add(oid)
    if (type === 'blob') return { shows, isFinal: shows, enters: false }
    seenAt.set(oid, candidate.depth)
    return { shows, isFinal: false, enters: shows || isNewlyOmitted }
  }
}

/** Objects of one type. What it leaves out is told to nobody, in git neither. */
export function ofType(type: ObjectType): ObjectFilter {
  return (candidate) => {
    if (candidate.type === type) return SHOWN
    if (candidate.type !== 'tree') return LEFT_OUT
    // Trees have to be entered only for what they lead to.
    return type === 'blob' ? LEFT_OUT : PASSED_OVER
  }
}

/**
 * What passes all filters.
 *
 * As in git, a filter that is done with an object lets it pass no second time, even if another held it back the first
 * time; and it is asked about nothing in a tree that it does not want entered, though others may be.
 */
export function allOf(filters: readonly ObjectFilter[]): ObjectFilter {
  const parts = filters.map((filter) => new Part(filter))
  return (candidate) => {
    const verdicts = parts.map((part) => part.verdictOn(candidate))
    return {
      shows: verdicts.every(({ shows }) => shows),
      isFinal: verdicts.every(({ isFinal }) => isFinal),
      enters: !parts.every(({ isSkipping }) => isSkipping),
    }
  }
}

/** One of several filters. */
class Part {
  readonly #done = new Set<string>()
  /** The depth of the tree that it does not want entered, while the walk is in there; else infinite. */
  #skippedFrom = Infinity

  constructor(private readonly filter: ObjectFilter) {}

  get isSkipping(): boolean {
    return this.#skippedFrom < Infinity
  }

  verdictOn(candidate: Candidate): Verdict {
    if (candidate.depth > this.#skippedFrom) return PASSED_OVER
    this.#skippedFrom = Infinity
    if (this.#done.has(candidate.oid)) return PASSED_OVER
    const verdict = this.filter(candidate)
    if (verdict.isFinal) this.#done.add(candidate.oid)
    if (candidate.type === 'tree' && !verdict.enters) this.#skippedFrom = candidate.depth
    return verdict
  }
}
