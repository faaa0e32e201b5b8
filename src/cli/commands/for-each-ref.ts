/** `packmap for-each-ref`: refs, sorted and printed as a format says. */
import { decodeName } from '../../object/name-text.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { LineReader } from '../io/line-reader.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'
import { COLOR_OPTION, isColored } from '../options/color-option.js'
import type { FieldContext } from '../ref-filter/field.js'
import { printRefs } from '../ref-filter/print-refs.js'
import { QUOTE_STYLES } from '../ref-filter/quote-style.js'
import { RefFormat } from '../ref-filter/ref-format.js'
import { filterOptions, RefFilter } from '../ref-filter/ref-filter.js'
import { listMatching, matchesPath, prefixesOf } from '../ref-filter/ref-listing.js'
import { RefOrder, sortKeys } from '../ref-filter/ref-order.js'
import { RefSurroundings } from '../ref-filter/ref-view.js'

const DEFAULT_FORMAT = '%(objectname) %(objecttype)\t%(refname)'
const LF = 0x0a

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
    ...filterOptions('refs'),
    COLOR_OPTION,
    { long: 'exclude', value: 'required', valueName: 'pattern', help: 'leave out refs that match' },
    { long: 'start-after', value: 'required', valueName: 'marker', help: 'begin after this name' },
    { long: 'omit-empty', help: 'print no line for a ref that the format shows nothing of' },
    { long: 'stdin', help: 'read patterns from standard input, one a line' },
    { long: 'include-root-refs', help: 'HEAD, ORIG_HEAD and their like too' },
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
  const fields: FieldContext = {
    repo,
    complain: (line) => {
      context.complain(line)
    },
  }
  const filter = new RefFilter(repo, options)
  const count = options.number('count') ?? 0
  if (count < 0) throw new UsageError(`invalid --count argument: \`${count}'`)
  const styles = QUOTE_STYLES.filter((style) => options.has(style))
  if (styles.length > 1) throw new UsageError('more than one quoting style?')
  const format = new RefFormat(
    options.value('format') ?? DEFAULT_FORMAT,
    { style: styles[0], colored: isColored(options, context) },
    fields,
  )
  const after = options.value('start-after')
  const keys = sortKeys(options, ['refname'])
  if (after !== undefined && keys.length > 1) {
    throw new FatalError('cannot use --start-after with custom sort options')
  }
  const order = new RefOrder(keys, fields, options.has('ignore-case'))
  const patterns = patternsOf(options, context)
  if (after !== undefined && patterns.length > 0)
    throw new FatalError('cannot use --start-after with patterns')
  const refs = listMatching({ ...namesOf(options, patterns), after }, fields)
  const omitsEmpty = options.has('omit-empty')
  printRefs({
    refs,
    surroundings: new RefSurroundings(repo),
    filter,
    order,
    format,
    count,
    print: (text) => {
      if (text !== '' || !omitsEmpty) context.out.raw(`${text}\n`)
    },
  })
  return 0
}

/** Which names are gone through, and which of them are wanted. */
function namesOf(
  options: ParsedOptions,
  patterns: readonly string[],
): Omit<Parameters<typeof listMatching>[0], 'after'> {
  const ignoreCase = options.has('ignore-case')
  const withRoots = options.has('include-root-refs')
  const excluded = options.all('exclude')
  return {
    withRoots,
    prefixes: patterns.length === 0 || ignoreCase || withRoots ? [''] : prefixesOf(patterns),
    matches: (name) =>
      (patterns.length === 0 || matchesPath(name, patterns, ignoreCase)) &&
      !matchesPath(name, excluded, ignoreCase),
  }
}

/** @throws {FatalError} They are given, and to be read as well. */
function patternsOf(options: ParsedOptions, context: CommandContext): readonly string[] {
  if (!options.has('stdin')) return options.operands
  if (options.operands.length > 0) throw new FatalError('unknown arguments supplied with --stdin')
  const lines = new LineReader(context.streams.stdin, LF, () => undefined)
  const patterns = []
  while (lines.next()) {
    patterns.push(decodeName(lines.buffer.subarray(lines.begin, lines.end)).replace(/\r$/, ''))
  }
  return patterns
}
