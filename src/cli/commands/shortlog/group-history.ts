/** Puts the commits of a walk into groups. */
import { bytesToRaw, textToRaw } from '../../../object/raw-text.js'
import { CommitFormatter } from '../../../repo/format/commit-formatter.js'
import { parsePerson } from '../../../repo/format/commit-text.js'
import { commitInEncoding, logOutputEncoding } from '../../../repo/format/log-encoding.js'
import { userFormat } from '../../../repo/format/pretty-format.js'
import { trailerBlock, trailerLines, trimmed } from '../../../repo/format/trailer-block.js'
import type { CommandContext } from '../../context.js'
import { walkTips } from '../../log/walk-log.js'
import { toShow } from '../../log/history-lines.js'
import type { RevListArguments } from '../rev-list/arguments.js'
import type { ShortlogGroups } from './groups.js'
import type { ShortlogArguments, ShortlogGroup } from './shortlog-arguments.js'

const NO_SUBJECT = '<none>'

export function groupHistory(
  args: RevListArguments,
  options: ShortlogArguments,
  groups: ShortlogGroups,
  context: CommandContext,
): void {
  const repo = context.repository()
  const encoding = options.pretty.encoding ?? logOutputEncoding(repo.config)
  const settings = {
    encoding,
    abbrev: args.abbrev,
    ...(options.pretty.dateMode && { dateMode: options.pretty.dateMode }),
  }
  const formatterOf = (pattern: string): CommitFormatter =>
    new CommitFormatter(repo, userFormat(pattern, false), settings)
  const wanted: readonly ShortlogGroup[] =
    options.groups.length > 0 ? options.groups : [{ kind: 'author', text: '' }]
  const own = options.pretty.format
  const subject = own?.kind === 'user' ? new CommitFormatter(repo, own, settings) : formatterOf('%s')
  const formats = patternsOf(wanted, options.showsEmail).map(formatterOf)
  const keys = new Set(
    wanted.filter(({ kind }) => kind === 'trailer').map(({ text }) => textToRaw(text).toLowerCase()),
  )
  const mailmap = repo.mailmap()
  const personOf = (value: string): string => {
    const person = parsePerson(value)
    if (!person) return value
    const { name, email } = mailmap.map(person)
    return options.showsEmail ? `${name} <${email}>` : name
  }
  walkTips(args.tips.tips, args, context, {}, (commit, walk) => {
    const shown = toShow(commit, walk)
    const text = options.isSummary ? '' : subject.show(shown).message || NO_SUBJECT
    const seen = new Set<string>()
    const add = (group: string): void => {
      if (seen.has(group)) return
      seen.add(group)
      groups.add(group, text)
    }
    if (keys.size > 0) {
      const message = bytesToRaw(commitInEncoding(repo.read(commit.oid).data, encoding))
      for (const value of trailersIn(message, keys)) add(personOf(value))
    }
    for (const format of formats) add(format.show(shown).message)
    return true
  })
}

/** Formats first as they were given, then those for people. */
function patternsOf(wanted: readonly ShortlogGroup[], showsEmail: boolean): string[] {
  const patterns = wanted.filter(({ kind }) => kind === 'format').map(({ text }) => text)
  if (wanted.some(({ kind }) => kind === 'author')) patterns.push(showsEmail ? '%aN <%aE>' : '%aN')
  if (wanted.some(({ kind }) => kind === 'committer')) patterns.push(showsEmail ? '%cN <%cE>' : '%cN')
  return patterns
}

/** The values of the trailers with one of these keys, each in one line. */
function* trailersIn(text: string, keys: ReadonlySet<string>): Iterable<string> {
  const bodyAt = text.indexOf('\n\n')
  if (bodyAt < 0) return
  for (const { trailer } of trailerLines(trailerBlock(text.slice(bodyAt)))) {
    if (trailer && keys.has(trailer.key.toLowerCase()))
      yield trimmed(trailer.value.replace(/\n[ \t\n\r]*/g, ' '))
  }
}
