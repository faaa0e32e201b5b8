/** `packmap shortlog`: commits by who made them, from history or from a log on standard input. */
import { bytesToRaw } from '../../../object/raw-text.js'
import { NotARepositoryError } from '../../../repo/errors.js'
import { parsePerson } from '../../../repo/format/commit-text.js'
import { Mailmap } from '../../../repo/mailmap.js'
import type { CommandContext } from '../../context.js'
import { FatalError, STATUS_USAGE } from '../../failure.js'
import { readAll } from '../../io/read-all.js'
import { HelpRequested } from '../../options/parse-options.js'
import { RevListArguments } from '../rev-list/arguments.js'
import { groupHistory } from './group-history.js'
import { type People, ShortlogGroups } from './groups.js'
import { ShortlogArguments } from './shortlog-arguments.js'

export { description } from './description.js'

export function run(args: readonly string[], context: CommandContext): number {
  if (args.includes('-h')) throw new HelpRequested(STATUS_USAGE)
  if (args.includes('--help')) throw new HelpRequested(0)
  const options = new ShortlogArguments(context)
  const hasRepository = isInRepository(context)
  const parsed = hasRepository ? new RevListArguments(args, context, options) : undefined
  if (!parsed) options.takeAll(args)
  const groups = new ShortlogGroups(options)
  if (parsed && !parsed.tips.hasInput && context.streams.stdinIsTerminal) parsed.tips.takeRevision('HEAD')
  if (parsed?.tips.hasInput) groupHistory(parsed, options, groups, context)
  else groupInput(options, groups, parsed ? context.repository().mailmap() : mailmapHere(context), context)
  context.out.raw(groups.show())
  return 0
}

function isInRepository(context: CommandContext): boolean {
  try {
    context.repository()
    return true
  } catch (error) {
    if (error instanceof NotARepositoryError) return false
    throw error
  }
}

function mailmapHere({ cwd }: CommandContext): Mailmap {
  const mailmap = new Mailmap()
  mailmap.addFile(`${cwd}/.mailmap`)
  return mailmap
}

const HEADERS: Readonly<Record<'author' | 'committer', readonly string[]>> = {
  author: ['Author: ', 'author '],
  committer: ['Commit: ', 'committer '],
}

/** A log in a format of git's own: a line with the person, headers, an empty line, and the subject. */
function groupInput(
  options: ShortlogArguments,
  groups: ShortlogGroups,
  mailmap: Mailmap,
  context: CommandContext,
): void {
  const kinds = new Set(options.groups.map(({ kind }) => kind))
  if (kinds.size > 1) throw new FatalError('using multiple --group options with stdin is not supported')
  const [kind = 'author'] = kinds
  if (kind === 'trailer' || kind === 'format') {
    throw new FatalError(`using --group=${kind} with stdin is not supported`)
  }
  const lines = bytesToRaw(readAll(context.streams.stdin)).split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let at = 0; at < lines.length; at++) {
    const header = HEADERS[kind].find((prefix) => lines[at]!.startsWith(prefix))
    if (header === undefined) continue
    const line = lines[at]!.slice(header.length)
    while (++at < lines.length && lines[at] !== '');
    while (++at < lines.length && lines[at] === '');
    const person = parsePerson(line)
    if (person) groups.add(personText(person, options, mailmap), lines[at] ?? '')
  }
}

function personText(person: People, { showsEmail }: ShortlogArguments, mailmap: Mailmap): string {
  const { name, email } = mailmap.map(person)
  return showsEmail ? `${name} <${email}>` : name
}
