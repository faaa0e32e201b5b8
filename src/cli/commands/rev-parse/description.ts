/** What the help says of `rev-parse`. */
import type { CommandDescription } from '../../command.js'

export const description: CommandDescription = {
  name: 'rev-parse',
  forms: ['[<options>] [<arg>…]', '--sq-quote [<arg>…]'],
  description: `Turns revisions into object ids, one a line, and answers questions about the repository. Arguments are
taken from left to right; an option holds for what follows it.

A revision may be a branch, a tag, an abbreviated id, or any of these with ^, ~<n>, ^{<type>}, @{<n>} or
:<path> behind it. <a>..<b>, <a>...<b>, <rev>^@ and <rev>^! stand for several.`,
  options: [
    { long: 'verify', help: 'exactly one revision must be given; fail if it names nothing' },
    { long: 'quiet', short: 'q', help: 'with --verify: fail without a message' },
    {
      long: 'short',
      value: 'optional',
      valueName: 'n',
      help: 'shorten ids to <n> digits, or as few as are unique',
    },
    { long: 'symbolic', help: 'print names as they were given' },
    { long: 'symbolic-full-name', help: 'print the full names of refs' },
    { long: 'abbrev-ref', value: 'optional', valueName: 'strict|loose', help: 'print short names of refs' },
    { long: 'not', help: 'print revisions as their opposite: ^<id>' },
    { long: 'sq', help: 'print one line, quoted for a shell' },
    { long: 'default', value: 'required', valueName: 'rev', help: 'what to print if no revision is given' },
    { long: 'revs-only', help: 'leave out what is meant for no rev-list' },
    { long: 'no-revs', help: 'leave out revisions and what is meant for rev-list' },
    { long: 'flags', help: 'leave out what is no flag' },
    { long: 'no-flags', help: 'leave out flags' },
    { long: 'all', help: 'every ref' },
    { long: 'branches', value: 'optional', valueName: 'pattern', help: 'every branch, or those that match' },
    { long: 'tags', value: 'optional', valueName: 'pattern', help: 'every tag' },
    { long: 'remotes', value: 'optional', valueName: 'pattern', help: 'every remote-tracking branch' },
    { long: 'glob', value: 'required', valueName: 'pattern', help: 'every ref that matches' },
    { long: 'exclude', value: 'required', valueName: 'pattern', help: 'what the next of these leaves out' },
    {
      long: 'exclude-hidden',
      value: 'required',
      valueName: 'receive|uploadpack',
      help: 'leave out of --all or --glob what transfer.hideRefs and the like hide',
    },
    { long: 'since', value: 'required', valueName: 'date', help: 'print --max-age=<seconds> (also --after)' },
    {
      long: 'until',
      value: 'required',
      valueName: 'date',
      help: 'print --min-age=<seconds> (also --before)',
    },
    { long: 'disambiguate', value: 'required', valueName: 'prefix', help: 'every object id that begins so' },
    { long: 'git-dir', help: 'the git folder' },
    { long: 'absolute-git-dir', help: 'its full path' },
    { long: 'git-common-dir', help: 'the git folder that linked worktrees share' },
    {
      long: 'resolve-git-dir',
      value: 'required',
      valueName: 'path',
      help: 'the git folder there, or where a .git file points',
    },
    { long: 'git-path', value: 'required', valueName: 'path', help: 'where a file of the git folder is' },
    { long: 'show-toplevel', help: 'the root of the work tree' },
    { long: 'show-prefix', help: 'the folder where the command runs, from that root' },
    { long: 'show-cdup', help: 'the way from that folder up to the root' },
    {
      long: 'show-superproject-working-tree',
      help: 'the root of the work tree that has this one as a submodule',
    },
    { long: 'path-format', value: 'required', valueName: 'absolute|relative', help: 'how paths are printed' },
    { long: 'is-bare-repository', help: 'true or false' },
    { long: 'is-inside-git-dir', help: 'true or false' },
    { long: 'is-inside-work-tree', help: 'true or false' },
    { long: 'is-shallow-repository', help: 'true or false' },
    { long: 'show-object-format', value: 'optional', valueName: 'mode', help: 'sha1 or sha256' },
    { long: 'show-ref-format', help: 'how refs are stored: files or reftable' },
    { long: 'local-env-vars', help: 'the variables that belong to one repository' },
  ],
  examples: [
    { command: 'packmap rev-parse HEAD', purpose: 'the id of the newest commit' },
    { command: 'packmap rev-parse --short v1.0^{commit}', purpose: 'the commit of a tag, in few digits' },
    { command: 'packmap rev-parse --abbrev-ref HEAD', purpose: 'the current branch' },
    {
      command: 'packmap rev-parse --verify --quiet HEAD:README.md',
      purpose: 'whether a file exists, by the status',
    },
  ],
}
