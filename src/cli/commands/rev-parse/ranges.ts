/** Arguments that stand for several revisions: `a..b`, `a...b`, `rev^@`, `rev^!`, `rev^-n` (gitrevisions(7)). */
import { PackmapError } from '../../../base/errors.js'
import type { Repository } from '../../../repo/repository.js'
import {
  chosenParents,
  parseDottedRange,
  parseParentsShorthand,
} from '../../../repo/revision/range-syntax.js'
import type { CommandContext } from '../../context.js'
import { tryResolve } from '../../resolve.js'
import type { RevOutput } from './rev-output.js'

/** Prints the ends of a range, and of `a...b` the merge bases. @returns False: the argument is no range. */
export function showRange(argument: string, context: CommandContext, output: RevOutput): boolean {
  const repo = context.repository()
  const range = parseDottedRange(argument)
  if (!range) return false
  const { left, right, isSymmetric } = range
  const start = tryResolve(repo, left, { want: 'committish' })
  if (start === undefined) return false
  const end = tryResolve(repo, right, { want: 'committish' })
  if (end === undefined) return false
  output.showRev(false, end, right)
  output.showRev(!isSymmetric, start, left)
  if (!isSymmetric) return true
  const startCommit = commitOf(repo, start)
  const endCommit = commitOf(repo, end)
  if (startCommit === undefined || endCommit === undefined) return false
  for (const base of repo.mergeBases(startCommit, endCommit)) output.showRev(true, base, undefined)
  return true
}

/** Prints a commit's parents, or the commit and its parents excluded. @returns False: no such shorthand. */
export function showParents(argument: string, context: CommandContext, output: RevOutput): boolean {
  const repo = context.repository()
  const shorthand = parseParentsShorthand(argument)
  if (!shorthand) return false
  const { name, hasCommit } = shorthand
  const oid = tryResolve(repo, name, { want: 'committish' })
  const commit = oid === undefined ? undefined : commitOf(repo, oid)
  if (oid === undefined || commit === undefined) return false
  const parents = chosenParents(shorthand, repo.commits.tryRead(commit)?.parents ?? [])
  if (!parents) return false
  if (hasCommit) output.showRev(false, oid, name)
  for (const { oid: parent, number } of parents) {
    output.showRev(hasCommit, parent, output.symbolic === 'no' ? undefined : `${name}^${number}`)
  }
  return true
}

function commitOf(repo: Repository, oid: string): string | undefined {
  try {
    return repo.peel(oid, 'commit')
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}
