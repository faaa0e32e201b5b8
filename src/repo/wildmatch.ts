/**
 * Git's glob matching: `*`, `?`, `[…]` with classes, and `**` between slashes.
 *
 * Decides what wildmatch.c decides, without its recursion: patterns come from repositories too (`includeIf`), and one of
 * many `**` slash would cost exponential time and overflow the stack. Only two places are ever gone back to. Behind
 * a star that crosses slashes no earlier star matters, since this one could take up what any of them left; behind one
 * that does not, only the last that crosses does, since all between them have to end at the same slash.
 */

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
 */
export function wildmatch(pattern: string, text: string, options: WildmatchOptions = {}): boolean {
  return options.ignoreCase
    ? match(pattern.toLowerCase(), text.toLowerCase(), options.pathname ?? false)
    : match(pattern, text, options.pathname ?? false)
}

function match(pattern: string, text: string, pathname: boolean): boolean {
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
    const after = p < pattern.length && t < text.length ? matchOne(pattern, p, text[t]!, pathname) : -1
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
function matchOne(pattern: string, p: number, char: string, pathname: boolean): number {
  const member = pattern.charAt(p)
  switch (member) {
    case '?':
      return pathname && char === '/' ? -1 : p + 1
    case '[': {
      const end = matchClass(pattern, p, char)
      return end === 'abort' || !end.matched || (pathname && char === '/') ? -1 : end.at + 1
    }
    case '\\':
      return pattern[p + 1] === char ? p + 2 : -1
    default:
      return member === char ? p + 1 : -1
  }
}

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
  ['upper', /[A-Z]/],
  ['xdigit', /[A-Fa-f0-9]/],
])

/** Matches one character against the bracket expression at `p`; `at` is where its `]` stands. */
function matchClass(pattern: string, p: number, char: string): { matched: boolean; at: number } | 'abort' {
  let at = p + 1
  const negated = pattern[at] === '!' || pattern[at] === '^'
  if (negated) at++
  let matched = false
  let previous = ''
  for (let first = true; first || pattern[at] !== ']'; first = false, at++) {
    let member = pattern[at]
    if (member === undefined) return 'abort'
    if (member === '[' && pattern[at + 1] === ':') {
      const end = pattern.indexOf(':]', at + 2)
      const named = end === -1 ? undefined : CLASSES.get(pattern.slice(at + 2, end))
      if (!named) return 'abort'
      if (named.test(char)) matched = true
      previous = ''
      at = end + 1
      continue
    }
    if (member === '-' && previous !== '' && pattern[at + 1] !== undefined && pattern[at + 1] !== ']') {
      let last = pattern[++at]!
      if (last === '\\') last = pattern[++at] ?? ''
      if (last === '') return 'abort'
      if (char >= previous && char <= last) matched = true
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
