/** `--type=<type>` of `config`: values in the one form that their type has. */
import { parseBool, parseInteger } from '../../../repo/config/config-values.js'
import { expandHome } from '../../../repo/config/expand-home.js'
import { homeOf } from '../../../repo/config/load-config.js'
import { approxidate } from '../../../repo/date/approxidate.js'
import { parseGitColor } from '../../../repo/format/git-color.js'
import { FatalError, UsageError } from '../../failure.js'
import type { ParsedOptions } from '../../options/parse-options.js'

export const TYPES = ['bool', 'int', 'bool-or-int', 'bool-or-str', 'path', 'expiry-date', 'color'] as const

export type ValueType = (typeof TYPES)[number]

/** What expires at once: the largest number of 64 bits. */
const EXPIRES_AT_ONCE = '18446744073709551615'

/** @throws {FatalError} There is no such type. @throws {UsageError} There are several. */
export function valueTypeOf(options: ParsedOptions): ValueType | undefined {
  const named = options.all('type')
  const unknown = named.find((name) => !TYPES.some((type) => type === name))
  if (unknown !== undefined) throw new FatalError(`unrecognized --type argument, ${unknown}`)
  const [type, ...others] = TYPES.filter((each) => options.has(each) || named.includes(each))
  if (others.length > 0) throw new UsageError('only one type at a time')
  return type
}

/** A value in the form of its type, or what is wrong with it; `ofLine`: git then says, too, in which line it stands. */
export type TypedValue =
  { readonly text: string | undefined } | { readonly fault: string; readonly ofLine?: boolean }

/** @param place Where the value stands, in git's words, for messages. */
export function typedValue(
  name: string,
  value: string | null,
  type: ValueType | undefined,
  place: string,
  env: NodeJS.ProcessEnv,
): TypedValue {
  const missing = { fault: `missing value for '${name}'`, ofLine: true }
  const badNumber = { fault: `bad numeric config value '${value ?? ''}' for '${name}'${place}: invalid unit` }
  switch (type) {
    case undefined:
      return { text: value ?? undefined }
    case 'bool': {
      const bool = parseBool(value)
      return bool === undefined
        ? { fault: `bad boolean config value '${value ?? ''}' for '${name}'` }
        : { text: String(bool) }
    }
    case 'int':
      return textOr(parseInteger(value), badNumber)
    case 'bool-or-int':
      return textOr(parseInteger(value) ?? parseBool(value), badNumber)
    case 'bool-or-str':
      return { text: String(parseBool(value) ?? value) }
    case 'path': {
      if (value === null) return missing
      const path = expandHome(value, homeOf(env))
      return textOr(path, { fault: `failed to expand user dir in: '${value}'` })
    }
    case 'expiry-date':
      if (value === null) return missing
      return textOr(expiryOf(value), {
        fault: `'${value}' for '${name}' is not a valid timestamp`,
        ofLine: true,
      })
    case 'color':
      if (value === null) return missing
      return textOr(parseGitColor(value), { fault: `invalid color value: ${value}`, ofLine: true })
  }
}

function textOr(value: string | number | boolean | undefined, fault: TypedValue): TypedValue {
  return value === undefined ? fault : { text: String(value) }
}

function expiryOf(value: string): string | number | undefined {
  if (value === 'never' || value === 'false') return 0
  return value === 'all' || value === 'now' ? EXPIRES_AT_ONCE : approxidate(value)
}
