/** What the help says of `log`. */
import type { CommandDescription } from '../../command.js'
import { description as revList } from '../rev-list/description.js'

export const description: CommandDescription = {
  name: 'log',
  forms: ['[<options>] [<revision range>] [[--] <path>…]'],
  description: `Shows commits with their messages, newest first; without a revision those that HEAD reaches. Which commits
are shown, and in which order, is said as for rev-list.`,
  options: [
    {
      long: 'pretty',
      value: 'optional',
      valueName: 'format',
      help: 'oneline, short, medium, full, fuller, reference, email, mboxrd, raw, or a pattern',
    },
    { long: 'format', value: 'required', valueName: 'format', help: 'the same' },
    { long: 'oneline', help: 'one line a commit, with its short oid' },
    { long: 'graph', help: 'draw how history branches and merges' },
    {
      long: 'date',
      value: 'required',
      valueName: 'mode',
      help: 'relative, iso, rfc, short, human, format:… and others',
    },
    {
      long: 'decorate',
      value: 'optional',
      valueName: 'short|full|auto|no',
      help: 'show the refs at each commit',
    },
    {
      long: 'notes',
      value: 'optional',
      valueName: 'ref',
      help: 'show notes; by default, where no format is given',
    },
    { long: 'encoding', value: 'required', valueName: 'encoding', help: 'show messages in an encoding' },
    { long: 'mailmap', help: 'show people as the mailmap has them; the default' },
    { long: 'color', value: 'optional', valueName: 'when', help: 'always, never or auto' },
    ...revList.options,
  ],
  examples: [
    { command: 'packmap log --oneline --graph --all', purpose: 'all of history at a glance' },
    { command: "packmap log --format='%h %an %s' -- src", purpose: 'who changed a folder' },
  ],
}
