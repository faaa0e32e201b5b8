/** Headers of commits and tags as isomorphic-git gives them: text, each under its own name. */
import { InternalError } from './errors.js'
import type { Author } from './results.js'

/** A header's name and value; lines that go on are joined. */
export type Header = readonly [name: string, value: string]

/** The headers of `text`, and where its message begins. */
export function splitHeaders(text: string): { headers: Header[]; messageAt: number } {
  const end = text.indexOf('\n\n')
  const headers: [string, string][] = []
  for (const line of text.slice(0, end === -1 ? text.length : end).split('\n')) {
    const last = headers.at(-1)
    if (line.startsWith(' ') && last) {
      last[1] += `\n${line.slice(1)}`
    } else {
      const space = line.indexOf(' ')
      headers.push(space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)])
    }
  }
  return { headers, messageAt: end === -1 ? text.length : end + 2 }
}

const TIMEZONE = /([+-])(\d\d)(\d\d)/

/**
 * Who and when, as loosely as isomorphic-git reads it: old commits have timezones such as `+051800`.
 *
 * Searches from the end for what must be there, so that a hostile line costs no more than its length.
 *
 * @param of What the line belongs to, for the error.
 * @throws {InternalError} It is not `name <email> seconds timezone`.
 */
export function parseAuthor(text: string, of: string): Author {
  const zoneAt = text.lastIndexOf(' ')
  const emailEnd = zoneAt < 2 ? -1 : text.lastIndexOf('> ', zoneAt - 2)
  const zone = TIMEZONE.exec(text.slice(zoneAt + 1))
  const emailAt = emailEnd < 1 ? -1 : emailBegin(text, emailEnd)
  if (emailAt === -1 || !zone)
    throw new InternalError(`'${text.slice(0, SHOWN_MAX)}' in ${of} says not who and when`)
  const [, sign, hours, minutes] = zone
  const offset = Number(hours) * 60 + Number(minutes)
  // `-0000` is -0 and `+0000` is 0, as in isomorphic-git.
  const isNegated = (sign === '+') === offset > 0
  return {
    name: text.slice(0, emailAt - 1).replace(/ $/, ''),
    email: text.slice(emailAt, emailEnd),
    timestamp: Number(text.slice(emailEnd + 2, zoneAt)),
    timezoneOffset: isNegated ? -offset : offset,
  }
}

/** Of a line that an error cites. */
const SHOWN_MAX = 200

/** Behind the last `<` before `end` that a blank precedes, or else the last one; -1: there is none. */
function emailBegin(text: string, end: number): number {
  const spaced = end < 2 ? -1 : text.lastIndexOf(' <', end - 2)
  if (spaced !== -1) return spaced + 2
  const bare = text.lastIndexOf('<', end - 1)
  return bare === -1 ? -1 : bare + 1
}

/** Without carriage returns and without empty lines at the beginning, and with one newline at the end. */
export function normalizeNewlines(text: string): string {
  const lines = text.replaceAll('\r', '')
  let begin = 0
  while (lines[begin] === '\n') begin++
  let end = lines.length
  while (end > begin && lines[end - 1] === '\n') end--
  return `${lines.slice(begin, end)}\n`
}
