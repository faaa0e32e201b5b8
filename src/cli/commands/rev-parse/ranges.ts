/** Arguments that stand for several revisions: `a..b`, `a...b`, `rev^@`, `rev^!`, `rev^-n` (gitrevisions(7)). */
import { PackmapError } from '../../../base/errors.js'
import type { Repository } from '../../../repo/repository.js'
import type { CommandContext } from '../../context.js'
import { tryResolve } from '../../resolve.js'
import type { RevOutput } from './rev-output.js'

/** Prints the ends of a range, and of `a...b` the merge bases. @returns False: the argument is no range. */
export function showRange(argument: string, context: CommandContext, output: RevOutput): boolean {
  const repo = context.repository()
  const dots = argument.indexOf('..')
  if (dots < 0) return false
  const isSymmetric = argument[dots + 2] === '.'
  const startName = argument.slice(0, dots)
  const endName = argument.slice(dots + (isSymmetric ? 3 : 2))
  if (startName === '' && endName === '' && !isSymmetric) return false // the parent folder, not a range
  const start = tryResolve(repo, startName || 'HEAD', { want: 'committish' })
  if (start === undefined) return false
  const end = tryResolve(repo, endName || 'HEAD', { want: 'committish' })
  if (end === undefined) return false
  output.showRev(false, end, endName || 'HEAD')
  output.showRev(!isSymmetric, start, startName || 'HEAD')
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
  const match = /^(.*?)\^(!|@|-(\d*))$/s.exec(argument)
  if (!match) return false
  const [, name, kind, number] = match
  const chosen = number === undefined ? undefined : number === '' ? 1 : Number(number)
  const oid = tryResolve(repo, name!, { want: 'committish' })
  const commit = oid === undefined ? undefined : commitOf(repo, oid)
  if (oid === undefined || commit === undefined || chosen === 0) return false
  const parents = repo.commits.tryRead(commit)?.parents ?? []
  if (chosen !== undefined && chosen > parents.length) return false
  if (kind !== '@') output.showRev(false, oid, name)
  parents.forEach((parent, at) => {
    if (chosen !== undefined && chosen !== at + 1) return
    output.showRev(kind !== '@', parent, output.symbolic === 'no' ? undefined : `${name!}^${at + 1}`)
  })
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
