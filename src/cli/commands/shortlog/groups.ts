/** Commits in groups, and how these are printed. */
import { wrapText } from '../../../repo/format/columns.js'
import { isSpace, lineOf } from '../../../repo/format/message-lines.js'
import type { ShortlogArguments } from './shortlog-arguments.js'

export interface People {
  readonly name: string
  readonly email: string
}

export class ShortlogGroups {
  /** Subjects by group, as they came; where only their number is wanted they are empty. */
  readonly #groups = new Map<string, string[]>()
  readonly #counts = new Map<string, number>()

  constructor(private readonly options: ShortlogArguments) {}

  /** @param text Of which the subject is shown. All text has one unit a byte. */
  add(group: string, text: string): void {
    this.#counts.set(group, (this.#counts.get(group) ?? 0) + 1)
    if (this.options.isSummary) return
    const subjects = this.#groups.get(group)
    if (subjects) subjects.push(subjectOf(text))
    else this.#groups.set(group, [subjectOf(text)])
  }

  /** Groups in the order of their bytes, or the largest first. */
  show(): string {
    const names = [...this.#counts.keys()].sort((a, b) => (a < b ? -1 : 1))
    const { isNumbered, isSummary } = this.options
    const countOf = (name: string): number => this.#counts.get(name)!
    if (isNumbered) names.sort((a, b) => countOf(b) - countOf(a))
    return names
      .map((name) =>
        isSummary ? `${String(countOf(name)).padStart(6)}\t${name}\n` : this.#listed(name, countOf(name)),
      )
      .join('')
  }

  #listed(name: string, count: number): string {
    const { wrapping } = this.options
    const subjects = [...this.#groups.get(name)!].reverse()
    const lines = subjects.map((subject) =>
      wrapping ? wrapText(subject, wrapping.first, wrapping.others, wrapping.width) : `      ${subject}`,
    )
    return `${name} (${count}):\n${lines.map((line) => `${line}\n`).join('')}\n`
  }
}

/** The first paragraph in one line, without a `[PATCH …]` before it. */
function subjectOf(text: string): string {
  let at = 0
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  const newline = text.indexOf('\n', at)
  if (text.startsWith('[PATCH', at)) {
    const bracket = text.indexOf(']', at)
    if (bracket >= 0 && (newline < 0 || bracket < newline)) at = bracket + 1
  }
  while (at < text.length && text[at] !== '\n' && isSpace(text.charCodeAt(at))) at++
  const lines: string[] = []
  for (;;) {
    const { textEnd, next, isBlank } = lineOf(text, at)
    if (isBlank) return lines.join(' ')
    lines.push(text.slice(at, textEnd))
    at = next
  }
}
