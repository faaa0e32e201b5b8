/**
 * The syntax of POSIX extended regular expressions, which git takes: from the expression to calls on a builder.
 *
 * Beyond POSIX the operators that the C library adds are known: `\w \W \s \S \b \B \< \>` and back-references.
 */

/** The expression is malformed, or larger than what is worth compiling. */
export class RegexSyntaxError extends SyntaxError {}

/** A place between two characters: `^` and `$` are the ends of the whole text, as in git's use of them. */
export type Place = 'start' | 'end' | 'edge' | 'noEdge' | 'wordStart' | 'wordEnd'

/** What an expression is made of, from left to right. */
export interface ExpressionBuilder {
  open(): void
  close(): void
  /** `|`. */
  either(): void
  place(place: Place): void
  /** One character of a set: the source of a JavaScript expression with the flags `s` and `u`. */
  set(source: string): void
  character(character: string): void
  backReference(group: number): void
  /** Repeats what was added last, a group or one of the others. */
  repeat(min: number, max: number): void
}

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

/** What a word is made of. */
export const WORD = '[\\p{L}\\p{N}_]'

const SETS = new Map([
  ['w', WORD],
  ['W', '[^\\p{L}\\p{N}_]'],
  ['s', '\\s'],
  ['S', '\\S'],
])

const PLACES = new Map<string, Place>([
  ['b', 'edge'],
  ['B', 'noEdge'],
  ['<', 'wordStart'],
  ['>', 'wordEnd'],
  ['`', 'start'],
  ["'", 'end'],
])

/** RE_DUP_MAX of the C library. */
const REPETITIONS_MAX = 32_767

/** @throws {RegexSyntaxError} The expression is malformed, or the builder finds it too large. */
export function parseExtendedRegex(source: string, builder: ExpressionBuilder): void {
  let depth = 0
  let isRepeatable = false
  for (let at = 0; at < source.length;) {
    const char = source[at]!
    const interval = intervalAt(source, at)
    if (interval) {
      if (!isRepeatable) throw new RegexSyntaxError(`nothing to repeat at ${at}`)
      builder.repeat(interval.min, interval.max) // unlike JavaScript, POSIX lets what is repeated be repeated again
      at = interval.end
      continue
    }
    isRepeatable = false
    if (char === '(') {
      builder.open()
      depth++
      at++
    } else if (char === '|') {
      builder.either()
      at++
    } else if (char === '^' || char === '$') {
      builder.place(char === '^' ? 'start' : 'end')
      at++
    } else {
      isRepeatable = true
      if (char === ')' && depth > 0) {
        builder.close()
        depth--
        at++
      } else {
        at = atom(source, at, builder)
      }
    }
  }
  if (depth > 0) throw new RegexSyntaxError('unmatched (')
}

const OPERATORS = new Map([
  ['*', { min: 0, max: Infinity }],
  ['+', { min: 1, max: Infinity }],
  ['?', { min: 0, max: 1 }],
])

interface Interval {
  readonly min: number
  readonly max: number
  readonly end: number
}

function intervalAt(source: string, at: number): Interval | undefined {
  const operator = OPERATORS.get(source[at]!)
  if (operator) return { ...operator, end: at + 1 }
  if (source[at] !== '{') return undefined
  const match = /^\{(\d*)(,?)(\d*)\}/.exec(source.slice(at, at + 24))
  if (!match || `${match[1]}${match[3]}` === '') return undefined
  const min = Number(match[1])
  const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3])
  if (min > max || Math.max(min, max === Infinity ? 0 : max) > REPETITIONS_MAX) {
    throw new RegexSyntaxError(`no number of repetitions: ${match[0]}`)
  }
  return { min, max, end: at + match[0].length }
}

/** One character, or a set of them, or a place that can be repeated; returns where it ends. */
function atom(source: string, at: number, builder: ExpressionBuilder): number {
  const char = source[at]!
  if (char === '.') {
    builder.set('.')
    return at + 1
  }
  if (char === '[') return bracket(source, at, builder)
  if (char !== '\\') {
    const whole = String.fromCodePoint(source.codePointAt(at)!)
    builder.character(whole)
    return at + whole.length
  }
  const escaped = source.codePointAt(at + 1)
  if (escaped === undefined) throw new RegexSyntaxError('trailing backslash')
  const next = String.fromCodePoint(escaped)
  const place = PLACES.get(next)
  const set = SETS.get(next)
  if (place) builder.place(place)
  else if (set !== undefined) builder.set(set)
  else if (/[1-9]/.test(next)) builder.backReference(Number(next))
  else builder.character(next)
  return at + 1 + next.length
}

/** `[…]`: backslashes are ordinary, `]` may come first, and classes have names. */
function bracket(source: string, at: number, builder: ExpressionBuilder): number {
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
      const members = named[1] === ':' ? CLASSES.get(named[2]!) : literal(named[2]!)
      if (members === undefined) throw new RegexSyntaxError('unknown character class')
      out += members
      i += named[0].length
      continue
    }
    const isRange = source[i + 1] === '-' && source[i + 2] !== ']' && source[i + 2] !== undefined
    if (isRange) {
      out += `${literal(char)}-${literal(source[i + 2]!)}`
      i += 3
    } else {
      out += literal(char)
      i++
    }
  }
  builder.set(`${out}]`)
  return i + 1
}

/** A character as a JavaScript expression takes it between brackets. */
function literal(char: string): string {
  return /[\\^\]/[-]/.test(char) ? `\\${char}` : char
}
