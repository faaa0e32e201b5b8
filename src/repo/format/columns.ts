/**
 * Text in the columns of a terminal: how many it takes, cut to a number of them, wrapped into lines.
 *
 * Text is UTF-8 in strings of one unit a byte. Sequences that set colours (ESC [ digits m) take no column.
 */
/* eslint no-bitwise: "off" -- the operands are code points */
import { eastAsianWidth } from 'get-east-asian-width'

const ESC = 0x1b
const LF = 0x0a
const TAB = 0x09
/** Printable ASCII throughout: a column for each. */
const SIMPLE = /^[\x20-\x7e]*$/
/** Characters that stand on the one before them, or that nothing is shown of. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u
const HANGUL_MEDIAL_FIRST = 0x1160
const HANGUL_MEDIAL_LAST = 0x11ff
const SOFT_HYPHEN = 0xad

/** Columns that `raw` takes; of what is not UTF-8 each byte takes one. */
export function columnsOf(raw: string): number {
  if (SIMPLE.test(raw)) return raw.length
  const reader = new CharacterReader(raw)
  let columns = 0
  while (reader.at < raw.length) {
    reader.skipColours()
    if (reader.at >= raw.length) break
    const width = reader.next()
    if (width === undefined) return raw.length
    columns += Math.max(width, 0)
  }
  return columns
}

/** Columns that `raw` takes without colours; undefined: it is not UTF-8, or has control characters. */
export function plainColumnsOf(raw: string): number | undefined {
  if (SIMPLE.test(raw)) return raw.length
  const reader = new CharacterReader(raw)
  let columns = 0
  while (reader.at < raw.length) {
    const width = reader.next()
    if (width === undefined || width < 0) return undefined
    columns += width
  }
  return columns
}

/** Puts `by` in the place of `count` columns from column `from` on; what is not UTF-8 stays as it is. */
export function replaceColumns(raw: string, from: number, count: number, by: string): string {
  const reader = new CharacterReader(raw)
  let result = ''
  let column = 0
  let isReplaced = false
  while (reader.at < raw.length) {
    const coloursAt = reader.at
    reader.skipColours()
    result += raw.slice(coloursAt, reader.at)
    if (reader.at >= raw.length) break
    const at = reader.at
    const found = reader.next()
    if (found === undefined) return raw
    const width = Math.max(found, 0) // a control character is kept and takes no room
    if (width === 0 || column < from || column >= from + count) result += raw.slice(at, reader.at)
    else if (!isReplaced) {
      result += by
      isReplaced = true
    }
    column += width
  }
  return result
}

/** How far a set of colours that begins at `at` goes, in bytes; 0: none begins there. */
export function colourLength(raw: string, at: number): number {
  if (raw.charCodeAt(at) !== ESC || raw[at + 1] !== '[') return 0
  let end = at + 2
  while (end < raw.length && ((raw[end]! >= '0' && raw[end]! <= '9') || raw[end] === ';')) end++
  return raw[end] === 'm' ? end + 1 - at : 0
}

/**
 * Fills lines up to `width` columns, as git wraps messages: a line break is a space where a letter or digit follows it,
 * and an end of the paragraph elsewhere.
 *
 * @param first How far the first line is indented; negative: so many columns of it are taken already.
 * @param others How far the other lines are.
 * @param width 0: no line is filled, they are only indented.
 */
export function wrapText(raw: string, first: number, others: number, width: number): string {
  const nul = raw.indexOf('\0') // where the text ends for git
  const text = nul < 0 ? raw : raw.slice(0, nul)
  if (width <= 0) return indentLines(text, first, others)
  return (
    new Wrapper(text, others, width, true).wrap(first) ?? new Wrapper(text, others, width, false).wrap(first)!
  )
}

function indentLines(raw: string, first: number, others: number): string {
  let result = ''
  let indent = Math.max(first, 0)
  for (let at = 0; at < raw.length;) {
    const newline = raw.indexOf('\n', at)
    const end = newline < 0 ? raw.length : newline + 1
    result += ' '.repeat(indent) + raw.slice(at, end)
    at = end
    indent = others
  }
  return result
}

