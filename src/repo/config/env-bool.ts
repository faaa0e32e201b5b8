import { parseBool } from './config-values.js'
import { ConfigError } from './errors.js'

/**
 * Whether a variable of the environment says yes, as git reads booleans there.
 *
 * @throws {ConfigError} It is set, and to no boolean.
 */
export function envBool(env: NodeJS.ProcessEnv, name: string, otherwise: boolean): boolean {
  const value = env[name]
  if (value === undefined) return otherwise
  const bool = parseBool(value)
  if (bool === undefined)
    throw new ConfigError(name, `bad boolean environment value '${value}' for '${name}'`)
  return bool
}
