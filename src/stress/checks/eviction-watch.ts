/**
 * Whether what goes to make room is what was used least recently, by an account of the harness's own.
 *
 * A region that no cursor claims goes before one whose last claim ended later. The account is kept from outside: which
 * maps cursors claim after each operation, and which the backend was told to unmap. What an operation unmaps of its own
 * file may go out of turn, since it may lie in the way of the new window.
 */
import type { WatchedMap } from '../watching-backend.js'
import { ViolationError } from '../violation.js'

export class EvictionWatch {
  /** Maps that no cursor claims, the one whose last claim ended first at the front. */
  private readonly idle = new Set<WatchedMap>()
  private claimed = new Set<WatchedMap>()
  /** Idle maps whose last claim may have been within an operation, which nobody saw. */
  private readonly unsure = new Set<WatchedMap>()
  private unmapped: WatchedMap[] = []

  /** The backend was told to unmap it. */
  left(map: WatchedMap): void {
    this.unmapped.push(map)
  }

  /**
   * After an operation.
   *
   * @param claimed What cursors claim now.
   * @param released What the operation gave back before it made room; undefined: nothing.
   * @param own The number of the inode that it reads, windows of which may have been in its way; undefined: none.
   * @param passes Whether it may have claimed others and given them back.
   * @param inTurn False: the operation was to unmap everything.
   * @throws {ViolationError} Something has gone that was used later than what is left.
   */
  check(
    claimed: Set<WatchedMap>,
    released: WatchedMap | undefined,
    own: bigint | undefined,
    passes: boolean,
    inTurn: boolean,
  ): void {
    if (released !== undefined && this.claimed.has(released)) this.rest(released)
    const gone = this.unmapped
    if (gone.length > 0) {
      this.unmapped = []
      if (inTurn) this.checkTurn(gone, claimed, own)
      for (const map of gone) {
        this.idle.delete(map)
        this.unsure.delete(map)
      }
    }
    const rested = [...this.claimed].filter((map) => !claimed.has(map) && !gone.includes(map))
    for (const map of rested) this.rest(map)
    // In what order several were given back nobody saw.
    if (rested.length > 1) for (const map of rested) this.unsure.add(map)
    for (const map of claimed) {
      this.idle.delete(map)
      this.unsure.delete(map)
    }
    if (passes) for (const map of this.idle) this.unsure.add(map)
    this.claimed = claimed
  }

  /** A map that nobody has claimed yet, such as one that an operation has made and given back. */
  private rest(map: WatchedMap): void {
    this.idle.delete(map)
    this.idle.add(map)
  }

  private checkTurn(
    gone: readonly WatchedMap[],
    claimed: ReadonlySet<WatchedMap>,
    own: bigint | undefined,
  ): void {
    const mayGo = (map: WatchedMap): boolean => map.inode === own || this.unsure.has(map)
    const left = new Set(gone.filter((map) => this.idle.has(map) && !mayGo(map)))
    for (const map of this.idle) {
      if (left.size === 0) return
      if (left.delete(map) || mayGo(map) || claimed.has(map)) continue
      const [other] = left
      const went = `bytes ${other!.begin} to ${other!.end} of a file were unmapped`
      const older = `bytes ${map.begin} to ${map.end} of another, used longer ago, were not`
      throw new ViolationError('eviction-order', `${went}, and ${older}`)
    }
  }
}
