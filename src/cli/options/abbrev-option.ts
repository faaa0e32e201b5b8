/** `--abbrev[=<n>]`, which many commands share. */
import type { AbbreviationLength } from '../abbreviate.js'
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
  const digits = options.number('abbrev')
  if (digits === undefined) return 'auto'
  return digits === 0 ? 'full' : Math.max(digits, LENGTH_MIN)
}
