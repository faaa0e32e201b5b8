/** Commits that wait for their turn: the newest is taken first, and of equally old ones the last that was added. */
import type { ReadCommitResult } from './results.js'

export class WaitingCommits {
  /** Oldest first, so that taking one moves none. */
  readonly #waiting: ReadCommitResult[] = []

  get size(): number {
    return this.#waiting.length
  }

  add(result: ReadCommitResult): void {
    const { timestamp } = result.commit.committer
    let at = this.#waiting.length
    while (at > 0 && this.#waiting[at - 1]!.commit.committer.timestamp > timestamp) at--
    this.#waiting.splice(at, 0, result)
  }

  take(): ReadCommitResult | undefined {
    return this.#waiting.pop()
  }
}
