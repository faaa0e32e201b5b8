/** What the help says of `config`. */
import type { CommandDescription } from '../../command.js'
import type { OptionSpec } from '../../options/option-spec.js'

/** Options of git's that write, or ask for what packmap does not tell. */
export const REFUSED: readonly string[] = [
  ...['add', 'replace-all', 'unset', 'unset-all', 'rename-section', 'remove-section', 'edit'],
  ...['get-urlmatch', 'get-colorbool', 'url'],
]

const WITH_VALUE: ReadonlySet<string> = new Set(['url'])

export const description: CommandDescription = {
  name: 'config',
  forms: [
    'list [<file>] [-z] [--name-only] [--show-origin] [--show-scope]',
    'get [<file>] [--all] [--regexp] [--value=<pattern>] [--fixed-value] [--default=<value>] <name>',
    '[<file>] (--list | --get <name> [<pattern>] | --get-all <name> [<pattern>] | --get-regexp <name> [<pattern>])',
  ],
  description: `Prints variables of the configuration: of all files that git reads here, or of one. Setting them is left to
git.`,
  options: [
    { long: 'system', help: 'the file of the machine' },
    { long: 'global', help: 'the file of the user' },
    { long: 'local', help: 'the file of the repository' },
    { long: 'worktree', help: 'the file of the worktree' },
    { long: 'file', short: 'f', value: 'required', valueName: 'file', help: 'that file' },
    { long: 'blob', value: 'required', valueName: 'blob', help: 'that blob, such as HEAD:.gitmodules' },
    { long: 'list', short: 'l', help: 'every variable' },
    { long: 'get', help: 'the last value of a variable' },
    { long: 'get-all', help: 'every value of a variable' },
    { long: 'get-regexp', help: 'every value of the variables whose names match' },
    { long: 'all', help: 'of get: every value' },
    { long: 'regexp', help: 'of get: the name is a regular expression' },
    { long: 'value', value: 'required', valueName: 'pattern', help: 'of get: values that match' },
    { long: 'fixed-value', help: 'the pattern of values is the value itself' },
    { long: 'default', value: 'required', valueName: 'value', help: 'what to print where there is none' },
    {
      long: 'type',
      short: 't',
      value: 'required',
      valueName: 'type',
      help: 'bool, int, bool-or-int, bool-or-str, path, expiry-date or color',
    },
    { long: 'bool', help: 'print true or false' },
    { long: 'int', help: 'print a number, k, m and g applied' },
    { long: 'bool-or-int', help: 'print one of both' },
    { long: 'bool-or-str', help: 'print true, false, or the text' },
    { long: 'path', help: 'print a path, ~ replaced' },
    { long: 'expiry-date', help: 'print a time, in seconds since 1970' },
    { long: 'get-color', help: 'a colour, and after it what it is by default; no newline follows' },
    { long: 'null', short: 'z', help: 'end values with NUL' },
    { long: 'name-only', help: 'names without values' },
    { long: 'show-names', help: 'of get: the names too' },
    { long: 'show-origin', help: 'the file that each stands in' },
    { long: 'show-scope', help: 'whose file that is' },
    { long: 'includes', help: 'follow includes, as it does by default where no file is named' },
    ...REFUSED.map((long): OptionSpec => ({ long, ...(WITH_VALUE.has(long) && { value: 'required' }) })),
  ],
  examples: [
    { command: 'packmap config list --show-origin', purpose: 'everything that is set, and where' },
    { command: 'packmap config --get remote.origin.url', purpose: 'one value' },
  ],
}
