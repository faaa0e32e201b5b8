/** Commits that wait for their turn: the newest is taken first, and of equally old ones the last that was added. */
import type { CommitObject, ReadCommitResult } from './results.js'

export class WaitingCommits {
  /** Oldest first, so that taking one moves none. */
  readonly #waiting: ReadCommitResult[] = []

  get size(): number {
    return this.#waiting.length
  }

  add(result: ReadCommitResult): void {
    const timestamp = committedAt(result)
    let at = this.#waiting.length
    while (at > 0 && committedAt(this.#waiting[at - 1]!) > timestamp) at--
    this.#waiting.splice(at, 0, result)
  }

  take(): ReadCommitResult | undefined {
    return this.#waiting.pop()
  }
}

/** Seconds since 1970-01-01 UTC; 0 where a commit does not say who committed it, or not when. */
export function committedAt({ commit }: ReadCommitResult): number {
  const { timestamp = 0 } = (commit as Partial<CommitObject>).committer ?? {}
  return Number.isNaN(timestamp) ? 0 : timestamp
}
