/** `--color[=<when>]`, which commands share that show refs. */
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
