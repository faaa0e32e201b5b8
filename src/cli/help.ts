/** Help for the whole program and for one command, laid out by commander. */
import { Command, Option } from 'commander'
import type { CommandDescription, Example } from './command.js'
import { COMMANDS, findCommand } from './commands.js'
import type { CommandContext } from './context.js'
import { STATUS_FATAL } from './failure.js'
import { GLOBAL_OPTIONS } from './global-options.js'
import type { OptionSpec } from './options/option-spec.js'

const SUMMARY =
  'Reads Git objects straight from memory-mapped packfiles; changes no object, no ref and no work tree.'

const EXAMPLES: readonly Example[] = [
  { command: 'packmap', purpose: 'a first look at the repository around you' },
  { command: 'packmap -C ~/src/project cat-file -p HEAD:README.md', purpose: 'a file of the newest commit' },
  { command: 'packmap explain HEAD:README.md', purpose: 'where its bytes are, and how they are stored' },
  { command: 'packmap help cat-file', purpose: 'all about one command' },
]

/**
 * Prints the help of a command, or the overview of all.
 *
 * @returns The exit status: a command that does not exist has no help.
 */
export async function printHelp(name: string | undefined, context: CommandContext): Promise<number> {
  if (name === undefined) {
    context.out.text(programHelp())
    return 0
  }
  const entry = findCommand(name)
  if (!entry) {
    context.complain(`fatal: there is no packmap command '${name}'`)
    return STATUS_FATAL
  }
  context.out.text(commandHelp((await entry.load()).description))
  return 0
}

function programHelp(): string {
  const program = new Command('packmap')
    .usage('[options] <command> [<args>]\n       packmap [options]')
    .description(`${SUMMARY}\n\nWithout a command: a first look at the repository.`)
    .helpOption(false)
    .helpCommand(false)
  addOptions(program, GLOBAL_OPTIONS)
  for (const isOfGit of [false, true]) {
    program.commandsGroup(isOfGit ? 'As in git, byte for byte:' : "packmap's own commands:")
    for (const { name, summary, ofGit } of COMMANDS) {
      if (ofGit === isOfGit) program.command(name).description(summary).helpOption(false)
    }
  }
  return program.helpInformation() + examplesText(EXAMPLES)
}

/** The help of one command. */
export function commandHelp(description: CommandDescription): string {
  const { name, forms, options, examples } = description
  const command = new Command(`packmap ${name}`)
    .usage(forms.join(`\n       packmap ${name} `))
    // The source wraps its lines; commander wraps paragraphs to the terminal.
    .description(description.description.replace(/(\S)\n(?=\S)/g, '$1 '))
    .helpOption(false)
  addOptions(command, options)
  // A command that takes nothing would have a space behind its name.
  return command.helpInformation().replace(/ +$/gm, '') + examplesText(examples)
}

function addOptions(command: Command, options: readonly OptionSpec[]): void {
  for (const option of options) {
    if (option.help !== undefined) command.addOption(new Option(flagsOf(option), option.help))
  }
}

/** `-l, --long <value>` the way commander writes options. */
function flagsOf({ long, short, value, valueName = 'value' }: OptionSpec): string {
  const names = [short && `-${short}`, long && `--${long}`].filter((flag) => flag !== undefined).join(', ')
  if (value === undefined) return names
  return `${names} ${value === 'required' ? `<${valueName}>` : `[${valueName}]`}`
}

function examplesText(examples: readonly Example[]): string {
  if (examples.length === 0) return ''
  return `\nExamples:\n${examples.map(({ command, purpose }) => `  ${command}\n      ${purpose}\n`).join('')}`
}
