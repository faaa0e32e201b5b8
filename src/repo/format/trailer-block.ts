/** Where the trailers of a message are (git-interpret-trailers(1)): `Signed-off-by: A <a@b>` and their like. */

/** A line at the end of a message, with those that continue it. */
export interface TrailerLine {
  /** As it stands there, with its line break. */
  readonly text: string
  /** Undefined: the line is no trailer. */
  readonly trailer: { readonly key: string; readonly value: string } | undefined
}

/** Trailers that git itself writes: where there is one, a paragraph may have other lines too. */
const BY_GIT = /^(?:Signed-off-by: |\(cherry picked from commit )/
const KEY = /^([A-Za-z0-9-]+[ \t]*):/
const SCISSORS = /^# -{24} >8 -{24}\n/m
const SPACES = /^[ \t\n\r]$/

/** The last paragraph, if it consists of trailers; empty if it does not, or is the first. */
export function trailerBlock(message: string): string {
  const text = message.slice(0, endOfTrailers(message))
  const lines = linesOf(text)
  let first = lines.findIndex((line) => !isComment(line) && isBlank(line))
  if (first < 0) first = lines.length
  const tally = new Tally()
  let isBehind = true
  for (let at = lines.length - 1; at >= first; at--) {
    const line = lines[at]!
    if (isBlank(line) && !isComment(line)) {
      if (isBehind) continue
      return tally.areTrailers() ? lines.slice(at + 1).join('') : ''
    }
    if (!isComment(line)) isBehind = false
    tally.take(line)
  }
  return ''
}

/** The lines of a block, each with those that continue it. */
export function trailerLines(block: string): TrailerLine[] {
  const joined: string[] = []
  let continues = false
  for (const line of linesOf(block)) {
    if (continues && SPACES.test(line[0] ?? '')) joined.push(`${joined.pop()!}${line}`)
    else {
      joined.push(line)
      continues = KEY.test(line)
    }
  }
  return joined.map((text) => {
    const colon = KEY.test(text) ? text.indexOf(':') : -1
    if (colon < 0) return { text, trailer: undefined }
    return { text, trailer: { key: trimmed(text.slice(0, colon)), value: trimmed(text.slice(colon + 1)) } }
  })
}

/** Spaces, tabs and line breaks at both ends left out; no others, as git has it. */
export function trimmed(text: string): string {
  let [begin, end] = [0, text.length]
  while (begin < end && SPACES.test(text[begin]!)) begin++
  while (end > begin && SPACES.test(text[end - 1]!)) end--
  return text.slice(begin, end)
}

/** Counts what lines of a paragraph are, from the last one up. */
class Tally {
  #trailers = 0
  #others = 0
  /** Indented lines whose beginning is still to come. */
  #indented = 0
  #hasOneByGit = false

  take(line: string): void {
    if (BY_GIT.test(line)) {
      this.#hasOneByGit = true
      this.#takeTrailer()
    } else if (KEY.test(line)) this.#takeTrailer()
    else if (SPACES.test(line[0] ?? '')) this.#indented++
    else {
      this.#others += this.#indented + (isComment(line) ? 0 : 1)
      this.#indented = 0
    }
  }

  #takeTrailer(): void {
    this.#trailers++
    this.#indented = 0
  }

  areTrailers(): boolean {
    const others = this.#others + this.#indented
    if (this.#hasOneByGit && this.#trailers * 3 >= others) return true
    return this.#trailers > 0 && others === 0
  }
}

/** Comments, empty lines and an old list of conflicts at the end do not count, nor does what scissors cut off. */
function endOfTrailers(message: string): number {
  const cut = SCISSORS.exec(message)?.index ?? message.length
  let end: number | undefined
  let isConflicts = false
  let at = 0
  for (const line of linesOf(message)) {
    if (at >= cut) break
    if (line.startsWith('#') || line.startsWith('\n')) end ??= at
    else if (line === 'Conflicts:\n') {
      isConflicts = true
      end ??= at
    } else if (!(isConflicts && line.startsWith('\t'))) {
      end = undefined
      isConflicts = false
    }
    at += line.length
  }
  return end === undefined || end === 0 ? cut : end
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function isComment(line: string): boolean {
  return line.startsWith('#')
}

function isBlank(line: string): boolean {
  return /^[ \t\r]*\n?$/.test(line)
}
