/**
 * Git's glob matching: `*`, `?`, `[…]` with classes, and `**` between slashes.
 *
 * A port of what wildmatch.c decides. Every `*` gives up when the part after it has run into a wall that a longer
 * match cannot climb, which keeps hostile patterns from costing exponential time.
 */

export interface WildmatchOptions {
  /** `*`, `?` and `[` do not match `/`; only `**` crosses it. */
  readonly pathname?: boolean
  readonly ignoreCase?: boolean
}

type Verdict = 'match' | 'no-match' | 'abort-all' | 'abort-to-starstar'

/** Whether the whole of `text` matches `pattern`. */
export function wildmatch(pattern: string, text: string, options: WildmatchOptions = {}): boolean {
  const fold = (value: string): string => (options.ignoreCase ? value.toLowerCase() : value)
  return match(fold(pattern), 0, fold(text), 0, options.pathname ?? false) === 'match'
}

function match(pattern: string, p: number, text: string, t: number, pathname: boolean): Verdict {
  for (; p < pattern.length; p++, t++) {
    let char = pattern[p]!
    if (t === text.length && char !== '*') return 'abort-all'
    switch (char) {
      case '*':
        return matchStar(pattern, p, text, t, pathname)
      case '?':
        if (pathname && text[t] === '/') return 'no-match'
        break
      case '[': {
        const end = matchClass(pattern, p, text[t]!)
        if (end === 'abort') return 'abort-all'
        if (!end.matched || (pathname && text[t] === '/')) return 'no-match'
        p = end.at
        break
      }
      case '\\':
        char = pattern[++p] ?? ''
        if (text[t] !== char) return 'no-match'
        break
      default:
        if (text[t] !== char) return 'no-match'
    }
  }
  return t === text.length ? 'match' : 'no-match'
}

function matchStar(pattern: string, p: number, text: string, t: number, pathname: boolean): Verdict {
  let crossesSlash = !pathname
  const starAt = p
  p++
  if (pattern[p] === '*') {
    while (pattern[p] === '*') p++
    if (pathname) {
      const before = starAt === 0 || pattern[starAt - 1] === '/'
      const after =
        p === pattern.length || pattern[p] === '/' || (pattern[p] === '\\' && pattern[p + 1] === '/')
      crossesSlash = before && after
      // `**/` also matches nothing at all.
      if (crossesSlash && pattern[p] === '/' && match(pattern, p + 1, text, t, pathname) === 'match')
        return 'match'
    }
  }
  if (p === pattern.length) return !crossesSlash && text.includes('/', t) ? 'abort-to-starstar' : 'match'
  if (!crossesSlash && pattern[p] === '/') {
    const slash = text.indexOf('/', t)
    return slash === -1 ? 'no-match' : match(pattern, p, text, slash, pathname)
  }
  for (; t < text.length; t++) {
    const verdict = match(pattern, p, text, t, pathname)
    if (verdict !== 'no-match') {
      if (!crossesSlash || verdict !== 'abort-to-starstar') return verdict
    } else if (!crossesSlash && text[t] === '/') {
      return 'abort-to-starstar'
    }
  }
  return 'abort-all'
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
