/**
 * A commit as git reads it to show it: its people and the parts of its message, in a string of one unit a byte.
 *
 * Everything ends at the first NUL. Parts are looked for when they are first asked for: most formats want few of them.
 */
import { isSpace, lineOf, paragraphEnd, skipBlankLines } from './message-lines.js'

/** Name, address and date of an ident line; the places where git finds them in damaged lines too. */
export interface Person {
  readonly name: string
  readonly email: string
  /** As written; undefined: there is no whole date. */
  readonly date: { readonly seconds: string; readonly zone: string } | undefined
}

export class CommitText {
  #headersEnd: number | undefined
  #author: string | undefined
  #committer: string | undefined
  #subjectAt: number | undefined
  #bodyAt: number | undefined

  /** @param text The whole object, one unit a byte, up to its first NUL. */
  constructor(readonly text: string) {}

  get author(): Person | undefined {
    this.#splitHeaders()
    return parsePerson(this.#author ?? '')
  }

  get committer(): Person | undefined {
    this.#splitHeaders()
    return parsePerson(this.#committer ?? '')
  }

  /** The message as it is stored. */
  get message(): string {
    return this.text.slice(this.#splitHeaders() + 1)
  }

  /** The message without blank lines in front. */
  get contents(): string {
    return this.text.slice(this.subjectAt)
  }

  /** The first paragraph in one line. */
  get subject(): string {
    const { text } = this
    let subject = ''
    for (let at = this.subjectAt, isFirst = true; ; isFirst = false) {
      const line = lineOf(text, at)
      if (line.isBlank) return subject
      subject += (isFirst ? '' : ' ') + text.slice(at, line.textEnd)
      at = line.next
    }
  }

  /** The first line of the message. */
  get firstLine(): string {
    const end = this.text.indexOf('\n', this.subjectAt)
    return this.text.slice(this.subjectAt, end < 0 ? undefined : end)
  }

  /** What follows the first paragraph and the blank lines after it. */
  get body(): string {
    this.#bodyAt ??= skipBlankLines(this.text, paragraphEnd(this.text, this.subjectAt))
    return this.text.slice(this.#bodyAt)
  }

  private get subjectAt(): number {
    return (this.#subjectAt ??= skipBlankLines(this.text, this.#splitHeaders() + 1))
  }

  /** @returns Where the empty line is that ends the headers. */
  #splitHeaders(): number {
    if (this.#headersEnd !== undefined) return this.#headersEnd
    const { text } = this
    let at = 0
    while (at < text.length && text.charCodeAt(at) !== 0x0a) {
      const newline = text.indexOf('\n', at)
      const end = newline < 0 ? text.length : newline
      // The last one of each counts, as in git.
      if (text.startsWith('author ', at)) this.#author = text.slice(at + 7, end)
      else if (text.startsWith('committer ', at)) this.#committer = text.slice(at + 10, end)
      at = end + (newline < 0 ? 0 : 1)
    }
    return (this.#headersEnd = at)
  }
}

/** @param line The value of the header. @returns Undefined: there is no address in it. */
export function parsePerson(line: string): Person | undefined {
  const mailAt = line.indexOf('<') + 1
  if (mailAt === 0) return undefined
  const mailEnd = line.indexOf('>', mailAt)
  if (mailEnd < 0) return undefined
  let nameEnd = mailAt - 1
  while (nameEnd > 0 && isSpace(line.charCodeAt(nameEnd - 1))) nameEnd--
  return {
    name: line.slice(0, nameEnd),
    email: line.slice(mailAt, mailEnd),
    date: parseDate(line, line.lastIndexOf('>') + 1),
  }
}

function parseDate(line: string, after: number): Person['date'] {
  const at = skipSpaces(line, after)
  const end = skipDigits(line, at)
  if (end === at) return undefined
  const zoneAt = skipSpaces(line, end)
  if (line[zoneAt] !== '+' && line[zoneAt] !== '-') return undefined
  const zoneEnd = skipDigits(line, zoneAt + 1)
  if (zoneEnd === zoneAt + 1) return undefined
  return { seconds: line.slice(at, end), zone: line.slice(zoneAt, zoneEnd) }
}

function skipSpaces(line: string, at: number): number {
  while (at < line.length && isSpace(line.charCodeAt(at))) at++
  return at
}

function skipDigits(line: string, at: number): number {
  while (at < line.length && line.charCodeAt(at) >= 0x30 && line.charCodeAt(at) <= 0x39) at++
  return at
}
