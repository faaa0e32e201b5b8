/**
 * The syntax of revisions (gitrevisions(7)): a name, then steps that lead from one object to another.
 *
 * `v1.0^{commit}~3^2` is the name `v1.0` and the steps "peel to a commit", "third first-parent ancestor", "second
 * parent". Git reads from the end backward, and so does this; no step is ever read into a path or a text.
 */
/* eslint no-bitwise: "off" -- the operands are characters */
import type { ObjectType } from '../../object/object-type.js'
import type { Disambiguation } from './disambiguation.js'

export type RevisionStep =
  /** `^n`: 0 is the commit itself. */
  | { readonly kind: 'parent'; readonly number: number }
  /** `~n`: first parents, n times over. */
  | { readonly kind: 'ancestor'; readonly number: number }
  /** `^{type}`; `any` is `^{object}`, `any-non-tag` is `^{}`. */
  | { readonly kind: 'peel'; readonly type: ObjectType | 'any' | 'any-non-tag' }
  /** `^{/text}`: the youngest reachable commit whose message matches. */
  | { readonly kind: 'search'; readonly text: string }

export interface SteppedName {
  readonly name: string
  /** In the order in which they are taken. */
  readonly steps: readonly RevisionStep[]
}

const INT_MAX = 2 ** 31 - 1

const PEEL_TYPES = new Map<string, ObjectType | 'any' | 'any-non-tag'>([
  ['', 'any-non-tag'],
  ['commit', 'commit'],
  ['tree', 'tree'],
  ['blob', 'blob'],
  ['tag', 'tag'],
  ['object', 'any'],
])

/** Splits a revision without `:path` into name and steps; undefined: a count that no history has. */
export function splitSteps(revision: string): SteppedName | undefined {
  const steps: RevisionStep[] = []
  let end = revision.length
  for (;;) {
    const step = stepBefore(revision, end)
    if (step === undefined) break
    if (step === 'too-far') return undefined
    steps.push(step.step)
    end = step.at
  }
  return { name: revision.slice(0, end), steps: steps.reverse() }
}

/** The step that ends at `end`, and where it begins. */
function stepBefore(
  revision: string,
  end: number,
): { step: RevisionStep; at: number } | 'too-far' | undefined {
  let at = end - 1
  while (at >= 0 && isDigit(revision.charCodeAt(at))) at--
  const mark = revision[at]
  if (mark === '~' || mark === '^') {
    const digits = revision.slice(at + 1, end)
    const number = digits === '' ? 1 : Number(digits)
    if (number > INT_MAX) return 'too-far'
    return { step: { kind: mark === '^' ? 'parent' : 'ancestor', number }, at }
  }
  if (revision[end - 1] !== '}') return undefined
  const open = revision.lastIndexOf('^{', end - 1)
  const step = open > 0 ? bracedStep(revision.slice(open + 2, end - 1)) : undefined
  return step && { step, at: open }
}

function bracedStep(inside: string): RevisionStep | undefined {
  if (inside.startsWith('/')) return { kind: 'search', text: inside.slice(1) }
  const type = PEEL_TYPES.get(inside)
  return type && { kind: 'peel', type }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** What an abbreviated oid before this step is meant to be: `~2` makes sense of commits alone. */
export function wantedBefore(step: RevisionStep): Disambiguation | undefined {
  switch (step.kind) {
    case 'parent':
    case 'ancestor':
    case 'search':
      return 'committish'
    case 'peel':
      return step.type === 'commit' ? 'committish' : step.type === 'tree' ? 'treeish' : undefined
  }
}

/** Where the `:` of `rev:path` stands; -1: there is none. A colon within `@{…}` or `^{…}` belongs to a date or a search. */
export function pathColon(revision: string): number {
  let depth = 0
  for (let i = 0; i < revision.length; i++) {
    const char = revision[i]
    if ((char === '@' || char === '^') && revision[i + 1] === '{') {
      depth++
      i++
    } else if (char === '}' && depth > 0) depth--
    else if (char === ':' && depth === 0) return i
  }
  return -1
}

/**
 * Whether a revision can be nothing but `rev:path`, so that it need not be tried as a name first: no name of a ref has a
 * colon, and it ends neither as steps and selectors do nor as the output of `git describe`.
 */
export function isPathOnly(revision: string): boolean {
  if (revision.indexOf(':') < 1 || revision.startsWith('@')) return false
  let at = revision.length - 1
  while (at >= 0 && isHexDigit(revision.charCodeAt(at))) at--
  return !'}~^g'.includes(revision.charAt(at))
}

function isHexDigit(code: number): boolean {
  const letter = code | 0x20
  return isDigit(code) || (letter >= 0x61 && letter <= 0x66)
}
