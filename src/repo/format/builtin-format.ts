/** Commits in git's own formats: `medium`, `fuller`, `email` and their like; what stands below their first line. */
import type { DateMode } from '../date/show-date.js'
import type { Identity, Mailmap } from '../mailmap.js'
import { plainColumnsOf } from './columns.js'
import { parsePerson, type Person } from './commit-text.js'
import { mailFrom, type MailSettings, mailSubject } from './mail-header.js'
import { lineOf, skipBlankLines, trimmedEnd } from './message-lines.js'
import { isMailFormat, type PrettyFormat } from './pretty-format.js'
import { showPersonDate } from './user-format.js'

export interface BuiltinSettings extends MailSettings {
  readonly dateMode: DateMode
  /** Undefined: people are shown as they are written. */
  readonly mailmap: Mailmap | undefined
  readonly tabWidth: number
  /** What stands in brackets before the subject of mails; empty: no brackets. */
  readonly subjectPrefix: string
  /** The oid of a parent in the line of merges. */
  shortOfParent(oid: string): string
}

const INDENT = '    '
const RFC_DATE: DateMode = { style: 'rfc', isLocal: false }

/**
 * @param text The whole commit in the encoding that it is shown in, up to its first NUL.
 * @param parents Those that the walk has.
 */
export function showBuiltin(
  text: string,
  parents: readonly string[],
  format: PrettyFormat,
  settings: BuiltinSettings,
): string {
  const isMail = isMailFormat(format)
  const head = new HeaderLines(text, parents, format, settings)
  let shown = head.show()
  const isOneLine = format.kind === 'oneline'
  if (!isOneLine && !isMail) shown += '\n'
  let at = skipBlankLines(text, head.end)
  if (isOneLine || isMail) {
    const subject = subjectAt(text, at)
    at = subject.next
    shown += isOneLine
      ? `${subject.text}\n`
      : mailSubject(subject.text, text, settings.subjectPrefix, settings)
  }
  const bodyAt = shown.length
  if (!isOneLine) shown += remainder(text, at, format, settings.tabWidth)
  shown = trimmedEnd(shown)
  if (!isOneLine) shown += '\n'
  if (isMail && shown.length <= bodyAt) shown += '\n'
  return shown
}

/** The first paragraph in one line, and where the message goes on. */
function subjectAt(text: string, at: number): { text: string; next: number } {
  let subject = ''
  for (let isFirst = true; ; isFirst = false) {
    const line = lineOf(text, at)
    if (line.isBlank) return { text: subject, next: line.next }
    subject += (isFirst ? '' : ' ') + text.slice(at, line.textEnd)
    at = line.next
  }
}

class HeaderLines {
  /** Where the message begins; known after `show`. */
  end = 0

  constructor(
    private readonly text: string,
    private readonly parents: readonly string[],
    private readonly format: PrettyFormat,
    private readonly settings: BuiltinSettings,
  ) {}

  show(): string {
    const { text, format } = this
    let shown = ''
    let showsMerge = format.kind !== 'oneline' && !isMailFormat(format) && this.parents.length > 1
    let at = 0
    while (at < text.length) {
      const newline = text.indexOf('\n', at)
      const next = newline < 0 ? text.length : newline + 1
      const line = text.slice(at, next)
      at = next
      if (line === '\n') break
      if (format.kind === 'raw') shown += line
      else if (!line.startsWith('parent ')) {
        if (showsMerge) shown += this.mergeLine()
        showsMerge = false
        shown += this.personLines(line.replace(/\n$/, ''))
      }
    }
    this.end = at
    return shown
  }

  private mergeLine(): string {
    return `Merge: ${this.parents.map((oid) => this.settings.shortOfParent(oid)).join(' ')}\n`
  }

  private personLines(line: string): string {
    const { kind } = this.format
    if (kind === 'oneline') return ''
    if (line.startsWith('author ')) return this.person('Author', line.slice('author '.length))
    if ((kind === 'full' || kind === 'fuller') && line.startsWith('committer ')) {
      return this.person('Commit', line.slice('committer '.length))
    }
    return ''
  }

  private person(what: string, line: string): string {
    const { settings, format } = this
    const person = parsePerson(line)
    if (!person) return ''
    return showPerson(what, settings.mailmap?.map(person) ?? person, person.date, format, settings)
  }
}

/** Name and address in a format, and the date where the format has one. @param what Such as `Author`. */
export function showPerson(
  what: string,
  { name, email }: Identity,
  when: Person['date'],
  format: PrettyFormat,
  {
    dateMode,
    encoding,
    encodesMailHeaders,
  }: Pick<BuiltinSettings, 'dateMode' | 'encoding' | 'encodesMailHeaders'>,
): string {
  const date = (mode: DateMode): string => showPersonDate(when, mode)
  if (format.kind === 'oneline') return ''
  if (isMailFormat(format)) {
    return `${mailFrom(name, email, encodesMailHeaders ? encoding : undefined)}Date: ${date(RFC_DATE)}\n`
  }
  const who = `${what}: ${format.kind === 'fuller' ? '    ' : ''}${name} <${email}>\n`
  if (format.kind === 'medium') return `${who}Date:   ${date(dateMode)}\n`
  return format.kind === 'fuller' ? `${who}${what}Date: ${date(dateMode)}\n` : who
}

/** The lines of the message from `at` on. */
function remainder(text: string, at: number, format: PrettyFormat, tabWidth: number): string {
  const indent = isMailFormat(format) ? '' : INDENT
  let shown = ''
  for (let isFirst = true; at < text.length;) {
    const { textEnd, next, isBlank } = lineOf(text, at)
    const line = text.slice(at, textEnd)
    at = next
    if (isBlank && isFirst) continue
    if (isBlank && format.kind === 'short') break
    isFirst = false
    if (format.kind === 'mboxrd' && /^>*From /.test(line)) shown += '>'
    shown += `${indent}${tabWidth > 0 ? expandTabs(line, tabWidth) : line}\n`
  }
  return shown
}

/** Spaces for tabs, as long as the columns before them can be counted. */
function expandTabs(line: string, tabWidth: number): string {
  let expanded = ''
  for (let at = 0; ;) {
    const tab = line.indexOf('\t', at)
    const width = tab < 0 ? undefined : plainColumnsOf(line.slice(at, tab))
    if (width === undefined) return expanded + line.slice(at)
    expanded += line.slice(at, tab) + ' '.repeat(tabWidth - (width % tabWidth))
    at = tab + 1
  }
}
