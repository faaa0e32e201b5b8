/** What the help says of `shortlog`. */
import type { CommandDescription } from '../../command.js'

export const description: CommandDescription = {
  name: 'shortlog',
  forms: ['[<options>] [<revision range>] [[--] <path>…]', '[<options>] < log'],
  description: `Lists commits by who made them, with their subjects, oldest first. Without a revision it reads what log prints
from standard input, or takes HEAD where that is a terminal. Which commits are listed is said as for rev-list.`,
  options: [
    { long: 'numbered', short: 'n', help: 'who has most commits first' },
    { long: 'summary', short: 's', help: 'only how many commits each has' },
    { long: 'email', short: 'e', help: 'with addresses' },
    { long: 'committer', short: 'c', help: 'by who committed them' },
    {
      long: 'group',
      value: 'required',
      valueName: 'author|committer|trailer:<key>|format:<format>',
      help: 'by that; it may be given again',
    },
    { short: 'w', value: 'optional', valueName: 'width,indent1,indent2', help: 'wrap subjects' },
    { long: 'format', value: 'required', valueName: 'format', help: 'what is shown in place of subjects' },
  ],
  examples: [{ command: 'packmap shortlog -sne HEAD', purpose: 'contributors by their commits' }],
}
