/**
 * The shorthands for several revisions, as they are written (gitrevisions(7), "Specifying Ranges"). What the names in
 * them stand for is not asked here: dots may belong to something else, such as a path.
 */

/** `A..B` or `A...B`; a side that is left out is HEAD. */
export interface DottedRange {
  readonly left: string
  readonly right: string
  readonly isSymmetric: boolean
}

/** Undefined: there are no two dots in it, or nothing but two, which are the folder above. */
export function parseDottedRange(text: string): DottedRange | undefined {
  const at = text.indexOf('..')
  if (at === -1 || text === '..') return undefined
  const isSymmetric = text[at + 2] === '.'
  const left = text.slice(0, at) || 'HEAD'
  const right = text.slice(at + (isSymmetric ? 3 : 2)) || 'HEAD'
  return { left, right, isSymmetric }
}

/** `A^@`: all parents of A; `A^!`: A without any of them; `A^-n`: A without its parent n. */
export interface ParentsShorthand {
  /** What stands in front of the mark. */
  readonly name: string
  /** Whether A itself is in it, and its parents are what is left out. */
  readonly hasCommit: boolean
  /** Counted from 1, `A^-` is 1; undefined: all parents. */
  readonly parent: number | undefined
}

/** Undefined: there is no such mark at its end. */
export function parseParentsShorthand(text: string): ParentsShorthand | undefined {
  const match = /^(.*)\^(!|@|-(\d*))$/s.exec(text)
  if (!match) return undefined
  const [, name, mark, digits] = match
  const parent = digits === undefined ? undefined : digits === '' ? 1 : Number(digits)
  return { name: name!, hasCommit: mark !== '@', parent }
}

/** The parents that a shorthand speaks of, each with its number; undefined where there is no such parent. */
export function chosenParents(
  { parent }: ParentsShorthand,
  parents: readonly string[],
): readonly { readonly oid: string; readonly number: number }[] | undefined {
  if (parent === 0 || (parent !== undefined && parent > parents.length)) return undefined
  return parents
    .map((oid, at) => ({ oid, number: at + 1 }))
    .filter(({ number }) => parent === undefined || parent === number)
}
