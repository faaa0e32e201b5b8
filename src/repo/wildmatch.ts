/**
 * Git's glob matching: `*`, `?`, `[…]` with classes, and `**` between slashes.
 *
 * Decides what wildmatch.c decides, without its recursion: patterns come from repositories too (`includeIf`), and one of
 * many `**` slash would cost exponential time and overflow the stack. Only two places are ever gone back to. Behind
 * a star that crosses slashes no earlier star matters, since this one could take up what any of them left; behind one
 * that does not, only the last that crosses does, since all between them have to end at the same slash.
 */

import { encodeName } from '../object/name-text.js'

export interface WildmatchOptions {
  /** `*`, `?` and `[` do not match `/`; only `**` crosses it. */
  readonly pathname?: boolean
  readonly ignoreCase?: boolean
}

/** A star to go back to. */
interface Star {
  /** Where the pattern goes on behind it. */
  readonly next: number
  /** Up to where it takes the text, when it is gone back to next; one less for a star that stops at slashes. */
  reach: number
}

/**
 * Whether the whole of `text` matches `pattern`. Costs time in proportion to the product of their lengths at worst,
 * and no memory.
 *
 * @param pattern One unit a byte, as `text`: to git `?` is a byte, and `é` two.
 */
export function wildmatch(pattern: string, text: string, options: WildmatchOptions = {}): boolean {
  const { pathname = false, ignoreCase = false } = options
  return match(pattern, ignoreCase ? foldCase(text) : text, pathname, ignoreCase)
}

/** {@link wildmatch} of names as text. */
export function wildmatchName(pattern: string, name: string, options?: WildmatchOptions): boolean {
  return wildmatch(toRaw(pattern), toRaw(name), options)
}

// eslint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\x00-\x7f]*$/

function toRaw(name: string): string {
  return ASCII.test(name) ? name : Buffer.from(encodeName(name)).toString('latin1')
}

/** Letters of ASCII in lower case, as C's tolower() in git's locale. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** @param text In lower case where case is ignored; `pattern` stays as it is, for git folds not all of it. */
function match(pattern: string, text: string, pathname: boolean, ignoreCase: boolean): boolean {
  let p = 0
  let t = 0
  let crossing: Star | undefined
  let star: Star | undefined
  for (;;) {
    if (pattern[p] === '*') {
      const next = starsEnd(pattern, p)
      if (pathname && !crossesSlashes(pattern, p, next)) star = { next, reach: t }
      else {
        crossing = { next, reach: t }
        star = undefined
      }
      // `**/` also matches nothing at all; gone back to, it has to have its slash.
      p = star === undefined && pathname && pattern[next] === '/' ? next + 1 : next
      continue
    }
    if (p === pattern.length && t === text.length) return true
    const after =
      p < pattern.length && t < text.length ? matchOne(pattern, p, text[t]!, pathname, ignoreCase) : -1
    if (after !== -1) {
      p = after
      t++
      continue
    }
    // From here on nothing fits: the last star that can reach further does.
    if (star && star.reach < text.length && text[star.reach] !== '/') {
      p = star.next
      t = ++star.reach
    } else if (crossing && crossing.reach <= text.length) {
      star = undefined
      p = crossing.next
      t = crossing.reach++
    } else return false
  }
}

function starsEnd(pattern: string, at: number): number {
  let end = at + 1
  while (pattern[end] === '*') end++
  return end
}

/** Whether the stars from `at` to `end` are `**` between slashes or ends: all others stop at a slash. */
function crossesSlashes(pattern: string, at: number, end: number): boolean {
  const isAlone = at === 0 || pattern[at - 1] === '/'
  const isLast = end === pattern.length || pattern[end] === '/' || pattern.startsWith('\\/', end)
  return end - at > 1 && isAlone && isLast
}

/** Matches one character with what stands at `p`; where the pattern goes on, or -1. */
function matchOne(pattern: string, p: number, char: string, pathname: boolean, ignoreCase: boolean): number {
  const member = pattern.charAt(p)
  switch (member) {
    case '?':
      return pathname && char === '/' ? -1 : p + 1
    case '[': {
      const end = matchClass(pattern, p, char, ignoreCase)
      return end === 'abort' || !end.matched || (pathname && char === '/') ? -1 : end.at + 1
    }
    case '\\':
      return pattern[p + 1] === char ? p + 2 : -1
    default:
      return (ignoreCase ? foldCase(member) : member) === char ? p + 1 : -1
  }
}

const UPPER = /[A-Z]/
const CLASSES = new Map([
  ['alnum', /[A-Za-z0-9]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  ['cntrl', /[\0-\x1f\x7f]/], // eslint-disable-line no-control-regex -- that is what the class is
  ['digit', /[0-9]/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[ \t\n\v\f\r]/],
  ['upper', UPPER],
  ['xdigit', /[A-Fa-f0-9]/],
])

/**
 * Matches one character against the bracket expression at `p`; `at` is where its `]` stands.
 *
 * Where case is ignored, `char` is a small letter, and stands for the capital one too in ranges and in `[:upper:]`, but
 * not beside a single capital letter.
 */
function matchClass(
  pattern: string,
  p: number,
  char: string,
  ignoreCase: boolean,
): { matched: boolean; at: number } | 'abort' {
  const capital = ignoreCase && /[a-z]/.test(char) ? char.toUpperCase() : char
  let at = p + 1
  const negated = pattern[at] === '!' || pattern[at] === '^'
  if (negated) at++
  let matched = false
  let previous = ''
  for (let first = true; first || pattern[at] !== ']'; first = false, at++) {
    let member = pattern[at]
    if (member === undefined) return 'abort'
    if (member === '[' && pattern[at + 1] === ':') {
      const end = pattern.indexOf(']', at + 2)
      if (end === -1) return 'abort'
      // Without `:]` it is a bracket and a colon like others.
      if (end > at + 2 && pattern[end - 1] === ':') {
        const named = CLASSES.get(pattern.slice(at + 2, end - 1))
        if (!named) return 'abort'
        if (named.test(char) || (named === UPPER && named.test(capital))) matched = true
        previous = ''
        at = end
        continue
      }
    }
    if (member === '-' && previous !== '' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']') {
      let last = pattern[++at]!
      if (last === '\\') last = pattern[++at] ?? ''
      if (last === '') return 'abort'
      if ([char, capital].some((either) => either >= previous && either <= last)) matched = true
      previous = ''
      continue
    }
    if (member === '\\') {
      member = pattern[++at]
      if (member === undefined) return 'abort'
    }
    if (member === char) matched = true
    previous = member
  }
  return { matched: matched !== negated, at }
}
