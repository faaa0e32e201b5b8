/** `--exclude-promisor-objects`: what came from a remote that promised whatever it refers to is left out of a walk. */
import type { Repository } from '../../../repo/repository.js'
import { type ObjectFilter, SHOWN } from '../../../repo/walk/object-filter.js'

export class PromisorPacks {
  constructor(private readonly repo: Repository) {}

  /** Whether one of the copies of an object lies in a pack that a `.promisor` file stands beside. */
  has(oid: string): boolean {
    return this.repo.odb.isInMarkedPack(oid, 'promisor')
  }

  /** Leaves out what the packs have, and all that is in it. */
  filter(filter: ObjectFilter | undefined): ObjectFilter {
    return (candidate) => {
      if (this.has(candidate.oid)) return { shows: false, isFinal: true, enters: false }
      return filter?.(candidate) ?? SHOWN
    }
  }
}
