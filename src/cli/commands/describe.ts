/** `packmap describe`: commits by the nearest tags that they come after, and blobs by where they came up first. */
import { findBlob } from '../../repo/naming/blob-search.js'
import {
  CANDIDATES_DEFAULT,
  Describer,
  type DescribeFailure,
  type DescribeOptions,
} from '../../repo/naming/describer.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError } from '../failure.js'
import { ABBREV_OPTION, abbreviationLength } from '../options/abbrev-option.js'
import { type ParsedOptions, parseOptions } from '../options/parse-options.js'
import { tryResolve } from '../resolve.js'
import { nameRevisions } from './name-rev.js'

export const description: CommandDescription = {
  name: 'describe',
  forms: ['[--all] [--tags] [--contains] [--abbrev=<n>] [<commit-ish>…]', '<blob>'],
  description: `Names a commit by the nearest tag that it comes after: v1.0-3-gabcdef0 is the third commit after v1.0.
A blob is named by the oldest commit that has it, and its path there.`,
  options: [
    { long: 'contains', help: 'name it by a tag that comes after it' },
    { long: 'debug', help: 'say on standard error how the search goes' },
    { long: 'all', help: 'use any ref' },
    { long: 'tags', help: 'use any tag, also one that is not annotated' },
    { long: 'long', help: 'distance and id in any case' },
    { long: 'first-parent', help: 'follow only the first parent of merges' },
    ABBREV_OPTION,
    { long: 'exact-match', help: 'only tags of the commit itself' },
    {
      long: 'candidates',
      value: 'required',
      valueName: 'n',
      help: 'look at the <n> nearest tags; default 10',
    },
    { long: 'match', value: 'required', valueName: 'pattern', help: 'only tags that match' },
    { long: 'exclude', value: 'required', valueName: 'pattern', help: 'no tags that match' },
    { long: 'always', help: 'the abbreviated id where no tag describes it' },
    { long: 'dirty', value: 'optional', valueName: 'mark' },
    { long: 'broken', value: 'optional', valueName: 'mark' },
  ],
  examples: [
    { command: 'packmap describe', purpose: 'the commit that HEAD stands on' },
    { command: 'packmap describe --tags --contains HEAD~30', purpose: 'the first tag that has a commit' },
  ],
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  if (options.has('long') && abbrevOf(options) === 'none') {
    throw new FatalError("options '--long' and '--abbrev=0' cannot be used together")
  }
  if (options.has('contains')) return describeByDescendants(options, context)
  const names = options.operands.length > 0 ? options.operands : ['HEAD']
  for (const mark of ['dirty', 'broken']) {
    if (!options.has(mark)) continue
    if (options.operands.length > 0) {
      throw new FatalError(`option '--${mark}' and commit-ishes cannot be used together`)
    }
    throw new FatalError(
      `--${mark} asks for the state of the work tree, which packmap does not look at; use 'git describe'`,
    )
  }
  const describer = new Describer(context.repository(), describeOptions(options, context))
  if (describer.hasNoNames && !options.has('always')) {
    throw new FatalError('No names found, cannot describe anything.')
  }
  for (const name of names) context.out.text(`${describe(name, describer, options, context)}\n`)
  return 0
}

function describeOptions(options: ParsedOptions, context: CommandContext): DescribeOptions {
  const last = options.given.findLast(({ key }) => key === 'exact-match' || key === 'candidates')
  const isExact = last?.key === 'exact-match' && options.has('exact-match')
  return {
    all: options.has('all'),
    tags: options.has('tags'),
    long: options.has('long'),
    firstParent: options.has('first-parent'),
    always: options.has('always'),
    abbrev: abbrevOf(options),
    candidates: isExact ? 0 : (options.number('candidates') ?? CANDIDATES_DEFAULT),
    match: options.all('match'),
    exclude: options.all('exclude'),
    onMisnamed: (path, name) => {
      context.complain(`warning: tag '${path}' is externally known as '${name}'`)
    },
    ...(options.has('debug') && {
      onTrace: (line: string) => {
        context.complain(line)
      },
    }),
  }
}

function abbrevOf(options: ParsedOptions): Exclude<DescribeOptions['abbrev'], undefined> {
  if (!options.has('abbrev')) return options.wasTakenBack('abbrev') ? 'none' : 'auto'
  const length = abbreviationLength(options)
  return length === 'full' ? 'none' : length
}

function describe(
  name: string,
  describer: Describer,
  options: ParsedOptions,
  context: CommandContext,
): string {
  const repo = context.repository()
  if (options.has('debug')) context.complain(`describe ${name}`)
  const oid = tryResolve(repo, name)
  if (oid === undefined) throw new FatalError(`Not a valid object name ${name}`)
  const commit = repo.tryPeel(oid, 'commit')
  if (commit !== undefined) return describeCommit(commit, describer)
  if (repo.tryReadHeader(oid)?.type !== 'blob') throw new FatalError(`${name} is neither a commit nor blob`)
  if (repo.head().oid === undefined)
    throw new FatalError(`cannot search for blob '${oid}' on an unborn branch`)
  const found = findBlob(repo, oid)
  if (!found) throw new FatalError(`blob '${oid}' not reachable from HEAD`)
  return `${describeCommit(found.commit, describer)}:${found.path}`
}

function describeCommit(commit: string, describer: Describer): string {
  const description = describer.describe(commit)
  if ('failure' in description) throw failureOf(description.failure, commit)
  return description.text
}

function failureOf(failure: DescribeFailure, commit: string): FatalError {
  switch (failure) {
    case 'no exact match':
      return new FatalError(`no tag exactly matches '${commit}'`)
    case 'only lightweight tags':
      return new FatalError(`No annotated tags can describe '${commit}'.`, [
        'However, there were unannotated tags: try --tags.',
      ])
    case 'no tag':
      return new FatalError(`No tags can describe '${commit}'.`, ['Try --always, or create some tags.'])
  }
}

/** `--contains` is what name-rev does. */
function describeByDescendants(options: ParsedOptions, context: CommandContext): number {
  const folders = ['tags', ...(options.has('all') ? ['heads', 'remotes'] : [])]
  const inFolders = (patterns: readonly string[]): string[] =>
    folders.flatMap((folder) => patterns.map((pattern) => `refs/${folder}/${pattern}`))
  return nameRevisions(
    options.operands.length > 0 ? options.operands : ['HEAD'],
    {
      tags: !options.has('all'),
      refs: inFolders(options.all('match')),
      exclude: inFolders(options.all('exclude')),
      namesOnly: true,
      peelsTags: true,
      fallback: options.has('always') ? 'abbreviate' : 'die',
    },
    context,
  )
}
