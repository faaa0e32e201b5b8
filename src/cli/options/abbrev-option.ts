/** `--abbrev[=<n>]`, which many commands share. */
import type { AbbreviationLength } from '../../repo/abbreviate.js'
import { UsageError } from '../failure.js'
import type { OptionSpec } from './option-spec.js'
import type { ParsedOptions } from './parse-options.js'

const LENGTH_MIN = 4

export const ABBREV_OPTION: OptionSpec = {
  long: 'abbrev',
  value: 'optional',
  valueName: 'n',
  help: 'shorten object ids to <n> digits, or more where fewer would be ambiguous',
}

/**
 * What `--abbrev` asks for; without it oids are full.
 *
 * @throws {UsageError} The value is no number.
 */
export function abbreviationLength(options: ParsedOptions): AbbreviationLength {
  if (!options.has('abbrev')) return 'full'
  const value = options.value('abbrev')
  return value === undefined ? 'auto' : parseAbbreviation(value, 'abbrev')
}

/**
 * A number of digits; 0 means all of them.
 *
 * @param option The option's name, for the error.
 * @throws {UsageError} `value` is no number.
 */
export function parseAbbreviation(value: string, option: string): AbbreviationLength {
  if (!/^[+-]?\d+$/.test(value)) throw new UsageError(`option \`${option}' expects a numerical value`)
  const digits = Number(value)
  return digits === 0 ? 'full' : Math.max(digits, LENGTH_MIN)
}
