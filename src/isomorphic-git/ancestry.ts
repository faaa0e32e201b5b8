/** How commits descend from each other. */
import { octopusBases } from '../repo/walk/octopus-bases.js'
import type { Repository } from '../repo/repository.js'
import { command } from './command.js'
import { MaxDepthError } from './errors.js'
import type { Place } from './open-repository.js'
import { ofType, readAny } from './peel.js'
import { parentsOf } from './parents.js'

export interface MergeBaseArguments extends Place {
  /** Of commits, in hex. */
  readonly oids: readonly string[]
}

/** The best ancestors that all commits have in common. */
export const findMergeBase = command(
  'findMergeBase',
  ['oids'],
  ({ oids }: MergeBaseArguments, repo): string[] => {
    for (const oid of oids) ofType(readAny(repo, oid), 'commit')
    return octopusBases(repo, oids)
  },
)

export interface DescendentArguments extends Place {
  readonly oid: string
  readonly ancestor: string
  /** Commits to look at before giving up; -1: all. */
  readonly depth?: number | undefined
}

/** Whether the commit `oid` descends from `ancestor`; none does from itself. */
export const isDescendent = command(
  'isDescendent',
  ['oid', 'ancestor'],
  ({ oid, ancestor, depth = -1 }: DescendentArguments, repo): boolean => {
    if (oid === ancestor) return false
    ofType(readAny(repo, oid), 'commit')
    // A shallow clone knows the names of parents that it does not have.
    const isThere = repo.odb.tryReadHeader(ancestor)?.type === 'commit'
    if (depth === -1 && isThere) return repo.isAncestor(ancestor, oid)
    return isReached(repo, oid, ancestor, depth)
  },
)

function isReached(repo: Repository, from: string, wanted: string, depth: number): boolean {
  const waiting = [from]
  const visited = new Set(waiting)
  for (let looked = 0; looked < waiting.length; looked++) {
    if (looked === depth) throw new MaxDepthError(depth)
    const { own, walked } = parentsOf(repo, waiting[looked]!)
    if (own.includes(wanted)) return true
    for (const parent of walked) {
      if (visited.has(parent)) continue
      visited.add(parent)
      waiting.push(parent)
    }
  }
  return false
}