class Wrapper {
  private result = ''
  private lineAt = 0
  private indent = 0
  private column = 0
  /** Where the last white space of the line is that it may be broken at, with what is written up to it. */
  private space: number | undefined
  private readonly reader

  constructor(
    private readonly raw: string,
    private readonly others: number,
    private readonly width: number,
    private readonly isUtf8: boolean,
  ) {
    this.reader = new CharacterReader(raw)
  }

  /** @returns Undefined: it is not UTF-8 after all. */
  wrap(first: number): string | undefined {
    const { raw, reader } = this
    this.indent = first
    this.column = Math.abs(first)
    if (first < 0) this.space = 0
    for (;;) {
      reader.skipColours()
      if (reader.at >= raw.length) {
        if (this.takeWord(raw.length)) return this.result
      } else if (isSpace(raw.charCodeAt(reader.at))) {
        if (this.takeWord(reader.at)) this.takeSpace()
      } else if (this.isUtf8) {
        const width = reader.next()
        if (width === undefined) return undefined
        this.column += width
      } else {
        reader.at++
        this.column++
      }
    }
  }

  /** Writes what stands before `end`; false: it did not fit, and goes into the next line. */
  private takeWord(end: number): boolean {
    if (this.column > this.width && this.space !== undefined) {
      this.breakLine(this.space)
      return false
    }
    if (end === this.raw.length && end === this.lineAt) return true
    const from = this.space ?? this.lineAt
    if (this.space === undefined) this.result += ' '.repeat(Math.max(this.indent, 0))
    this.result += this.raw.slice(from, end)
    return true
  }

  private takeSpace(): void {
    const { raw, reader } = this
    this.space = reader.at
    const space = raw.charCodeAt(reader.at)
    if (space === TAB) this.column += 7 - (this.column % 8)
    else if (space === LF) {
      this.space++
      const next = raw.charCodeAt(this.space)
      if (next === LF) {
        this.result += '\n'
        this.breakLine(this.space)
        return
      }
      if (!isAlphanumeric(next)) {
        this.breakLine(this.space)
        return
      }
      this.result += ' '
    }
    this.column++
    reader.at++
  }

  private breakLine(at: number): void {
    this.result += '\n'
    this.lineAt = at + (isSpace(this.raw.charCodeAt(at)) ? 1 : 0)
    this.reader.at = this.lineAt
    this.space = undefined
    this.column = this.indent = this.others
  }
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === TAB || unit === LF || unit === 0x0d
}

function isAlphanumeric(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a)
}

/** Goes through the characters of UTF-8. */
class CharacterReader {
  at = 0

  constructor(private readonly raw: string) {}

  skipColours(): void {
    for (let size = colourLength(this.raw, this.at); size > 0; size = colourLength(this.raw, this.at)) {
      this.at += size
    }
  }

  /** Columns of the next character, -1 for control characters; undefined: it is not UTF-8. */
  next(): number | undefined {
    const { raw } = this
    const lead = raw.charCodeAt(this.at)
    if (lead < 0x80) {
      this.at++
      if (lead === 0) return 0
      return lead < 0x20 || lead === 0x7f ? -1 : 1
    }
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
    if (lead < 0xc2 || lead > 0xf4 || this.at + size > raw.length) return undefined
    let point = lead - (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0)
    for (let i = 1; i < size; i++) {
      const unit = raw.charCodeAt(this.at + i)
      if (unit < 0x80 || unit > 0xbf) return undefined
      point = point * 64 + (unit - 0x80)
    }
    if (isOverlongOrSurrogate(point, size)) return undefined
    this.at += size
    return pointWidth(point)
  }
}

function isOverlongOrSurrogate(point: number, size: number): boolean {
  if (size === 3) return point < 0x800 || (point >= 0xd800 && point <= 0xdfff) || (point & 0xfffe) === 0xfffe
  return size === 4 && (point < 0x10000 || point > 0x10ffff)
}

function pointWidth(point: number): number {
  if (point < 0xa0) return -1
  if (point === SOFT_HYPHEN) return 1
  if (point >= HANGUL_MEDIAL_FIRST && point <= HANGUL_MEDIAL_LAST) return 0
  if (point < 0x300) return 1
  return WITHOUT_WIDTH.test(String.fromCodePoint(point)) ? 0 : eastAsianWidth(point)
}
