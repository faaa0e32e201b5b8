/** `packmap log`: history with its messages, in the order of `rev-list`. */
import type { CommandContext } from '../../context.js'
import { HelpRequested } from '../../options/parse-options.js'
import { STATUS_USAGE } from '../../failure.js'
import { LogArguments } from '../../log/log-arguments.js'
import { walkLog } from '../../log/walk-log.js'
import { checkGraph } from '../rev-list/message-arguments.js'
import { RevListArguments } from '../rev-list/arguments.js'

export { description } from './description.js'

export function run(args: readonly string[], context: CommandContext): number {
  if (args.includes('-h')) throw new HelpRequested(STATUS_USAGE)
  if (args.includes('--help')) throw new HelpRequested(0)
  const options = new LogArguments(context)
  const parsed = new RevListArguments(args, context, options)
  checkGraph(options.pretty, parsed)
  walkLog(parsed, options, context)
  return 0
}
