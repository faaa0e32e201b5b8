/** Threads that help to index or to verify a pack: what whoever wants help knows of them. */
import type { ResolutionTask } from '../indexing/resolution-task.js'
import type { SegmentTask } from '../indexing/segment-task.js'
import type { ChecksumTask } from '../verify/checksum-task.js'
import type { VerificationTask } from '../verify/verify-units.js'

/** What a helper can be asked for; it can be sent to a thread. */
export type HelperWork =
  | { readonly kind: 'scan'; readonly task: SegmentTask }
  | { readonly kind: 'resolve'; readonly task: ResolutionTask }
  | { readonly kind: 'checksums'; readonly task: ChecksumTask }
  | { readonly kind: 'verify'; readonly task: VerificationTask }

/** One thread, which does what it is given in this order. */
export interface PackHelper {
  /** Returns at once. Whether it is ever done shows in the work's own shared memory. */
  give(work: HelperWork): void
  /** Lets the thread end when it has done what it was given; the process ends no sooner. */
  end(): void
}

export interface PackHelpers {
  /** How many threads are to work, the calling one included. */
  readonly threads: number
  /** Packs with fewer entries are left to one thread: they are done before another would have started. */
  readonly entriesMin: number
  readonly start: () => PackHelper
}

/** The helpers for a pack of `count` entries, if any: they are started at once, since that takes them a while. */
export function startHelpers(helpers: PackHelpers | undefined, count: number): PackHelper[] {
  if (!helpers || count < helpers.entriesMin) return []
  return Array.from({ length: Math.max(0, helpers.threads - 1) }, () => helpers.start())
}
