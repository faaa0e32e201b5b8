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

const AUTHOR = /^(.*?) ?<(.*)> (-?\d+) ([+-])(\d\d)(\d\d)$/s

/** @throws {InternalError} It is not `name <email> seconds timezone`. */
export function parseAuthor(text: string): Author {
  const match = AUTHOR.exec(text)
  if (!match) throw new InternalError(`'${text}' says not who and when`)
  const [, name, email, seconds, sign, hours, minutes] = match
  const offset = Number(hours) * 60 + Number(minutes)
  // `-0000` is -0 and `+0000` is 0, as in isomorphic-git.
  const isNegated = (sign === '+') === offset > 0
  return {
    name: name!,
    email: email!,
    timestamp: Number(seconds),
    timezoneOffset: isNegated ? -offset : offset,
  }
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
