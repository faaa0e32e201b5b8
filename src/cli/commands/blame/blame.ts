/** `packmap blame`: the commits that the lines of a file come from. */
import { bytesToRaw, textToRaw } from '../../../object/raw-text.js'
import { nullOid } from '../../../object/oid.js'
import { Blame } from '../../../repo/blame/blame.js'
import type { BlamedLines } from '../../../repo/blame/blame-options.js'
import { LineRangeError } from '../../../repo/blame/errors.js'
import { UnknownRevisionError } from '../../../repo/errors.js'
import { logOutputEncoding } from '../../../repo/format/log-encoding.js'
import type { CommandContext } from '../../context.js'
import { FatalError, STATUS_USAGE, UsageError } from '../../failure.js'
import { HelpRequested } from '../../options/parse-options.js'
import { BlameArguments } from './arguments.js'
import { CommitDetailsReader } from './commit-details.js'
import { type LineFormat, LineWriter } from './line-writer.js'
import { PorcelainWriter } from './porcelain.js'

export { description } from './description.js'

export function run(args: readonly string[], context: CommandContext): number {
  if (args.length === 1 && args[0] === '-h') throw new HelpRequested(STATUS_USAGE)
  const parsed = new BlameArguments(args, context)
  const repo = context.repository()
  const blame = begin(parsed, context)
  const details = new CommitDetailsReader(
    repo,
    parsed.options.value('encoding') ?? logOutputEncoding(repo.config),
  )
  if (parsed.blame.uncommitted) details.enterUncommitted(nullOid(repo.algorithm), uncommittedDetails(parsed))
  const quoteHigh = repo.config.getBool('core.quotePath') ?? true
  const porcelain = new PorcelainWriter(context.out, details, quoteHigh)
  if (parsed.has('incremental')) {
    for (const run of blame.run()) porcelain.incremental(run)
    return 0
  }
  const runs = joined([...blame.run()].sort((a, b) => a.line - b.line))
  const repeats = parsed.has('line-porcelain')
  if (repeats || parsed.has('porcelain')) porcelain.withLines(runs, blame.final, repeats)
  else new LineWriter(context.out, runs, details, formatOf(parsed), repo, parsed.path).write(blame.final)
  return 0
}

function begin(parsed: BlameArguments, context: CommandContext): Blame {
  const path = Buffer.from(parsed.path, 'latin1').toString()
  try {
    return new Blame(context.repository(), parsed.revision, parsed.path, parsed.blame)
  } catch (error) {
    if (error instanceof UnknownRevisionError) {
      const { name } = parsed
      throw new FatalError(
        name === undefined ? `no such path '${path}' in HEAD` : `no such path ${path} in ${name}`,
      )
    }
    if (!(error instanceof LineRangeError)) throw error
    if (error.isMalformed) throw new UsageError(error.message)
    throw new FatalError(
      error.message.startsWith('has only') ? `file ${path} ${error.message}` : error.message,
    )
  }
}

function formatOf(parsed: BlameArguments): LineFormat {
  return {
    dateMode: parsed.dateMode,
    showsRawTime: parsed.has('t'),
    showsEmail: parsed.showsEmail,
    showsName: parsed.has('show-name'),
    showsNumber: parsed.has('show-number'),
    showsAuthor: !parsed.has('s'),
    blanksBoundaries: parsed.blanksBoundaries,
    annotates: parsed.has('c'),
    digits: digitsOf(parsed),
  }
}

function digitsOf({ options }: BlameArguments): number | 'auto' | 'full' {
  if (options.has('l') || options.wasTakenBack('abbrev')) return 'full'
  const value = options.value('abbrev')
  if (value === undefined) return 'auto'
  const digits = options.number('abbrev')!
  return digits === 0 ? 'full' : Math.max(digits, 4)
}

/** Runs in the order of the lines, those as one that follow each other in the same file too. */
function joined(runs: readonly BlamedLines[]): BlamedLines[] {
  const all: BlamedLines[] = []
  for (const run of runs) {
    const before = all.at(-1)
    if (before && follows(before, run)) all[all.length - 1] = { ...before, count: before.count + run.count }
    else all.push(run)
  }
  return all
}

function follows(before: BlamedLines, { commit, path, line, originalLine }: BlamedLines): boolean {
  return (
    before.commit === commit &&
    before.line + before.count === line &&
    before.originalLine + before.count === originalLine &&
    bytesToRaw(before.path) === bytesToRaw(path)
  )
}

function uncommittedDetails(parsed: BlameArguments): ReturnType<CommitDetailsReader['of']> {
  const contents = parsed.options.value('contents')
  const [name, email] =
    contents === undefined
      ? ['Not Committed Yet', 'not.committed.yet']
      : ['External file (--contents)', 'external.file']
  const minutes = -new Date().getTimezoneOffset()
  const zone = Math.trunc(minutes / 60) * 100 + (minutes % 60)
  const person = { name, email, time: Math.floor(Date.now() / 1000), zone }
  const from = contents === '-' ? 'standard input' : contents
  const summary = `Version of ${parsed.path} from ${from === undefined ? parsed.path : textToRaw(from)}`
  return { author: person, committer: person, summary }
}
