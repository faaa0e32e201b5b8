/**
 * `--format`: a commit as a pattern of placeholders says (git-log(1), "PRETTY FORMATS").
 *
 * What follows a `%` is read anew for each commit, since padding, wrapping and colours hold for what comes after them; what
 * takes long to read, options in parentheses, is kept. What is no placeholder stays as it is. Text is UTF-8, one unit a byte.
 */
import { rawToText } from '../../object/raw-text.js'
import { parseBool } from '../config/config-values.js'
import type { DescribeOptions } from '../naming/describer.js'
import type { Mailmap } from '../mailmap.js'
import { type DateMode, showDate } from '../date/show-date.js'
import { colourLength, columnsOf, replaceColumns, wrapText } from './columns.js'
import { CommitText, type Person } from './commit-text.js'
import type { DecorationStyle } from './decorations.js'
import { FormatError } from './errors.js'
import { COLOR_RESET, parseGitColor } from './git-color.js'
import { fileNameOf, unescapeLiteral } from './literal-text.js'
import { parseTrailers } from './trailers.js'

/** What a commit is shown with, beside its own text. */
export interface ShownCommit {
  readonly oid: string
  readonly tree: string
  /** Those that the walk has: simplified, grafted. */
  readonly parents: readonly string[]
  /** The whole object in UTF-8, one unit a byte, up to its first NUL. */
  readonly text: string
  /** The value of its `encoding` header. */
  readonly encoding: string | undefined
  /** `<`, `>`, `-`, `^` or `=`. */
  readonly mark: string
  /** The argument or ref that it was reached from. */
  readonly source?: string | undefined
  readonly notes?: string | undefined
  readonly reflog?: ShownReflogEntry | undefined
}

/** An entry of a reflog, where these are walked. */
export interface ShownReflogEntry {
  /** Such as `HEAD@{0}`, with the ref's short or its full name. */
  selector(isShort: boolean): string
  readonly message: string
  readonly person: Person | undefined
}

/** What patterns ask of the repository and of how its commits are listed. */
export interface FormatSurroundings {
  abbreviate(oid: string): string
  readonly mailmap: () => Mailmap
  readonly dateMode: DateMode
  /** Whether colours are shown that are not asked for by `always`. */
  readonly isColored: boolean
  /** The colour of oids: `color.diff.commit`. */
  readonly commitColor: string
  /** The refs at a commit, with `isColored` in their colours. */
  decorate(oid: string, isColored: boolean, style?: DecorationStyle): string
  /** As `git describe` with these options, the same object each time; empty: nothing describes it. */
  describe(oid: string, options: DescribeOptions): string
  /** Columns of a terminal, for `%<|(-n)`. */
  readonly columns: number
}

/** The largest width that may be asked for. */
const WIDTH_MAX = 16 * 1024
const [PERCENT, PLUS, MINUS, SPACE] = [0x25, 0x2b, 0x2d, 0x20]

type Flush = 'none' | 'left' | 'right' | 'both' | 'steal'
type Truncation = 'none' | 'left' | 'middle' | 'right'

const BASIC_COLORS: readonly (readonly [string, string])[] = [
  ['red', '\x1b[31m'],
  ['green', '\x1b[32m'],
  ['blue', '\x1b[34m'],
  ['reset', COLOR_RESET],
]
const DATE_STYLES: Readonly<Record<string, DateMode['style']>> = {
  D: 'rfc',
  r: 'relative',
  i: 'iso',
  I: 'iso-strict',
  h: 'human',
  s: 'short',
}

/** A pattern, ready to show commits. */
export class UserFormat {
  /** What options in parentheses come to, by where they stand. */
  readonly kept = new Map<number, unknown>()
  /** Whether it asks for notes, for the argument or ref that commits were reached from, for refs. */
  readonly wants: { readonly notes: boolean; readonly source: boolean; readonly decorations: boolean }

