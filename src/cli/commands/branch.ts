/** `packmap branch`: lists branches. What changes them is refused. */
import type { AbbreviationLength } from '../../repo/abbreviate.js'
import type { Ref } from '../../repo/refs/ref-store.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { ABBREV_OPTION, abbreviationLength } from '../options/abbrev-option.js'
import { COLOR_OPTION, configuredColor, isColored } from '../options/color-option.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'
import { branchFormat } from '../ref-filter/branch-format.js'
import type { FieldContext } from '../ref-filter/field.js'
import { printSorted } from '../ref-filter/print-refs.js'
import { listingFormat } from '../ref-filter/ref-format.js'
import { filterOptions, RefFilter } from '../ref-filter/ref-filter.js'
import { listMatching, matchesShort } from '../ref-filter/ref-listing.js'
import { RefOrder, sortKeys } from '../ref-filter/ref-order.js'
import { RefSurroundings, RefView } from '../ref-filter/ref-view.js'
import { COLUMN_OPTION, columnOptions, inColumns, usesColumns } from '../text/columns.js'

const HEADS = 'refs/heads/'
const REMOTES = 'refs/remotes/'
/** Options that change something. */
const CHANGES = [
  { long: 'delete', short: 'd' },
  { short: 'D' },
  { long: 'move', short: 'm' },
  { short: 'M' },
  { long: 'copy', short: 'c' },
  { short: 'C' },
  { long: 'set-upstream-to', short: 'u', value: 'required' },
  { long: 'unset-upstream' },
  { long: 'edit-description' },
] as const

export const description: CommandDescription = {
  name: 'branch',
  forms: ['[-r | -a] [-v…] [--list] [<pattern>…]', '--show-current'],
  description: `Lists branches; the one that HEAD stands on is marked with *, those of other worktrees with +. packmap changes
none: to create, move, copy or delete branches, use git branch.`,
  options: [
    { long: 'list', short: 'l', help: 'list branches, those that match the patterns' },
    { long: 'show-current', help: 'only the name of the branch that HEAD stands on' },
    { long: 'verbose', short: 'v', help: 'id and subject too; twice: what is tracked too' },
    { long: 'remotes', short: 'r', negatable: false, help: 'remote-tracking branches' },
    { long: 'all', short: 'a', negatable: false, help: 'both' },
    ABBREV_OPTION,
    COLOR_OPTION,
    COLUMN_OPTION,
    ...filterOptions('branches', true),
    { long: 'sort', value: 'required', valueName: 'key', help: 'a field, as of for-each-ref' },
    {
      long: 'format',
      value: 'required',
      valueName: 'format',
      help: 'how to print a branch, as in for-each-ref',
    },
    { long: 'omit-empty', help: 'print no line for a branch that the format shows nothing of' },
    { long: 'ignore-case', short: 'i', help: 'sort and match without regard to case' },
    ...CHANGES,
    { long: 'force', short: 'f' },
    { long: 'quiet', short: 'q' },
    { long: 'track', short: 't', value: 'optional' },
    { long: 'create-reflog' },
    { long: 'recurse-submodules' },
  ],
  examples: [
    { command: 'packmap branch -vv', purpose: 'branches, and how far they are from what they track' },
    { command: 'packmap branch -a --contains HEAD~5', purpose: 'branches that have a commit' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const repo = context.repository()
  const options = parseOptions(description.options, args)
  const { ref: head } = repo.head()
  if (head !== undefined && !head.startsWith(HEADS)) throw new FatalError('HEAD not found below refs/heads!')
  const filter = new RefFilter(repo, options, options.count('verbose') > 0)
  const changes = CHANGES.map((spec) => ('long' in spec ? spec.long : spec.short)).filter((key) =>
    options.has(key),
  )
  const isPlain = changes.length === 0 && !options.has('show-current') && options.operands.length === 0
  const lists = options.has('list') || isPlain || !filter.isEmpty
  const actions = changes.length + Number(options.has('show-current')) + Number(lists)
  if (actions > 1) throw new UsageError('')
  if (options.has('show-current')) {
    if (head !== undefined) context.out.text(`${head.slice(HEADS.length)}\n`)
    return 0
  }
  if (changes.length === 0 && !lists && (options.has('remotes') || options.has('all'))) {
    throw new FatalError("the -a, and -r, options to 'git branch' do not take a branch name.", [
      'Did you mean to use: -a|-r --list <pattern>?',
    ])
  }
  if (!lists) throw new FatalError("packmap lists branches and changes none; use 'git branch'")
  list(options, filter, context)
  return 0
}

function list(options: ParsedOptions, filter: RefFilter, context: CommandContext): void {
  const repo = context.repository()
  const verbosity = options.count('verbose')
  const columns = columnOptions(repo.config, 'branch', options)
  const inTable = usesColumns(columns, context)
  if (verbosity > 0 && inTable && options.has('column')) {
    throw new FatalError("options '--column' and '--verbose' cannot be used together")
  }
  const fields: FieldContext = {
    repo,
    complain: (line) => {
      context.complain(line)
    },
    leavesBaseEmpty: true,
  }
  const surroundings = new RefSurroundings(repo)
  const last = options.given.findLast(({ key }) => key === 'remotes' || key === 'all')?.key
  const refs = filter.select(branches(last, options, surroundings, fields))
  const configured = configuredColor(repo.config, 'color.branch') ?? configuredColor(repo.config, 'color.ui')
  const colored = isColored(options, context, configured)
  const format = listingFormat(
    options.value('format') ??
      branchFormat(repo, refs, {
        verbosity,
        abbrev: abbrevOf(options),
        remotePrefix: last === 'remotes' ? '' : 'remotes/',
        isColored: colored,
      }),
    colored,
    fields,
  )
  const sorts = repo.config.getAll('branch.sort').filter((key) => key !== null)
  const keys = sortKeys(options, sorts.length > 0 ? sorts : ['refname'])
  const order = new RefOrder(keys, fields, options.has('ignore-case'))
  const items: string[] = []
  printSorted(refs, { order, format, count: 0, print: (text) => items.push(text) })
  if (inTable && verbosity === 0) context.out.raw(inColumns(items, columns, 1, context))
  else for (const item of items) if (item !== '' || !options.has('omit-empty')) context.out.raw(`${item}\n`)
}

/** Branches and, where local ones are listed and it stands on none, HEAD. */
function branches(
  which: string | undefined,
  options: ParsedOptions,
  surroundings: RefSurroundings,
  fields: FieldContext,
): RefView[] {
  const { operands: patterns } = options
  const ignoreCase = options.has('ignore-case')
  const matches = (name: string): boolean => patterns.length === 0 || matchesShort(name, patterns, ignoreCase)
  const prefixes = which === 'remotes' ? [REMOTES] : which === 'all' ? [HEADS, REMOTES] : [HEADS]
  const views = Array.from(
    listMatching({ prefixes, matches }, fields),
    (ref: Ref) => new RefView(surroundings, ref),
  )
  const { detached, oid } = fields.repo.head()
  if (detached && oid !== undefined && which !== 'remotes' && matches('HEAD')) {
    views.push(new RefView(surroundings, { name: 'HEAD', oid }, true))
  }
  return views
}

function abbrevOf(options: ParsedOptions): AbbreviationLength {
  if (options.has('abbrev')) return abbreviationLength(options)
  return options.wasTakenBack('abbrev') ? 'full' : 'auto'
}
