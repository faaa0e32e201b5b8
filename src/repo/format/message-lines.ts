/** Lines of messages, in strings of one unit a byte: which are blank, and where paragraphs end. */

const LF = 0x0a

/** Git's white space: no form feeds and vertical tabs. */
export function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === LF || unit === 0x0d
}

export interface MessageLine {
  /** Where the line ends without white space at its end. */
  readonly textEnd: number
  /** Where the next line begins. */
  readonly next: number
  /** There is nothing but white space, or the message is over. */
  readonly isBlank: boolean
}

/** The line that begins at `at`. */
export function lineOf(text: string, at: number): MessageLine {
  const newline = text.indexOf('\n', at)
  const next = newline < 0 ? text.length : newline + 1
  let textEnd = next
  while (textEnd > at && isSpace(text.charCodeAt(textEnd - 1))) textEnd--
  return { textEnd, next, isBlank: textEnd === at }
}

/** Where the first line at or after `at` begins that is not blank. */
export function skipBlankLines(text: string, at: number): number {
  while (at < text.length) {
    const { isBlank, next } = lineOf(text, at)
    if (!isBlank) break
    at = next
  }
  return at
}

/** Where the line after the first blank one begins. */
export function paragraphEnd(text: string, at: number): number {
  for (;;) {
    if (at >= text.length) return at
    const { isBlank, next } = lineOf(text, at)
    at = next
    if (isBlank) return at
  }
}

/** Text without white space at its end. */
export function trimmedEnd(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return end === text.length ? text : text.slice(0, end)
}