  /** @param pattern One unit a byte. */
  constructor(readonly pattern: string) {
    const placeholders = Array.from(
      pattern.matchAll(/%(?:%|[-+ ]?([NSdD]|\(decorate)?)/g),
      (match) => match[1],
    )
    this.wants = {
      notes: placeholders.includes('N'),
      source: placeholders.includes('S'),
      decorations: placeholders.some((word) => word === 'd' || word === 'D' || word === '(decorate'),
    }
  }

  /**
   * @param graphWidth Columns that a graph takes on the left of the first line.
   * @throws {FormatError} A colour in the pattern is none.
   */
  show(commit: ShownCommit, surroundings: FormatSurroundings, graphWidth = 0): string {
    return new Expansion(this, commit, surroundings, graphWidth).run()
  }

  /** What `make` makes of the pattern at `at`, made once. */
  keep<T>(at: number, make: () => T): T {
    if (!this.kept.has(at)) this.kept.set(at, make())
    return this.kept.get(at) as T
  }
}

/** One commit in one pattern. Its methods answer how many characters of the pattern they took; 0: it is no placeholder. */
class Expansion {
  private readonly pattern: string
  private readonly text: CommitText
  private out = ''
  private hasAutoColor = false
  private flush: Flush = 'none'
  private truncation: Truncation = 'none'
  /** Negative: up to that column. */
  private padding = 0
  private wrap = { at: 0, width: 0, first: 0, others: 0 }

  constructor(
    private readonly format: UserFormat,
    private readonly commit: ShownCommit,
    private readonly around: FormatSurroundings,
    private readonly graphWidth: number,
  ) {
    this.pattern = format.pattern
    this.text = new CommitText(commit.text)
  }

  run(): string {
    const { pattern } = this
    let at = 0
    for (;;) {
      const percent = pattern.indexOf('%', at)
      if (percent < 0) break
      this.out += pattern.slice(at, percent)
      at = percent + 1
      if (pattern.charCodeAt(at) === PERCENT) {
        this.out += '%'
        at++
        continue
      }
      const taken = this.item(at)
      if (taken === 0) this.out += '%'
      at += taken
    }
    this.out += pattern.slice(at)
    this.rewrap(0, 0, 0)
    return this.out
  }

  /** A placeholder with what may stand before it: `+`, `-` or a space, which depend on whether it shows anything. */
  private item(at: number): number {
    const before = this.pattern.charCodeAt(at)
    if (before !== PLUS && before !== MINUS && before !== SPACE) return this.padded(at)
    if (this.pattern[at + 1] === 'w') return 0 // wrapping shows nothing by itself, and moves what is there
    const { length } = this.out
    const taken = this.padded(at + 1)
    if (this.out.length === length) {
      if (before === MINUS) this.out = this.out.replace(/\n+$/, '')
    } else if (before !== MINUS) {
      this.out = this.out.slice(0, length) + (before === PLUS ? '\n' : ' ') + this.out.slice(length)
    }
    return taken + 1
  }

  private padded(at: number): number {
    return this.flush === 'none' ? this.placeholder(at) : this.placeholderInColumns(at)
  }

  private placeholderInColumns(at: number): number {
    const before = this.out
    let { padding } = this
    if (padding < 0) {
      padding = -padding - columnsOf(before.slice(before.lastIndexOf('\n') + 1)) - this.graphWidth
    }
    this.out = ''
    let taken = 0
    for (;;) {
      const isColor = this.pattern[at + taken] === 'C' // belongs to what follows
      taken += this.placeholder(at + taken)
      if (!isColor || this.pattern.charCodeAt(at + taken) !== PERCENT) break
      taken++
    }
    const shown = this.out
    this.out = before
    this.put(shown, padding)
    this.flush = 'none'
    return taken
  }

  /** Appends text to what is there, in so many columns. */
  private put(shown: string, columns: number): void {
    const width = columnsOf(shown)
    let text = shown
    let flush = this.flush
    if (flush === 'steal') {
      ;[text, columns] = this.stealSpaces(text, width, columns)
      flush = 'left'
    }
    if (width > columns) {
      this.out += truncated(text, width, columns, this.truncation)
      return
    }
    const room = columns - width
    const left = flush === 'left' ? room : flush === 'both' ? Math.floor(room / 2) : 0
    this.out += ' '.repeat(left) + text + ' '.repeat(room - left)
  }

