/** `--type=<type>` of `config`: values in the one form that their type has. */
import type { ConfigValue } from '../../../repo/config/config.js'
import { parseBool, parseInteger } from '../../../repo/config/config-values.js'
import { expandHome } from '../../../repo/config/expand-home.js'
import { homeOf } from '../../../repo/config/load-config.js'
import { FatalError } from '../../failure.js'
import type { ParsedOptions } from '../../options/parse-options.js'

const TYPES = ['bool', 'int', 'bool-or-int', 'path'] as const

export type ValueType = (typeof TYPES)[number]

/** @throws {FatalError} A type that packmap does not print. */
export function valueTypeOf(options: ParsedOptions): ValueType | undefined {
  const named = options.value('type') ?? TYPES.find((type) => options.has(type))
  if (named === undefined) return undefined
  const type = TYPES.find((known) => known === named)
  if (type === undefined)
    throw new FatalError(`config --type=${named} is not supported; use git config for that`)
  return type
}

/** Undefined: a variable without a value. @throws {FatalError} The value is none of the type. */
export function typedValue(
  { name, value }: ConfigValue,
  type: ValueType | undefined,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const bad = (kind: string): never => {
    throw new FatalError(`bad ${kind} config value '${value ?? ''}' for '${name}'`)
  }
  switch (type) {
    case undefined:
      return value ?? undefined
    case 'bool':
      return String(parseBool(value) ?? bad('boolean'))
    case 'int':
      return String(parseInteger(value) ?? bad('numeric'))
    case 'bool-or-int':
      return String(parseInteger(value) ?? parseBool(value) ?? bad('boolean'))
    case 'path':
      if (value === null) throw new FatalError(`missing value for '${name}'`)
      return expandHome(value, homeOf(env)) ?? bad('path')
  }
}
