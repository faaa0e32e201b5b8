/**
 * Ranges of lines as `-L` takes them (git-blame(1)): `n,m`, `n,+m`, `/regex/,…`, `:funcname`, to numbers.
 *
 * A regular expression is looked for from the end of the range before, or from the first line with a `^` in front.
 */
import { bytesToRaw, rawToText } from '../../object/raw-text.js'
import { extendedFromBasic } from '../revision/regex/basic-syntax.js'
import { RegexSyntaxError } from '../revision/regex/posix-syntax.js'
import { RegexTooCostlyError } from '../revision/regex/regex-matcher.js'
import { compileExtendedRegex, type TextCondition } from '../revision/regex/text-condition.js'
import { FIRST_OF_NAME } from '../../text/patch/function-names.js'
import { LineRangeError } from './errors.js'
import type { FinalLines } from './final-lines.js'

/** Lines counted from 1, both ends included. */
export type LineRange = readonly [first: number, last: number]

/** Characters that one blame's expressions may be tried on, in effect: some seconds. */
const SEARCH_WORK_MAX = 1e9

/**
 * The ranges that some texts stand for, sorted, each line once.
 *
 * @throws {LineRangeError} One is malformed, or the content has no such lines.
 */
export function lineRanges(ranges: readonly (LineRange | string)[], lines: FinalLines): LineRange[] {
  const found: LineRange[] = []
  let anchor = 1
  for (const range of ranges) {
    const text = typeof range === 'string' ? range : `${range[0]},${range[1]}`
    const [first, last] = new RangeParser(text, lines, anchor).range()
    found.push([first, last])
    anchor = last + 1
  }
  return joined(found)
}

function joined(ranges: readonly LineRange[]): LineRange[] {
  const all: LineRange[] = []
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = all.at(-1)
    if (before && first <= before[1] + 1) all[all.length - 1] = [before[0], Math.max(before[1], last)]
    else all.push([first, last])
  }
  return all
}

class RangeParser {
  #at = 0

  /** @param anchor The line after the range before. */
  constructor(
    private readonly text: string,
    private readonly lines: FinalLines,
    private readonly anchor: number,
  ) {}

  range(): LineRange {
    const { count } = this.lines
    let [first, last] = /^\^?:/.test(this.text) ? this.#functionNamed() : this.#ends()
    if (first !== 0 && last !== 0 && last < first) [first, last] = [last, first]
    if ((count === 0 && (last !== 0 || first !== 0)) || count < first) {
      const noun = count === 1 ? 'line' : 'lines'
      throw new LineRangeError(this.text, `has only ${count} ${noun}`)
    }
    return [Math.max(first, 1), last < 1 || count < last ? count : last]
  }

  /** 0 stands for an end that was left out. */
  #ends(): [number, number] {
    const first = this.#place(this.anchor, false)
    let last = 0
    if (this.text[this.#at] === ',') {
      this.#at++
      last = this.#place(first + 1, true)
    }
    if (this.#at < this.text.length) throw this.#malformed()
    return [first, last]
  }

  /** A number, or where an expression matches; 0: neither is there. @param from Where to look, and what `+` counts from. */
  #place(from: number, isEnd: boolean): number {
    const rest = this.text.slice(this.#at)
    const relative = isEnd ? /^[+-](\d+)/.exec(rest) : null
    if (relative) {
      this.#at += relative[0].length
      const number = Number(relative[1])
      if (number === 0) throw new LineRangeError(this.text, '-L invalid empty range')
      return rest.startsWith('+') ? from + number - 2 : Math.max(from - number, 1)
    }
    const absolute = /^\s*[+-]?\d+/.exec(rest)
    if (absolute) {
      this.#at += absolute[0].length
      const number = Number(absolute[0])
      if (number <= 0) throw new LineRangeError(this.text, `-L invalid line number: ${number}`)
      return number
    }
    let begin = from
    if (!isEnd && rest.startsWith('^')) {
      begin = 1
      this.#at++
    }
    if (this.text[this.#at] !== '/') return 0
    const end = closing(this.text, this.#at + 1, '/')
    if (end === this.text.length) {
      return 0
    }
    const pattern = this.text.slice(this.#at + 1, end)
    this.#at = end + 1
    const line = this.#search(this.#compile(pattern, begin), begin - 1)
    // The C library's words, which git repeats.
    if (line < 0) throw this.#noMatch(pattern, begin, 'No match')
    return line + 1
  }

  /** `:regex`: from the line of a function's name that matches to the one before the next name. */
  #functionNamed(): [number, number] {
    const fromStart = this.text.startsWith('^')
    const begin = fromStart ? 1 : this.anchor
    const patternAt = fromStart ? 2 : 1
    const end = closing(this.text, patternAt, ':')
    if (end === patternAt || end < this.text.length) throw this.#malformed()
    const pattern = this.text.slice(patternAt)
    const regex = this.#compile(pattern, begin)
    let line = this.#search(regex, begin - 1)
    while (line >= 0 && !this.#isName(line)) line = this.#search(regex, line + 1)
    if (line < 0) throw this.#noMatch(pattern, begin)
    let last = line + 1
    while (last < this.lines.count && !this.#isName(last)) last++
    return [line + 1, last]
  }

  #isName(line: number): boolean {
    return FIRST_OF_NAME.test(bytesToRaw(this.lines.lines(line).subarray(0, 1)))
  }

  /** The first line from `from` on that matches; -1: none does. */
  #search(regex: TextCondition, from: number): number {
    try {
      for (let line = from; line < this.lines.count; line++) {
        const raw = bytesToRaw(this.lines.lines(line))
        const nul = raw.indexOf('\0')
        const text = nul < 0 ? raw.replace(/\n$/, '') : raw.slice(0, nul)
        if (regex.matches(rawToText(text))) return line
        // To git the content ends at its first NUL.
        if (nul >= 0) return -1
      }
    } catch (error) {
      if (!(error instanceof RegexTooCostlyError)) throw error
      throw new LineRangeError(this.text, `-L parameter '${this.text}': ${error.message}`)
    }
    return -1
  }

  #compile(pattern: string, begin: number): TextCondition {
    try {
      return compileExtendedRegex(extendedFromBasic(pattern), SEARCH_WORK_MAX)
    } catch (error) {
      if (!(error instanceof RegexSyntaxError || error instanceof RegexTooCostlyError)) throw error
      const place = `-L parameter '${pattern}' starting at line ${begin}`
      throw new LineRangeError(this.text, `${place}: ${error.message}`)
    }
  }

  #noMatch(pattern: string, begin: number, words = 'no match'): LineRangeError {
    const place = `-L parameter '${pattern}' starting at line ${begin}`
    return new LineRangeError(this.text, `${place}: ${words}`)
  }

  #malformed(): LineRangeError {
    return new LineRangeError(this.text, `malformed range '${this.text}'`, true)
  }
}

/** Where `mark` stands without a backslash in front, from `at` on; the text's length: nowhere. */
function closing(text: string, at: number, mark: string): number {
  let end = at
  while (end < text.length && text[end] !== mark) end += text[end] === '\\' && end + 1 < text.length ? 2 : 1
  return end
}
