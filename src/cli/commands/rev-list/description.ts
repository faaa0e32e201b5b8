/** What the help says of `rev-list`. */
import type { CommandDescription } from '../../command.js'

export const description: CommandDescription = {
  name: 'rev-list',
  forms: ['[<options>] <commit>… [--] [<path>…]'],
  description: `Lists commits that can be reached from those given and not from those with a ^ before them, newest first.
<a>..<b> means what <b> has and <a> has not, <a>...<b> what only one of them has. With paths, only commits that changed
something there.`,
  options: [
    { long: 'all', help: 'begin at every ref and at HEAD' },
    {
      long: 'branches',
      value: 'optional',
      valueName: 'pattern',
      help: 'begin at every branch, or at those that match',
    },
    { long: 'tags', value: 'optional', valueName: 'pattern', help: 'begin at every tag' },
    {
      long: 'remotes',
      value: 'optional',
      valueName: 'pattern',
      help: 'begin at every remote-tracking branch',
    },
    { long: 'glob', value: 'required', valueName: 'pattern', help: 'begin at every ref that matches' },
    {
      long: 'exclude',
      value: 'required',
      valueName: 'pattern',
      help: 'refs that the next of these leaves out',
    },
    { long: 'not', help: 'turn the meaning of ^ around for what follows' },
    { long: 'stdin', help: 'read revisions from standard input too' },
    { long: 'max-count', short: 'n', value: 'required', valueName: 'n', help: 'commits at most; also -<n>' },
    { long: 'skip', value: 'required', valueName: 'n', help: 'leave out the first <n>' },
    { long: 'since', value: 'required', valueName: 'date', help: 'newer than a date' },
    { long: 'until', value: 'required', valueName: 'date', help: 'older than a date' },
    { long: 'merges', help: 'merges only' },
    { long: 'no-merges', help: 'no merges' },
    { long: 'min-parents', value: 'required', valueName: 'n', help: 'commits with at least so many parents' },
    { long: 'max-parents', value: 'required', valueName: 'n', help: 'commits with at most so many' },
    { long: 'first-parent', help: 'of a merge follow the first parent only' },
    { long: 'topo-order', help: 'no parent before its children, and lines of history together' },
    { long: 'date-order', help: 'no parent before its children, otherwise by date' },
    { long: 'reverse', help: 'oldest first' },
    { long: 'no-walk', help: 'only the commits named' },
    { long: 'parents', help: 'print the parents of each commit too' },
    { long: 'children', help: 'print its children too' },
    { long: 'timestamp', help: 'print its date too, in seconds' },
    { long: 'abbrev-commit', help: 'shorten ids' },
    { long: 'count', help: 'print how many there are' },
    { long: 'quiet', help: 'print nothing' },
    { long: 'objects', help: 'tags, trees and blobs too, with their paths' },
    { long: 'no-object-names', help: 'with --objects: without their paths' },
    {
      long: 'missing',
      value: 'required',
      valueName: 'action',
      help: 'of objects that are not there: error, allow-any, print',
    },
  ],
  examples: [
    { command: 'packmap rev-list -n5 HEAD', purpose: 'the five newest commits' },
    { command: 'packmap rev-list --count v1.0..HEAD', purpose: 'how many commits a release is behind' },
    { command: 'packmap rev-list HEAD -- src/', purpose: 'what touched a folder' },
    { command: 'packmap rev-list --objects --all', purpose: 'everything that any ref reaches' },
  ],
}
