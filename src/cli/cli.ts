/**
 * The `packmap` command without the process around it: arguments and streams in, exit status out.
 *
 * Here every way of ending becomes git's: a status, and on standard error a line that says why.
 */
import { UnsupportedFormatError } from '../base/errors.js'
import type { CommandDescription } from './command.js'
import { findCommand } from './commands.js'
import { CommandContext, type ProcessStreams } from './context.js'
import {
  BrokenPipeError,
  ExitWith,
  FatalError,
  STATUS_BROKEN_PIPE,
  STATUS_FATAL,
  STATUS_USAGE,
  UsageError,
} from './failure.js'
import { type GlobalArguments, parseGlobalOptions } from './global-options.js'
import { NotARepositoryError } from '../repo/errors.js'
import { HelpRequested } from './options/parse-options.js'
import { ConfigError } from '../repo/config/errors.js'
import { describeFailure } from './text/system-error.js'

const STATUS_UNKNOWN_COMMAND = 1

/**
 * Runs one command line.
 *
 * @param argv What follows the program's name.
 * @returns The exit status; nothing is thrown.
 */
export async function main(argv: readonly string[], streams: ProcessStreams): Promise<number> {
  let context = new CommandContext(streams, {}, streams.env, streams.cwd)
  try {
    const globals = parseGlobalOptions(argv, streams.cwd, streams.env)
    context = new CommandContext(streams, globals.options, globals.env, globals.cwd)
    const status = await dispatch(globals, context)
    context.out.flush()
    return status
  } catch (error) {
    return fail(error, context)
  } finally {
    if (!streams.processEnds) context[Symbol.dispose]()
  }
}

async function dispatch(globals: GlobalArguments, context: CommandContext): Promise<number> {
  const [name, ...args] = globals.rest
  if (globals.wants === 'version') {
    const { packageVersion } = await import('../base/version.js')
    context.out.text(`packmap ${packageVersion()}\n`)
    return 0
  }
  if (globals.wants === 'help' || name === 'help') {
    const { printHelp } = await import('./help.js')
    return printHelp(globals.wants === 'help' ? name : args[0], context)
  }
  if (name === undefined) {
    const { run } = await import('./commands/overview/overview.js')
    return run([], context)
  }
  const entry = findCommand(name)
  if (!entry) {
    context.complain(`packmap: '${name}' is not a packmap command. See 'packmap --help'.`)
    return STATUS_UNKNOWN_COMMAND
  }
  const command = await entry.load()
  context.readsLittle = entry.readsLittle?.(args) ?? false
  try {
    if (entry.needsRepository && !asksForHelp(args)) context.repository(entry.opening)
    return await command.run(args, context) // awaited here, so that what it throws is caught here
  } catch (error) {
    if (error instanceof HelpRequested) {
      const { commandHelp } = await import('./help.js')
      context.out.text(commandHelp(command.description))
      return error.status
    }
    if (error instanceof UsageError) return usageFailure(error, command.description, context)
    throw error
  }
}

/** Help is given outside of a repository too. */
function asksForHelp(args: readonly string[]): boolean {
  return args.length === 1 && (args[0] === '-h' || args[0] === '--help')
}

function usageFailure(error: UsageError, description: CommandDescription, context: CommandContext): number {
  context.out.flush()
  if (error.message !== '') context.complain(`${error.severity}: ${error.message}`)
  if (error.severity !== 'usage')
    for (const form of description.forms) context.complain(`usage: packmap ${description.name} ${form}`)
  return STATUS_USAGE
}

/** Says why a command ended early, after everything that it had to print before. */
function fail(error: unknown, context: CommandContext): number {
  try {
    if (!(error instanceof BrokenPipeError)) context.out.flush()
  } catch (flushError) {
    error = flushError
  }
  if (error instanceof BrokenPipeError) return STATUS_BROKEN_PIPE
  if (error instanceof ExitWith) return error.status
  if (error instanceof UsageError) {
    context.complain(`error: ${error.message}`)
    context.complain("usage: packmap [options] <command>; see 'packmap --help'")
    return STATUS_USAGE
  }
  // Git says in two lines what is wrong, and that it therefore ends.
  if (error instanceof UnsupportedFormatError && error.detail.startsWith('invalid value for ')) {
    context.complain(`error: ${error.detail}`)
  }
  // Git says what is wrong with a value before it says where that stands.
  if (error instanceof ConfigError && error.reason !== undefined) context.complain(`error: ${error.reason}`)
  context.complain(`fatal: ${describeFailure(error)}`)
  if (error instanceof FatalError || error instanceof NotARepositoryError) {
    for (const line of error.advice) context.complain(line)
  }
  return STATUS_FATAL
}