  /** Takes spaces at the end of what is there; colours among them go before the text. */
  private stealSpaces(text: string, width: number, columns: number): [string, number] {
    let end = this.out.length
    while (width > columns && end > 1) {
      if (this.out[end - 1] === ' ') {
        end--
        columns++
        continue
      }
      if (this.out[end - 1] !== 'm') break
      const escape = this.out.lastIndexOf('\x1b', end - 1)
      if (escape < 0 || end - escape > 11 || colourLength(this.out, escape) !== end - escape) break
      text = this.out.slice(escape, end) + text
      end = escape
    }
    this.out = this.out.slice(0, end)
    return [text, columns]
  }

  private rewrap(width: number, first: number, others: number): void {
    const { wrap } = this
    if (wrap.width === width && wrap.first === first && wrap.others === others) return
    if (wrap.at < this.out.length) {
      const tail = wrapText(this.out.slice(wrap.at), wrap.first, wrap.others, wrap.width)
      this.out = this.out.slice(0, wrap.at) + tail
    }
    this.wrap = { at: this.out.length, width, first, others }
  }

  private placeholder(at: number): number {
    const { pattern, commit, text } = this
    switch (pattern.charAt(at)) {
      case 'n':
        return this.add('\n', 1)
      case 'x':
        return this.byte(at)
      case 'C':
        return this.color(at)
      case 'w':
        return this.wrapping(at)
      case '<':
      case '>':
        return this.padTo(at)
      case '(':
        return this.named(at)
      case 'H':
        return this.add(this.asOid(commit.oid), 1)
      case 'h':
        return this.add(this.asOid(this.around.abbreviate(commit.oid)), 1)
      case 'T':
        return this.add(commit.tree, 1)
      case 't':
        return this.add(this.around.abbreviate(commit.tree), 1)
      case 'P':
        return this.add(commit.parents.join(' '), 1)
      case 'p':
        return this.add(commit.parents.map((oid) => this.around.abbreviate(oid)).join(' '), 1)
      case 'm':
        return this.add(commit.mark, 1)
      case 'd':
        return this.add(this.around.decorate(commit.oid, this.hasAutoColor), 1)
      case 'D':
        return this.add(this.around.decorate(commit.oid, this.hasAutoColor, { prefix: '', suffix: '' }), 1)
      case 'S':
        return commit.source === undefined ? 0 : this.add(commit.source, 1)
      case 'N':
        return commit.notes === undefined ? 0 : this.add(commit.notes, 1)
      case 'g':
        return this.reflog(pattern.charAt(at + 1))
      case 'G':
        return this.signature(pattern.charAt(at + 1))
      case 'a':
        return this.person(pattern.charAt(at + 1), text.author)
      case 'c':
        return this.person(pattern.charAt(at + 1), text.committer)
      case 'e':
        return this.add(commit.encoding ?? '', 1)
      case 'B':
        return this.add(text.message, 1)
      case 's':
        return this.add(text.subject, 1)
      case 'f':
        return this.add(fileNameOf(text.firstLine), 1)
      case 'b':
        return this.add(text.body, 1)
      default:
        return 0
    }
  }

  private add(text: string, taken: number): number {
    this.out += text
    return taken
  }

  private asOid(hex: string): string {
    return this.hasAutoColor ? this.around.commitColor + hex + COLOR_RESET : hex
  }

  private byte(at: number): number {
    const hex = /^[0-9a-fA-F]{2}/.exec(this.pattern.slice(at + 1, at + 3))?.[0]
    return hex === undefined ? 0 : this.add(String.fromCharCode(parseInt(hex, 16)), 3)
  }

  private color(at: number): number {
    const { pattern, around } = this
    if (pattern.startsWith('(auto)', at + 1)) {
      this.hasAutoColor = around.isColored
      return this.add(around.isColored && this.out !== '' ? COLOR_RESET : '', 7)
    }
    if (pattern[at + 1] === '(') {
      const end = pattern.indexOf(')', at)
      if (end < 0) return 0
      this.hasAutoColor = false
      return this.add(this.colorNamed(pattern.slice(at + 2, end), at), end + 1 - at)
    }
    const basic = BASIC_COLORS.find(([name]) => pattern.startsWith(name, at + 1))
    this.hasAutoColor = basic === undefined && this.hasAutoColor
    return basic ? this.add(around.isColored ? basic[1] : '', 1 + basic[0].length) : 0
  }

