/** `packmap for-each-ref`: refs, sorted and printed as a format says. */
import { wildmatchName } from '../../repo/wildmatch.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { UsageError } from '../failure.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'
import { QUOTE_STYLES } from '../ref-filter/quote-style.js'
import { RefFormat } from '../ref-filter/ref-format.js'
import { RefFilter } from '../ref-filter/ref-filter.js'
import { sortRefs } from '../ref-filter/ref-order.js'
import { RefSurroundings, RefView } from '../ref-filter/ref-view.js'

const DEFAULT_FORMAT = '%(objectname) %(objecttype)\t%(refname)'

export const description: CommandDescription = {
  name: 'for-each-ref',
  forms: ['[--count=<n>] [--sort=<key>]… [--format=<format>] [--points-at=<object>] [<pattern>…]'],
  description: `Lists refs. A pattern is a whole name, a folder of names, or has wildcards.

Fields are %(refname), %(objectname), %(objecttype), %(objectsize), %(deltabase), %(tree), %(parent), %(numparent),
%(object), %(type), %(tag), %(author), %(authorname), %(authoremail), %(authordate), the same of committer, tagger and
creator, %(subject), %(body), %(contents), %(trailers), %(raw), %(symref), %(upstream), %(push), %(HEAD) and
%(worktreepath). Behind a name :short shortens names and ids, :<format> is how a date is shown, and :subject, :body,
:size, :signature and :lines=<n> are parts of the contents; a * before a field means what a tag comes to.

%(if)…%(then)…%(else)…%(end) shows one or the other, and %(if:equals=<text>) compares; %(align:<width>,<position>)…%(end)
fills up to a width; %(color:<color>) is for terminals.`,
  options: [
    { long: 'count', value: 'required', valueName: 'n', help: 'refs at most' },
    { long: 'format', value: 'required', valueName: 'format', help: 'how to print a ref' },
    { long: 'shell', short: 's', help: 'fields as strings of the shell' },
    { long: 'perl', short: 'p', help: 'fields as strings of Perl' },
    { long: 'python', help: 'fields as strings of Python' },
    { long: 'tcl', help: 'fields as strings of Tcl' },
    {
      long: 'sort',
      value: 'required',
      valueName: 'key',
      help: 'a field; with a - in front the other way round, with version: as version numbers',
    },
    {
      long: 'points-at',
      value: 'required',
      valueName: 'object',
      help: 'only refs of this object, or of tags of it',
    },
    {
      long: 'merged',
      value: 'unless-last',
      valueName: 'commit',
      negatable: false,
      help: 'only what can be reached from a commit',
    },
    {
      long: 'no-merged',
      value: 'unless-last',
      valueName: 'commit',
      negatable: false,
      help: 'only what can not',
    },
    {
      long: 'contains',
      value: 'unless-last',
      valueName: 'commit',
      negatable: false,
      help: 'only what a commit can be reached from',
    },
    {
      long: 'no-contains',
      value: 'unless-last',
      valueName: 'commit',
      negatable: false,
      help: 'only what it can not be reached from',
    },
    {
      long: 'color',
      value: 'optional',
      valueName: 'when',
      help: 'whether %(color) counts: always, never or auto',
    },
    { long: 'ignore-case', help: 'sort and match without regard to case' },
  ],
  examples: [
    { command: 'packmap for-each-ref refs/tags', purpose: 'every tag' },
    {
      command: "packmap for-each-ref --sort=-creatordate --count=5 --format='%(refname:short) %(subject)'",
      purpose: 'the five newest refs',
    },
    {
      command: "packmap for-each-ref --format='%(refname:short) %(upstream:track)' refs/heads",
      purpose: 'how far branches are from what they follow',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const repo = context.repository()
  const options = parseOptions(description.options, args)
  const filter = new RefFilter(repo, options)
  const count = options.number('count') ?? 0
  if (count < 0) throw new UsageError(`invalid --count argument: \`${count}'`)
  const styles = QUOTE_STYLES.filter((style) => options.has(style))
  if (styles.length > 1) throw new UsageError('more than one quoting style?')
  const format = new RefFormat(options.value('format') ?? DEFAULT_FORMAT, {
    style: styles[0],
    colored: isColored(options, context),
  })
  const order = sortRefs(options.all('sort'), repo, options.has('ignore-case'))
  const surroundings = new RefSurroundings(repo)
  const found: RefView[] = []
  for (const ref of repo.refs()) {
    if (matches(ref.name, options) && filter.takes(ref)) found.push(new RefView(surroundings, ref))
  }
  const views = filter.reachable(found).sort(order)
  const wanted = count > 0 ? views.slice(0, count) : views
  // All before the first is printed: of a ref without its object git says so, and nothing else.
  const lines = wanted.map((view) => `${format.show(view)}\n`)
  for (const line of lines) context.out.raw(line)
  return 0
}

/** For terminals, unless an option says otherwise. */
function isColored(options: ParsedOptions, { streams, env }: CommandContext): boolean {
  const when = options.given.findLast(({ key }) => key === 'color')?.value
  if (when !== undefined && !options.has('color')) return false // --no-color
  switch (when === true ? 'always' : when) {
    case 'always':
      return true
    case 'never':
      return false
    case 'auto':
    case undefined:
      return streams.stdoutIsTerminal && env['TERM'] !== undefined && env['TERM'] !== 'dumb'
    default:
      throw new UsageError('option `color' + '\' expects "always", "auto", or "never"')
  }
}

/** A pattern is the name itself, a folder that it is in, or a glob whose `*` does not cross a slash. */
function matches(name: string, options: ParsedOptions): boolean {
  const patterns = options.operands
  if (patterns.length === 0) return true
  const ignoreCase = options.has('ignore-case')
  return patterns.some((pattern) => {
    // Folders are compared to the letter whatever the case of globs.
    if (name === pattern || name.startsWith(pattern.endsWith('/') ? pattern : `${pattern}/`)) return true
    return wildmatchName(pattern, name, { pathname: true, ignoreCase })
  })
}
