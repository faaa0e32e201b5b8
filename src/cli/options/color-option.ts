/** `--color[=<when>]`, which commands share that show refs. */
import type { Config } from '../../repo/config/config.js'
import type { CommandContext } from '../context.js'
import { UsageError } from '../failure.js'
import type { OptionSpec } from './option-spec.js'
import type { ParsedOptions } from './parse-options.js'

export const COLOR_OPTION: OptionSpec = {
  long: 'color',
  value: 'optional',
  valueName: 'when',
  help: 'whether colours are shown: always, never or auto',
}

/** What a variable such as `color.ui` asks for, in the option's words. @throws {ConfigError} It has another value. */
export function configuredColor(config: Config, name: string): string | undefined {
  const [entry] = config.values(name).slice(-1)
  if (!entry) return undefined
  const { value } = entry
  if (value !== null && /^(?:always|never|auto)$/i.test(value)) return value.toLowerCase()
  return config.getBool(name) === true ? 'auto' : 'never'
}

/**
 * Whether colours are shown: on terminals, unless the option says otherwise.
 *
 * @param configured What the configuration says, as the option would.
 * @throws {UsageError} The option says something else.
 */
export function isColored(options: ParsedOptions, context: CommandContext, configured = 'auto'): boolean {
  const { streams, env } = context
  const when = options.given.findLast(({ key }) => key === 'color')?.value
  if (options.wasTakenBack('color') && !options.has('color')) return false
  switch (when === true ? 'always' : (when ?? configured)) {
    case 'always':
      return true
    case 'never':
      return false
    case 'auto':
      return streams.stdoutIsTerminal && env['TERM'] !== undefined && env['TERM'] !== 'dumb'
    default:
      throw new UsageError('option `color' + '\' expects "always", "auto", or "never"')
  }
}
