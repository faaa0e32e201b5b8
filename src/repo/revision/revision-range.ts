/**
 * Ranges (gitrevisions(7), "Specifying Ranges"): from what a person writes to commits to walk from and to leave out.
 *
 * `^A`, `A..B`, `A...B`, `A^@`, `A^!` and `A^-n`; all else names one commit, tag, tree or blob.
 */
import type { CommitSource } from '../commits/commit-links.js'
import { UnknownRevisionError } from '../errors.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import type { RevisionResolver } from './revision-resolver.js'

/** Where a walk begins or ends. */
export interface RangeTip {
  /** In hex: of any object that the revision names, tags not peeled. */
  readonly oid: string
  /** Whether what is reachable from here is left out. */
  readonly isExcluded: boolean
  /** Whether it is the left side of a symmetric difference. */
  readonly isLeft?: boolean
  /** The path of `<rev>:<path>`, one unit a byte. */
  readonly path?: string
}

export interface RangeContext {
  readonly revisions: RevisionResolver
  readonly objects: RepositoryObjects
  readonly commits: CommitSource
  /** The best common ancestors of two commits, for `A...B`. */
  readonly mergeBases: (a: string, b: string) => readonly string[]
}

/**
 * Parses one argument of a walk.
 *
 * @throws {UnknownRevisionError} A side of it names nothing, or no commit where one is needed.
 */
export function parseRange(text: string, context: RangeContext): RangeTip[] {
  return (
    dottedRange(text, context) ??
    parentsOf(text, context) ??
    withoutParents(text, context) ??
    withoutOneParent(text, context) ??
    single(text, context)
  )
}

function single(text: string, { revisions }: RangeContext): RangeTip[] {
  const isExcluded = text.startsWith('^')
  const { oid, path } = revisions.resolve(isExcluded ? text.slice(1) : text, 'committish')
  return [{ oid, isExcluded, ...(path && { path: Buffer.from(path).toString('latin1') }) }]
}

/** `A..B` and `A...B`; undefined where the dots belong to something else, such as `HEAD:../file`. */
function dottedRange(text: string, context: RangeContext): RangeTip[] | undefined {
  const at = text.indexOf('..')
  if (at === -1) return undefined
  const isSymmetric = text[at + 2] === '.'
  const left = text.slice(0, at)
  const right = text.slice(at + (isSymmetric ? 3 : 2))
  if (left === '' && right === '' && !isSymmetric) return undefined
  const a = tryResolve(left || 'HEAD', context)
  const b = tryResolve(right || 'HEAD', context)
  if (a === undefined || b === undefined) return undefined
  if (!isSymmetric) {
    return [
      { oid: a, isExcluded: true },
      { oid: b, isExcluded: false },
    ]
  }
  const [commitA, commitB] = [a, b].map((oid) => context.objects.tryPeel(oid, 'commit'))
  if (commitA === undefined || commitB === undefined) {
    throw new UnknownRevisionError(text, `Invalid symmetric difference expression ${text}`)
  }
  const bases = context.mergeBases(commitA, commitB).map((oid) => ({ oid, isExcluded: true }))
  return [...bases, { oid: commitA, isExcluded: false, isLeft: true }, { oid: commitB, isExcluded: false }]
}

/** `A^@`: all parents of A, and not A. */
function parentsOf(text: string, context: RangeContext): RangeTip[] | undefined {
  const name = nameBefore(text, '^@')
  if (name === undefined) return undefined
  return parents(name.text, context)?.map((oid) => ({ oid, isExcluded: name.isExcluded }))
}

/** `A^!`: A, and none of its parents. */
function withoutParents(text: string, context: RangeContext): RangeTip[] | undefined {
  const name = nameBefore(text, '^!')
  const excluded = name && parents(name.text, context)
  if (!name || !excluded) return undefined
  const tips = excluded.map((oid) => ({ oid, isExcluded: !name.isExcluded }))
  return [
    ...tips,
    { oid: context.revisions.resolve(name.text, 'committish').oid, isExcluded: name.isExcluded },
  ]
}

/** `A^-n`: A, and not its parent n; 1 where there is no number. */
function withoutOneParent(text: string, context: RangeContext): RangeTip[] | undefined {
  const match = /^(\^?)(.*?)\^-(\d*)$/s.exec(text)
  if (!match) return undefined
  const [, mark, name, digits] = match
  const excluded = parents(name!, context)?.[(digits === '' ? 1 : Number(digits)) - 1]
  if (excluded === undefined) return undefined
  return [
    { oid: excluded, isExcluded: mark === '' },
    { oid: context.revisions.resolve(name!, 'committish').oid, isExcluded: mark !== '' },
  ]
}

function nameBefore(text: string, mark: string): { text: string; isExcluded: boolean } | undefined {
  if (!text.endsWith(mark) || text.indexOf(mark) !== text.length - mark.length) return undefined
  const isExcluded = text.startsWith('^')
  return { text: text.slice(isExcluded ? 1 : 0, -mark.length), isExcluded }
}

function parents(name: string, context: RangeContext): readonly string[] | undefined {
  const oid = tryResolve(name, context)
  const commit = oid === undefined ? undefined : context.objects.tryPeel(oid, 'commit')
  return commit === undefined ? undefined : context.commits.tryRead(commit)?.parents
}

function tryResolve(name: string, { revisions }: RangeContext): string | undefined {
  try {
    return revisions.resolve(name, 'committish').oid
  } catch (error) {
    if (error instanceof UnknownRevisionError) return undefined
    throw error
  }
}
