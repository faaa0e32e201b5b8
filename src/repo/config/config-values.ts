/** What the text of a configuration value means to git, by the kind that its variable needs. */

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', 'yes', 'on'])
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', 'no', 'off', ''])
/** As C's `strtol` reads it, which takes a 0 in front for octal. */
const NUMBER = /^\s*([-+]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*))([kKmMgG]?)$/
/** Booleans are numbers of 32 bits. */
const INT_MAX = 2 ** 31 - 1
const FACTORS = new Map([
  ['', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
])

/** What 64 bits hold: where git says "out of range". */
const UNSIGNED_MAX = 2 ** 64

/**
 * A size as git reads those (`git_parse_unsigned`): a number without sign, with an optional suffix k, m or g. Beyond
 * 2^53 it is as much as 2^53, which nothing has anyway; in words, what is wrong with it.
 */
export function parseSize(value: string | null): number | 'invalid unit' | 'out of range' {
  const match = NUMBER.exec(value ?? '')
  if (!match || match[1]!.startsWith('-')) return 'invalid unit'
  const digits = match[1]!.replace(/^\+/, '')
  const magnitude = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  const size = magnitude * FACTORS.get(match[2]!.toLowerCase())!
  return size >= UNSIGNED_MAX ? 'out of range' : Math.min(size, Number.MAX_SAFE_INTEGER)
}

/** A boolean: git's words, or a number that is not 0. Null, a variable without `=`, is true. Undefined: neither. */
export function parseBool(value: string | null): boolean | undefined {
  if (value === null) return true
  const word = value.toLowerCase()
  if (TRUE_WORDS.has(word)) return true
  if (FALSE_WORDS.has(word)) return false
  const number = parseInteger(value)
  return number === undefined || Math.abs(number) > INT_MAX ? undefined : number !== 0
}

/** A whole number with an optional suffix k, m or g. Undefined: not one, or beyond 2^53. */
export function parseInteger(value: string | null): number | undefined {
  const match = NUMBER.exec(value ?? '')
  if (!match) return undefined
  const digits = match[1]!
  const unsigned = digits.replace(/^[-+]/, '')
  const magnitude = /^0[0-7]+$/.test(unsigned) ? Number.parseInt(unsigned, 8) : Number(unsigned)
  const number = (digits.startsWith('-') ? -magnitude : magnitude) * FACTORS.get(match[2]!.toLowerCase())!
  return Number.isSafeInteger(number) ? number : undefined
}
