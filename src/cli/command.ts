/** What a subcommand consists of: a description, from which parser and help are made, and a function to run. */
import type { CommandContext } from './context.js'
import type { OptionSpec } from './options/option-spec.js'

/** A line of the help that shows the command at work. */
export interface Example {
  readonly command: string
  /** What it is good for. */
  readonly purpose: string
}

export interface CommandDescription {
  readonly name: string
  /** What follows the name: one line for each form of the command. */
  readonly forms: readonly string[]
  /** A paragraph or more for somebody who has not used the command before. */
  readonly description: string
  readonly options: readonly OptionSpec[]
  readonly examples: readonly Example[]
}

/** What the module of a subcommand exports. */
export interface CommandModule {
  readonly description: CommandDescription
  /**
   * @param args What follows the command's name.
   * @returns The exit status.
   */
  run(args: readonly string[], context: CommandContext): number | Promise<number>
}
