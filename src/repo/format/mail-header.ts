/** Headers of mails as `--pretty=email` writes them: From and Subject, encoded and folded (RFC 2822, RFC 2047). */
import { isUtf8 } from '../../object/encoding.js'
import { wrapText } from './columns.js'

export interface MailSettings {
  /** What the mail is in. */
  readonly encoding: string
  /** Whether what is not ASCII is encoded in headers. */
  readonly encodesMailHeaders: boolean
}

/** RFC 2822 for lines, RFC 2047 for those with encoded words. */
const LINE_MAX = 78
const ENCODED_LINE_MAX = 76
const FROM = 'From: '
/** Not ASCII, or an escape of ISO-2022. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const NOT_ASCII = /[\x1b\x80-\xff]/

/** @param encoding What `name` is in; undefined: it is shown as it is. */
export function mailFrom(name: string, email: string, encoding: string | undefined): string {
  let shown = FROM
  let limit = LINE_MAX
  if (encoding !== undefined && needsEncoding(name)) {
    shown += encodeWords(name, FROM.length, encoding, true)
    limit = ENCODED_LINE_MAX
  } else {
    const quoted = /[()<>[\]:;@,."\\]/.test(name) ? `"${name.replace(/["\\]/g, String.raw`\$&`)}"` : name
    shown += wrapText(quoted, -FROM.length, 1, LINE_MAX)
  }
  const lastLine = shown.length - (shown.lastIndexOf('\n') + 1)
  return `${shown}${limit < lastLine + email.length + 3 ? '\n' : ''} <${email}>\n`
}

/**
 * Subject, and what says how the body is encoded; an empty line ends them.
 *
 * @param text The commit that the mail is of.
 * @param prefix What stands in brackets before it; empty: no brackets.
 */
export function mailSubject(
  subject: string,
  text: string,
  prefix: string,
  { encoding, encodesMailHeaders }: MailSettings,
): string {
  const head = `Subject: ${prefix === '' ? '' : `[${prefix}] `}`
  const shown =
    encodesMailHeaders && needsEncoding(subject)
      ? encodeWords(subject, head.length, encoding, false)
      : wrapText(subject, -head.length, 1, LINE_MAX)
  const bodyAt = text.indexOf('\n\n')
  const isEightBit = bodyAt >= 0 && NOT_ASCII.test(text.slice(bodyAt))
  const mime = `MIME-Version: 1.0\nContent-Type: text/plain; charset=${encoding}\nContent-Transfer-Encoding: 8bit\n`
  return `${head}${shown}\n${isEightBit ? mime : ''}\n`
}

function needsEncoding(text: string): boolean {
  return NOT_ASCII.test(text) || text.includes('\n') || text.includes('=?')
}

/** @param column How much of the first line is taken. */
function encodeWords(text: string, column: number, encoding: string, isAddress: boolean): string {
  const begin = `=?${encoding}?q?`
  let shown = begin
  let length = column + begin.length
  for (const character of charactersOf(text, encoding)) {
    const encoded =
      character.length > 1 || isSpecial(character, isAddress)
        ? Array.from(character, hexOf).join('')
        : character
    if (length + encoded.length + 2 > ENCODED_LINE_MAX) {
      shown += `?=\n ${begin}`
      length = begin.length + 1
    }
    shown += encoded
    length += encoded.length
  }
  return `${shown}?=`
}

/** What may not be torn apart: of UTF-8 a character, of others a byte. */
function charactersOf(text: string, encoding: string): Iterable<string> {
  return isUtf8(encoding)
    ? (text.match(/[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[^]/g) ?? [])
    : text
}

function isSpecial(character: string, isAddress: boolean): boolean {
  if (!/[\x21-\x7e]/.test(character) || /[=?_]/.test(character)) return true
  return isAddress && !/[A-Za-z0-9!*+\-/]/.test(character)
}

function hexOf(byte: string): string {
  return `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