  private colorNamed(words: string, at: number): string {
    const always = words.startsWith('always,')
    if (!always && !this.around.isColored) return ''
    const color = this.format.keep(at, () => parseGitColor(words.replace(/^(?:always|auto),/, '')))
    if (color === undefined) throw new FormatError('unable to parse --pretty format')
    return color
  }

  private wrapping(at: number): number {
    const end = this.pattern[at + 1] === '(' ? this.pattern.indexOf(')', at) : -1
    if (end < 0) return 0
    const widths = this.format.keep(at, () => parseWidths(this.pattern.slice(at + 2, end)))
    if (!widths) return 0
    this.rewrap(widths[0], widths[1], widths[2])
    return end + 1 - at
  }

  private padTo(at: number): number {
    const match = this.format.keep(at, () =>
      /^(<|>[<>]?)(\|?)\(([\t\n\v\f\r ]*[+-]?\d+)[^,)]*(?:\)|,([^)]*)\))/.exec(this.pattern.slice(at)),
    )
    if (!match) return 0
    const [whole, direction, bar, digits, option] = match
    const toColumn = bar === '|'
    let width = parseInt(digits!, 10)
    if (Math.abs(width) > WIDTH_MAX || width === 0) return 0
    if (width < 0 && toColumn) width += this.around.columns
    if (width < 0) return 0
    this.padding = toColumn ? -width : width
    this.flush =
      direction === '<' ? 'right' : direction === '><' ? 'both' : direction === '>>' ? 'steal' : 'left'
    if (option === undefined) this.truncation = 'none'
    else if (option === 'trunc') this.truncation = 'right'
    else if (option === 'ltrunc') this.truncation = 'left'
    else if (option === 'mtrunc') this.truncation = 'middle'
    else return 0
    return whole.length
  }

  /** Placeholders with names: `%(trailers:…)` and the like. */
  private named(at: number): number {
    const { pattern, commit, around } = this
    const end = pattern.indexOf(')', at)
    if (end < 0) return 0
    const found = this.format.keep(at, () => parseNamed(pattern.slice(at + 1, end)))
    if (!found) return 0
    const taken = end + 1 - at
    switch (found.name) {
      case 'count':
      case 'total':
        return this.add('0', taken) // numbers of a series of patches, which no command here makes
      case 'describe':
        return this.add(around.describe(commit.oid, found.options), taken)
      case 'decorate':
        return this.add(around.decorate(commit.oid, this.hasAutoColor, found.style), taken)
      case 'trailers':
        return this.add(found.show(this.text.contents), taken)
    }
  }

  private reflog(part: string): number {
    const { reflog } = this.commit
    switch (part) {
      case 'd':
      case 'D':
        return this.add(reflog?.selector(part === 'd') ?? '', 2)
      case 's':
        return this.add(reflog?.message ?? '', 2)
      case 'n':
      case 'N':
      case 'e':
      case 'E':
        return reflog ? this.person(part, reflog.person) : 2
      default:
        return 0
    }
  }

  /** No program is run that would check a signature: one that is there cannot be checked. */
  private signature(part: string): number {
    switch (part) {
      case '?':
        return this.add(/\ngpgsig(?:-sha256)? /.test(headersOf(this.commit.text)) ? 'E' : 'N', 2)
      case 'T':
        return this.add('undefined', 2)
      case 'G':
      case 'S':
      case 'K':
      case 'F':
      case 'P':
        return 2
      default:
        return 0
    }
  }

  private person(part: string, person: Person | undefined): number {
    if (part === '') return 0
    if (person && 'nNeElL'.includes(part)) {
      const { name, email } = part === part.toLowerCase() ? person : this.around.mailmap().map(person)
      if (part === 'n' || part === 'N') return this.add(name, 2)
      return this.add(part === 'l' || part === 'L' ? localPart(email) : email, 2)
    }
    const isDate = part === 'd' || part === 't' || DATE_STYLES[part] !== undefined
    if (person?.date && isDate) return this.add(this.dateText(part, person.date), 2)
    return 'netdDri'.includes(part) ? 2 : 0 // others are then shown as they are
  }

  private dateText(part: string, date: NonNullable<Person['date']>): string {
    if (part === 't') return date.seconds
    const style = DATE_STYLES[part]
    return showPersonDate(date, style ? { style, isLocal: false } : this.around.dateMode)
  }
}

