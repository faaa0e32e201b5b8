/** What the text of a configuration value means to git, by the kind that its variable needs. */

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', 'yes', 'on'])
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', 'no', 'off', ''])
const NUMBER = /^\s*([-+]?(?:0[xX][0-9a-fA-F]+|\d+))([kKmMgG]?)$/
const FACTORS = new Map([
  ['', 1],
  ['k', 1024],
  ['m', 1024 ** 2],
  ['g', 1024 ** 3],
])

/** A boolean: git's words, or a number that is not 0. Null, a variable without `=`, is true. Undefined: neither. */
export function parseBool(value: string | null): boolean | undefined {
  if (value === null) return true
  const word = value.toLowerCase()
  if (TRUE_WORDS.has(word)) return true
  if (FALSE_WORDS.has(word)) return false
  const number = parseInteger(value)
  return number === undefined ? undefined : number !== 0
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
