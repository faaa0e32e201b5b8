/** `packmap refs list` and `refs exists`: newer names for `for-each-ref` and `show-ref --exists`. */
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import { parseOptions } from '../options/parse-options.js'
import { run as forEachRef } from './for-each-ref.js'
import { run as showRef } from './show-ref.js'

export const description: CommandDescription = {
  name: 'refs',
  forms: ['list [<options of for-each-ref>] [<pattern>…]', 'exists <ref>'],
  description:
    'Lists refs as for-each-ref does, or says by its status whether one exists. Checking and moving refs is left to git.',
  options: [],
  examples: [{ command: 'packmap refs list --count=3', purpose: 'the first refs' }],
}

export function run(args: readonly string[], context: CommandContext): number {
  const [subcommand, ...rest] = args
  if (subcommand === 'list') return forEachRef(rest, context)
  if (subcommand === 'exists') return showRef(['--exists', ...parseOptions([], rest).operands], context)
  if (subcommand === '-h' || subcommand === '--help') parseOptions([], args)
  throw new FatalError(`refs ${subcommand ?? ''} is not supported; use git refs for that`)
}