/** A date of a person, whose digits may be any. */
export function showPersonDate(date: Person['date'], mode: DateMode): string {
  return showDate(date ? Number(date.seconds) : 0, date ? parseInt(date.zone, 10) || 0 : 0, mode)
}

function truncated(text: string, width: number, columns: number, truncation: Truncation): string {
  const count = width - (columns - 2)
  switch (truncation) {
    case 'none':
      return text
    case 'left':
      return replaceColumns(text, 0, count, '..')
    case 'middle':
      return replaceColumns(text, Math.trunc(columns / 2) - 1, count, '..')
    case 'right':
      return replaceColumns(text, columns - 2, count, '..')
  }
}

function localPart(email: string): string {
  const at = email.indexOf('@')
  return at < 0 ? email : email.slice(0, at)
}

function headersOf(text: string): string {
  const end = text.indexOf('\n\n')
  return end < 0 ? text : text.slice(0, end)
}

/** Of `%w(…)`; undefined: it makes no sense. */
function parseWidths(text: string): readonly [number, number, number] | undefined {
  if (text === '') return [0, 0, 0]
  const numbers = /^\s*([+-]?\d*)(?:,\s*([+-]?\d*))?(?:,\s*([+-]?\d*))?$/.exec(text)
  if (!numbers) return undefined
  const [width = 0, first = 0, others = 0] = numbers.slice(1).map((digits) => parseInt(digits, 10) || 0)
  return [width, first, others].some((number) => number < 0 || number > WIDTH_MAX)
    ? undefined
    : [width, first, others]
}

type Named =
  | { readonly name: 'count' | 'total' }
  | { readonly name: 'describe'; readonly options: DescribeOptions }
  | { readonly name: 'decorate'; readonly style: DecorationStyle }
  | { readonly name: 'trailers'; readonly show: (message: string) => string }

/** @param text What stands between the parentheses. @returns Undefined: nothing of that name, or not with these options. */
function parseNamed(text: string): Named | undefined {
  const colon = text.indexOf(':')
  const name = colon < 0 ? text : text.slice(0, colon)
  const given = colon < 0 ? undefined : text.slice(colon + 1)
  switch (name) {
    case 'count':
    case 'total':
      return given === undefined ? { name } : undefined
    case 'describe': {
      const options = parseDescribeOptions(given)
      return options && { name, options }
    }
    case 'decorate': {
      const style = parseDecorationStyle(given)
      return style && { name, style }
    }
    case 'trailers':
      try {
        return { name, show: parseTrailers(given) }
      } catch (error) {
        if (error instanceof FormatError) return undefined
        throw error
      }
    default:
      return undefined
  }
}

/** Options as they stand between commas; a comma may follow the last one. */
function splitOptions(given: string | undefined): [name: string, value: string | undefined][] {
  const words = given?.split(',') ?? []
  if (words.at(-1) === '') words.pop()
  return words.map((word) => {
    const equals = word.indexOf('=')
    return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
  })
}

function parseDescribeOptions(given: string | undefined): DescribeOptions | undefined {
  const [match, exclude]: [string[], string[]] = [[], []]
  let tags = false
  let abbrev: DescribeOptions['abbrev'] = 'auto'
  for (const [name, value] of splitOptions(given)) {
    if (name === 'tags') {
      const isSet = value === undefined ? true : parseBool(value)
      if (isSet === undefined) return undefined
      tags = isSet
    } else if (value === undefined || value === '') return undefined
    else if (name === 'match') match.push(rawToText(value))
    else if (name === 'exclude') exclude.push(rawToText(value))
    else if (name === 'abbrev' && /^\s*[+-]?\d+$/.test(value)) abbrev = parseInt(value, 10) || 'none'
    else return undefined
  }
  return { tags, abbrev, match, exclude }
}

const STYLE_PARTS = ['prefix', 'suffix', 'separator', 'pointer', 'tag'] as const

function parseDecorationStyle(given: string | undefined): DecorationStyle | undefined {
  const style: { -readonly [part in keyof DecorationStyle]: string } = {}
  for (const [name, value] of splitOptions(given)) {
    const part = STYLE_PARTS.find((each) => each === name)
    if (!part) return undefined
    style[part] = unescapeLiteral(value ?? '')
  }
  return style
}
