/**
 * Ranges (gitrevisions(7), "Specifying Ranges"): from what a person writes to objects to walk from and to leave out.
 *
 * `A..B`, `A...B`, `A^@`, `A^!` and `A^-n`; all else names one object.
 */
import { UnknownRevisionError } from '../errors.js'
import { chosenParents, parseDottedRange, parseParentsShorthand } from './range-syntax.js'

/** Where a walk begins or ends. */
export interface RangeTip {
  /** In hex: of any object that the revision names, tags not peeled. */
  readonly oid: string
  /** Whether what is reachable from here is left out. */
  readonly isExcluded: boolean
  /** Whether it is the left side of a symmetric difference. */
  readonly isLeft?: boolean
  /** The ref or revision as it was given, where the tip is that itself. */
  readonly name?: string
  /** The path of `<rev>:<path>`, one unit a byte. */
  readonly path?: string
}

export interface RangeContext {
  /** The object that a name stands for, a commit or tag where it is short for several; undefined: none. */
  readonly tryResolve: (name: string) => string | undefined
  /** The commit that an object is or comes to; undefined: none. */
  readonly tryCommit: (oid: string) => string | undefined
  readonly parentsOf: (commit: string) => readonly string[]
  /** The best common ancestors of two commits, for `A...B`. */
  readonly mergeBases: (a: string, b: string) => readonly string[]
}

/**
 * The tips that a shorthand stands for, those first that it leaves out; of `root^@` there are none.
 *
 * @returns Undefined: it is no shorthand, or a name in it stands for nothing.
 * @throws {UnknownRevisionError} A side of `A...B` comes to no commit.
 */
export function expandRange(text: string, context: RangeContext): RangeTip[] | undefined {
  return expandDotted(text, context) ?? expandParents(text, context)
}

function expandDotted(text: string, context: RangeContext): RangeTip[] | undefined {
  const range = parseDottedRange(text)
  if (!range) return undefined
  const left = context.tryResolve(range.left)
  if (left === undefined) return undefined
  const right = context.tryResolve(range.right)
  if (right === undefined) return undefined
  const end = { oid: right, isExcluded: false }
  if (!range.isSymmetric) return [{ oid: left, isExcluded: true }, end]
  const [a, b] = [context.tryCommit(left), context.tryCommit(right)]
  if (a === undefined || b === undefined) {
    throw new UnknownRevisionError(text, `Invalid symmetric difference expression ${text}`)
  }
  const bases = context.mergeBases(a, b).map((oid) => ({ oid, isExcluded: true }))
  return [...bases, { oid: left, isExcluded: false, isLeft: true }, end]
}

function expandParents(text: string, context: RangeContext): RangeTip[] | undefined {
  const isNegative = text.startsWith('^') // turns everything around
  const shorthand = parseParentsShorthand(isNegative ? text.slice(1) : text)
  if (!shorthand) return undefined
  const oid = context.tryResolve(shorthand.name)
  const commit = oid === undefined ? undefined : context.tryCommit(oid)
  if (oid === undefined || commit === undefined) return undefined
  const { hasCommit } = shorthand
  const tips = chosenParents(shorthand, context.parentsOf(commit))?.map((parent) => ({
    oid: parent.oid,
    isExcluded: hasCommit !== isNegative,
  }))
  return tips && hasCommit ? [...tips, { oid, isExcluded: isNegative }] : tips
}
