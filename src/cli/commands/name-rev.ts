/** `packmap name-rev`: commits by refs that they can be reached from. */
import { bytesToRaw, textToRaw } from '../../object/raw-text.js'
import { abbreviate } from '../../repo/abbreviate.js'
import { NameTable, type NameRevOptions } from '../../repo/naming/name-table.js'
import type { Repository } from '../../repo/repository.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, UsageError } from '../failure.js'
import { LineReader } from '../io/line-reader.js'
import { parseOptions } from '../options/parse-options.js'
import { tryResolve } from '../resolve.js'

const LF = 0x0a

export const description: CommandDescription = {
  name: 'name-rev',
  forms: ['[<options>] <commit>…', '[<options>] --all', '[<options>] --annotate-stdin'],
  description: `Names commits by refs that they can be reached from: main~3^2 is the second parent of the third commit
before main. With --annotate-stdin names are added to the ids in a text.`,
  options: [
    { long: 'name-only', help: 'print only names, no ids' },
    { long: 'tags', help: 'use only tags' },
    { long: 'refs', value: 'required', valueName: 'pattern', help: 'use only refs that match' },
    { long: 'exclude', value: 'required', valueName: 'pattern', help: 'use no refs that match' },
    { long: 'all', help: 'every commit that a ref reaches' },
    { long: 'annotate-stdin', help: 'add names to the ids in standard input' },
    { long: 'stdin' },
    { long: 'undefined', help: "print 'undefined' where there is no name; the default" },
    { long: 'always', help: 'the abbreviated id where there is no name' },
    { long: 'peel-tag' },
  ],
  examples: [
    { command: 'packmap name-rev HEAD~5', purpose: 'a name for a commit' },
    { command: 'git log | packmap name-rev --annotate-stdin', purpose: 'a log with names beside its ids' },
  ],
}

export interface NameRevisionsOptions extends NameRevOptions {
  /** Whether only names are printed. */
  readonly namesOnly: boolean
  /** Whether a tag that is asked for means its commit. */
  readonly peelsTags: boolean
  /** What is printed where there is no name. */
  readonly fallback: 'undefined' | 'abbreviate' | 'die'
}

export function run(args: readonly string[], context: CommandContext): number {
  const options = parseOptions(description.options, args)
  if (options.has('stdin')) {
    context.complain(
      'warning: --stdin is deprecated. Please use --annotate-stdin instead, which is functionally equivalent.',
    )
    context.complain('This option will be removed in a future release.')
  }
  const annotates = options.has('annotate-stdin') || options.has('stdin')
  const ways = [options.has('all'), annotates, options.operands.length > 0]
  if (ways.filter(Boolean).length > 1) throw new UsageError('Specify either a list, or --all, not both!')
  const saysUndefined = options.has('undefined') || !options.wasTakenBack('undefined')
  const request: NameRevisionsOptions = {
    tags: options.has('tags'),
    refs: options.all('refs'),
    exclude: options.all('exclude'),
    namesOnly: options.has('name-only'),
    peelsTags: options.has('peel-tag'),
    fallback: saysUndefined ? 'undefined' : options.has('always') ? 'abbreviate' : 'die',
  }
  if (annotates) annotate(request, context)
  else if (options.has('all')) nameAll(request, context)
  else return nameRevisions(options.operands, request, context)
  return 0
}

/** Prints the names of revisions. */
export function nameRevisions(
  revisions: readonly string[],
  options: NameRevisionsOptions,
  context: CommandContext,
): number {
  const repo = context.repository()
  const found: { readonly name: string; readonly oid: string }[] = []
  const commits: string[] = []
  for (const name of revisions) {
    const oid = tryResolve(repo, name)
    const commit = oid === undefined ? undefined : repo.tryPeel(oid, 'commit')
    if (commit !== undefined) commits.push(commit)
    const what = oid === undefined ? 'sha1' : !repo.tryReadHeader(oid) ? 'object' : 'commit'
    if (what !== 'commit' || (options.peelsTags && commit === undefined)) {
      context.complain(`Could not get ${what} for ${name}. Skipping.`)
      continue
    }
    found.push({ name, oid: options.peelsTags ? commit! : oid! })
  }
  const table = new NameTable(
    repo,
    { ...options, short: options.namesOnly },
    commits.length > 0 ? commits : undefined,
  )
  for (const { name, oid } of found) print(oid, name, table, options, context)
  return 0
}

function nameAll(options: NameRevisionsOptions, context: CommandContext): void {
  const table = new NameTable(context.repository(), { ...options, short: options.namesOnly })
  for (const oid of table.commits()) print(oid, oid, table, options, context)
}

function print(
  oid: string,
  caller: string,
  table: NameTable,
  { namesOnly, fallback }: NameRevisionsOptions,
  context: CommandContext,
): void {
  const name = table.nameOf(oid) ?? fallbackOf(oid, fallback, context.repository())
  if (!namesOnly) context.out.text(`${caller} `)
  if (name === undefined) throw new FatalError(`cannot describe '${oid}'`)
  context.out.text(`${name}\n`)
}

function fallbackOf(
  oid: string,
  fallback: NameRevisionsOptions['fallback'],
  repo: Repository,
): string | undefined {
  if (fallback === 'undefined') return 'undefined'
  return fallback === 'abbreviate' ? abbreviate(repo, oid, 'auto') : undefined
}

/** Copies standard input with a name behind each id that has one, or in its place. */
function annotate({ namesOnly, ...options }: NameRevisionsOptions, context: CommandContext): void {
  const repo = context.repository()
  const table = new NameTable(repo, { ...options, short: namesOnly })
  const oids = new RegExp(`(?<![0-9a-f])[0-9a-f]{${repo.algorithm.hexSize}}(?![0-9a-f])`, 'g')
  const lines = new LineReader(context.streams.stdin, LF, () => undefined)
  while (lines.next()) {
    const line = bytesToRaw(lines.buffer.subarray(lines.begin, lines.end))
      .replace(/\r$/, '')
      .split('\0', 1)[0]!
    const text = line.replace(oids, (oid) => {
      const name = table.nameOf(oid)
      if (name === undefined) return oid
      return namesOnly ? textToRaw(name) : `${oid} (${textToRaw(name)})`
    })
    context.out.raw(`${text}\n`)
  }
}
