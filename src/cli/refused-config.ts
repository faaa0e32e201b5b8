/** Configuration that git refuses before a command begins, whatever the command (git's `git_default_core_config`). */
import type { Config, ConfigValue } from '../repo/config/config.js'
import { parseInteger } from '../repo/config/config-values.js'
import { isDisambiguation } from '../repo/revision/disambiguation.js'
import { ABBREVIATION_MIN, isFullLength } from '../repo/abbreviate.js'
import { FatalError } from './failure.js'

/**
 * Ends the command where a value is one that git refuses. Every value counts, not only the last, which wins.
 *
 * @param hexSize Digits of a whole oid: the longest abbreviation.
 * @param complain Told what is wrong with the value, as git does before it says where that stands.
 * @throws {FatalError} There is such a value.
 */
export function refuseConfig(config: Config, hexSize: number, complain: (line: string) => void): void {
  const check = (name: string, faultOf: (value: string) => string | undefined): void => {
    for (const entry of config.values(name)) {
      const fault = entry.value === null ? `missing value for '${name}'` : faultOf(entry.value)
      if (fault === undefined) continue
      complain(`error: ${fault}`)
      throw new FatalError(placeOf(entry))
    }
  }
  check('include.path', () => undefined)
  check('core.abbrev', (value) => abbreviationFault(value, hexSize))
  check('core.disambiguate', (value) =>
    isDisambiguation(value.toLowerCase()) ? undefined : `unknown hint type for 'core.disambiguate': ${value}`,
  )
}

/** @throws {FatalError} The value is no number: git ends there without a line before. */
function abbreviationFault(value: string, hexSize: number): string | undefined {
  if (value.toLowerCase() === 'auto' || isFullLength(value)) return undefined
  const length = parseInteger(value)
  if (length === undefined) {
    throw new FatalError(`bad numeric config value '${value}' for 'core.abbrev': invalid unit`)
  }
  return length < ABBREVIATION_MIN || length > hexSize ? `abbrev length out of range: ${length}` : undefined
}

function placeOf({ name, scope, origin }: ConfigValue): string {
  return scope === 'command'
    ? `unable to parse '${name}' from command-line config`
    : `bad config variable '${name}' in file '${origin}'`
}
