/**
 * What `for-each-ref` shows of the text of a commit or tag: people, dates, and the parts of the message.
 *
 * Objects are strings of one unit a byte here, and end at the first NUL, as they do for git.
 */
import { trimEnd } from '../../base/trim-end.js'
import { DEFAULT_DATE_MODE, parseDateMode, showDate } from '../../repo/date/show-date.js'
import { FatalError } from '../failure.js'
import type { EmailOptions } from './person-field.js'

/** Lines that begin a signature at the end of a message. */
const SIGNATURE = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SIGNED MESSAGE|SSH SIGNATURE)-----/gm

/**
 * Everything behind the name of a header, which is followed by the rest of the object; empty: there is no such header.
 *
 * Git looks for the parts of an ident in all of that, and so finds one that a damaged line does not have further down.
 */
export function headerText(object: string, name: string): string {
  for (let at = 0; at < object.length && object[at] !== '\n';) {
    if (object.startsWith(`${name} `, at)) return object.slice(at + name.length + 1)
    const end = object.indexOf('\n', at)
    if (end < 0) break
    at = end + 1
  }
  return ''
}

/** An ident line whole. */
export function wholeLine(text: string): string {
  return text.split('\n', 1)[0]!
}

/** The name before the address; empty: there is no address. */
export function personName(text: string): string {
  const line = wholeLine(text)
  const end = line.indexOf(' <')
  return end < 0 ? '' : line.slice(0, end)
}

/** An address; `trim` leaves out the angle brackets, `localpart` what follows the @, too. */
export function personEmail(text: string, options: EmailOptions): string {
  const begin = text.indexOf('<')
  if (begin < 0) return ''
  const close = text.indexOf('>', begin)
  const isLocal = options.has('localpart')
  if (!isLocal && !options.has('trim')) return close < 0 ? '' : text.slice(begin, close + 1)
  const at = isLocal ? text.indexOf('@', begin) : -1
  const end = at < 0 ? close : at
  return end < 0 ? '' : text.slice(begin + 1, end)
}

/** Seconds and zone of an ident; undefined: there are none. */
export function personDate(text: string): { seconds: number; zone: number } | undefined {
  const begin = text.indexOf('> ')
  if (begin < 0) return undefined
  const [, seconds, zone] = /^\s*(\d*)\s*([+-]?\d*)/.exec(text.slice(begin + 2))!
  return { seconds: Number(seconds), zone: parseInt(zone!, 10) || 0 }
}

/**
 * @param mode As behind `--date=`.
 * @throws {FatalError} There is no such mode.
 */
export function dateText(text: string, mode: string | undefined): string {
  if (text === '') return '' // whatever the mode is
  const parsed = mode === undefined ? DEFAULT_DATE_MODE : parseDateMode(mode, process.stdout.isTTY)
  if (!parsed) throw new FatalError(`unknown date format ${mode!}`)
  const date = personDate(text)
  return date ? showDate(date.seconds, date.zone, parsed) : ''
}

/** The parts of a message. */
export interface MessageParts {
  /** The first paragraph, with its line breaks. */
  readonly subject: string
  /** What follows the empty line behind it, any signature too. */
  readonly body: string
  /** Everything but empty lines in front. */
  readonly contents: string
  readonly signature: string
  /** Without the signature. */
  readonly unsigned: { readonly body: string; readonly contents: string }
}

/** @param object A commit or tag whole. */
export function messageParts(object: string): MessageParts {
  // The headers end before an empty line, which is skipped together with those that follow.
  const headersEnd = object.startsWith('\n') ? 0 : object.indexOf('\n\n')
  const contents = headersEnd < 0 ? '' : object.slice(headersEnd).replace(/^\n+/, '')
  const signatureAt = signatureBegin(contents)
  const blank = contents.indexOf('\n\n')
  const paragraph = blank < 0 ? contents.indexOf('\r\n\r\n') : blank
  const subjectEnd = Math.min(paragraph < 0 ? contents.length : paragraph, signatureAt)
  const body = contents.slice(subjectEnd).replace(/^[\r\n]+/, '')
  const bodyAt = contents.length - body.length
  return {
    subject: trimEnd(contents.slice(0, subjectEnd), '\r\n'),
    body,
    contents,
    signature: contents.slice(signatureAt),
    unsigned: {
      body: contents.slice(bodyAt, Math.max(bodyAt, signatureAt)),
      contents: contents.slice(0, Math.max(bodyAt, signatureAt)),
    },
  }
}

/** The subject in one line. */
export function oneLine(subject: string): string {
  return subject.replace(/\r\n/g, '\n').replace(/\n/g, ' ')
}

/** The subject as a name for a file: letters, digits, dots and underscores, and dashes for what lies between. */
export function fileName(subject: string): string {
  const dashed = subject
    .replace(/\.+/g, '.')
    .replace(/^[^A-Za-z0-9._]+/, '')
    .replace(/[^A-Za-z0-9._]+/g, '-')
  return trimEnd(dashed, '.-')
}

/** The first lines of a message, indented from the second on. */
export function firstLines(message: string, count: number): string {
  const lines = message.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.slice(0, count).join('\n    ')
}

/** Where the last signature begins; the end of the text: there is none. */
function signatureBegin(text: string): number {
  let begin = text.length
  for (const match of text.matchAll(SIGNATURE)) begin = match.index
  return begin
}
