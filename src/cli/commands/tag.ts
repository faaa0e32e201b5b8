/** `packmap tag`: lists tags. What makes, checks or deletes them is refused. */
import { parseInteger } from '../../repo/config/config-values.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { COLOR_OPTION, configuredColor, isColored } from '../options/color-option.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'
import type { FieldContext } from '../ref-filter/field.js'
import { printRefs } from '../ref-filter/print-refs.js'
import { filterOptions, RefFilter } from '../ref-filter/ref-filter.js'
import { listingFormat } from '../ref-filter/ref-format.js'
import { listMatching, matchesShort } from '../ref-filter/ref-listing.js'
import { RefOrder, sortKeys } from '../ref-filter/ref-order.js'
import { RefSurroundings } from '../ref-filter/ref-view.js'
import { COLUMN_OPTION, columnOptions, inColumns, usesColumns } from '../text/columns.js'

const TAGS = 'refs/tags/'
const PADDING = 2
/** Options for making tags. */
const MAKING = [
  { long: 'annotate', short: 'a' },
  { long: 'message', short: 'm', value: 'required' },
  { long: 'file', short: 'F', value: 'required' },
  { long: 'trailer', value: 'required' },
  { long: 'edit', short: 'e' },
  { long: 'sign', short: 's' },
  { long: 'local-user', short: 'u', value: 'required' },
  { long: 'force', short: 'f' },
] as const

export const description: CommandDescription = {
  name: 'tag',
  forms: ['[-n[<num>]] -l [<pattern>…]'],
  description: `Lists tags. packmap makes and deletes none, and runs no program that checks their signatures: for that, use
git tag.`,
  options: [
    { long: 'list', short: 'l', mode: 'what', help: 'list tags, those that match the patterns' },
    {
      short: 'n',
      value: 'optional',
      valueName: 'num',
      help: 'so many lines of the message too; one without number',
    },
    { long: 'delete', short: 'd', mode: 'what' },
    { long: 'verify', short: 'v', mode: 'what' },
    COLUMN_OPTION,
    ...filterOptions('tags', true, 'unless-last'),
    { long: 'sort', value: 'required', valueName: 'key', help: 'a field, as of for-each-ref' },
    {
      long: 'format',
      value: 'required',
      valueName: 'format',
      help: 'how to print a tag, as in for-each-ref',
    },
    { long: 'omit-empty', help: 'print no line for a tag that the format shows nothing of' },
    COLOR_OPTION,
    { long: 'ignore-case', short: 'i', help: 'sort and match without regard to case' },
    ...MAKING,
    { long: 'cleanup', value: 'required' },
    { long: 'create-reflog' },
  ],
  examples: [
    { command: "packmap tag -l 'v1.*' --sort=-v:refname", purpose: 'tags of version 1, the newest first' },
    {
      command: 'packmap tag -n --contains HEAD~30',
      purpose: 'tags that have a commit, and what they are for',
    },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const repo = context.repository()
  const options = parseOptions(description.options, args)
  const filter = new RefFilter(repo, options)
  const lines = linesOf(options)
  const isOther = options.has('delete') || options.has('verify')
  const lists =
    options.has('list') ||
    (!isOther && (options.operands.length === 0 || !filter.isEmpty || lines !== undefined))
  if ((lists || isOther) && MAKING.some(({ long }) => options.has(long))) throw new UsageError('')
  if (!lists) throw new FatalError("packmap lists tags, and makes, checks and deletes none; use 'git tag'")
  list(options, filter, lines, context)
  return 0
}

/** How many lines of the message are shown; undefined: that was not asked for. */
function linesOf(options: ParsedOptions): number | undefined {
  if (!options.has('n')) return undefined
  const value = options.value('n')
  const lines = value === undefined ? 1 : parseInteger(value)
  if (lines === undefined) {
    throw new UsageError("switch `n' expects an integer value with an optional k/m/g suffix")
  }
  return lines
}

function list(
  options: ParsedOptions,
  filter: RefFilter,
  lines: number | undefined,
  context: CommandContext,
): void {
  const repo = context.repository()
  const columns = columnOptions(repo.config, 'tag', options)
  const inTable = usesColumns(columns, context)
  if (lines !== undefined && inTable && options.has('column')) {
    throw new FatalError("options '--column' and '-n' cannot be used together")
  }
  const fields: FieldContext = {
    repo,
    complain: (line) => {
      context.complain(line)
    },
  }
  const sorts = repo.config.getAll('tag.sort').filter((key) => key !== null)
  const keys = sortKeys(options, sorts.length > 0 ? sorts : ['refname'])
  const order = new RefOrder(keys, fields, options.has('ignore-case'))
  const colored = isColored(options, context, configuredColor(repo.config, 'color.ui'))
  const format = listingFormat(options.value('format') ?? defaultFormat(lines), colored, fields)
  const { operands: patterns } = options
  const matches = (name: string): boolean =>
    patterns.length === 0 || matchesShort(name, patterns, options.has('ignore-case'))
  const items: string[] = []
  printRefs({
    refs: listMatching({ prefixes: [TAGS], matches }, fields),
    surroundings: new RefSurroundings(repo),
    filter,
    order,
    format,
    count: 0,
    print: (text) => {
      if (text === '' && options.has('omit-empty')) return
      if (inTable && lines === undefined) items.push(...text.split('\n'))
      else context.out.raw(`${text}\n`)
    },
  })
  if (items.length > 0) context.out.raw(inColumns(items, columns, PADDING, context))
}

function defaultFormat(lines = 0): string {
  if (lines === 0) return '%(refname:lstrip=2)'
  return `%(align:15)%(refname:lstrip=2)%(end) %(contents:lines=${lines})`
}
