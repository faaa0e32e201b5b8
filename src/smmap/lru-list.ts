/**
 * Least-recently-used order as a doubly linked list through its members: every step is a few writes, whatever
 * the number of members, and allocates nothing.
 */

/** What a member carries. It is in one list at most. */
export interface LruLinks<T> {
  older: T | undefined
  newer: T | undefined
}

export class LruList<T extends LruLinks<T>> {
  /** Who goes first. */
  oldest: T | undefined = undefined
  length = 0
  private newest: T | undefined = undefined

  /** Enters `member`, which is in no list, as the most recently used. */
  add(member: T): void {
    const { newest } = this
    member.older = newest
    if (newest === undefined) this.oldest = member
    else newest.newer = member
    this.newest = member
    this.length++
  }

  /** Makes `member`, which is in this list, the most recently used. */
  touch(member: T): void {
    if (member === this.newest) return
    this.remove(member)
    this.add(member)
  }

  /** Takes out `member`, which is in this list. */
  remove(member: T): void {
    const { older, newer } = member
    if (older === undefined) this.oldest = newer
    else older.newer = newer
    if (newer === undefined) this.newest = older
    else newer.older = older
    member.older = undefined
    member.newer = undefined
    this.length--
  }
}
