/**
 * POSIX extended regular expressions, which git takes, as JavaScript's.
 *
 * Beyond POSIX the operators that the C library adds are known: `\w \W \s \S \b \B \< \>` and back-references.
 */

/** The expression is malformed. */
export class RegexSyntaxError extends SyntaxError {}

const CLASSES = new Map([
  ['alnum', '\\p{L}\\p{N}'],
  ['alpha', '\\p{L}'],
  ['blank', ' \\t'],
  ['cntrl', '\\p{Cc}'],
  ['digit', '0-9'],
  ['graph', '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}'],
  ['lower', '\\p{Ll}'],
  ['print', ' \\p{L}\\p{M}\\p{N}\\p{P}\\p{S}'],
  ['punct', '\\p{P}\\p{S}'],
  ['space', '\\s'],
  ['upper', '\\p{Lu}'],
  ['xdigit', '0-9A-Fa-f'],
])

const OPERATORS = new Map([
  ['w', '[\\p{L}\\p{N}_]'],
  ['W', '[^\\p{L}\\p{N}_]'],
  ['s', '\\s'],
  ['S', '\\S'],
  ['b', '\\b'],
  ['B', '\\B'],
  ['<', '\\b(?=\\w)'],
  ['>', '\\b(?<=\\w)'],
  ['`', '^'],
  ["'", '$'],
])

/**
 * Compiles an extended expression. `.` matches a newline, and `^` and `$` the ends of the whole text, as in git's
 * use of them.
 *
 * @throws {RegexSyntaxError} The expression is malformed.
 */
export function compileExtendedRegex(source: string): RegExp {
  try {
    return new RegExp(translate(source), 'su')
  } catch (error) {
    throw new RegexSyntaxError(`not a regular expression: '${source}'`, { cause: error })
  }
}

function translate(source: string): string {
  let out = ''
  let atomAt = -1 // where the last atom begins in `out`; -1: nothing there that could be repeated
  const groups: number[] = []
  for (let i = 0; i < source.length;) {
    const char = source[i]!
    if (char === '*' || char === '+' || char === '?' || (char === '{' && interval(source, i) !== '')) {
      const operator = char === '{' ? interval(source, i) : char
      i += operator.length
      if (atomAt === -1) throw new RegexSyntaxError(`nothing to repeat before '${operator}'`)
      // Unlike JavaScript, POSIX lets what is repeated be repeated again.
      out = `${out.slice(0, atomAt)}(?:${out.slice(atomAt)})${operator.replace('{,', '{0,')}`
      continue
    }
    if (char === '(') {
      groups.push(out.length)
      out += '('
      atomAt = -1
      i++
    } else if (char === ')' && groups.length > 0) {
      atomAt = groups.pop()!
      out += ')'
      i++
    } else if (char === '|' || char === '^' || char === '$') {
      out += char
      atomAt = -1
      i++
    } else {
      const atom = atomFrom(source, i)
      atomAt = out.length
      out += atom.text
      i = atom.end
    }
  }
  return out
}

function interval(source: string, at: number): string {
  const match = /^\{(?:\d+(?:,\d*)?|,\d+)\}/.exec(source.slice(at, at + 24))
  return match ? match[0] : ''
}

function atomFrom(source: string, at: number): { text: string; end: number } {
  const char = source[at]!
  if (char === '.') return { text: '.', end: at + 1 }
  if (char === '[') return bracketFrom(source, at)
  if (char === '\\') {
    const next = source[at + 1]
    if (next === undefined) throw new RegexSyntaxError('trailing backslash')
    const text = OPERATORS.get(next) ?? (/[1-9]/.test(next) ? `\\${next}` : literal(next))
    return { text, end: at + 2 }
  }
  const whole = String.fromCodePoint(source.codePointAt(at)!)
  return { text: literal(whole), end: at + whole.length }
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char
}

/** `[…]`: backslashes are ordinary, `]` may come first, and classes have names. */
function bracketFrom(source: string, at: number): { text: string; end: number } {
  let i = at + 1
  let out = '['
  if (source[i] === '^') {
    out += '^'
    i++
  }
  for (let first = true; first || source[i] !== ']'; first = false) {
    const char = source[i]
    if (char === undefined) throw new RegexSyntaxError('unmatched [')
    const named = char === '[' ? /^\[([:.=])(.*?)\1\]/s.exec(source.slice(i)) : null
    if (named) {
      const members = named[1] === ':' ? CLASSES.get(named[2]!) : bracketLiteral(named[2]!)
      if (members === undefined) throw new RegexSyntaxError('unknown character class')
      out += members
      i += named[0].length
      continue
    }
    const isRange = source[i + 1] === '-' && source[i + 2] !== ']' && source[i + 2] !== undefined
    if (isRange) {
      out += `${bracketLiteral(char)}-${bracketLiteral(source[i + 2]!)}`
      i += 3
    } else {
      out += bracketLiteral(char)
      i++
    }
  }
  return { text: `${out}]`, end: i + 1 }
}

function bracketLiteral(char: string): string {
  return /[\\^\]/[-]/.test(char) ? `\\${char}` : char
}
