/**
 * Commits: `tree`, `parent`…, `author`, `committer`, further headers, an empty line, the message.
 *
 * Checked when parsed is what git's `parse_commit_buffer` checks: the tree and the parents. All else may be
 * missing, repeated or odd, since git shows such commits, and is split only when asked for.
 */
import { CorruptObjectError } from './errors.js'
import type { HashAlgorithm } from './hash-algorithm.js'
import { type Header, lineEnd, splitObject, type SplitObject } from './header-block.js'
import { type Ident, parseIdent } from './ident.js'
import { parseHexLine } from './object-line.js'
import { asciiText, decodeText } from './text.js'

const LF = 0x0a
const CR = 0x0d
const TAB = 0x09
const SPACE = 0x20
const ZERO = 0x30
const GREATER = 0x3e
/** Where the committer's date ends at the latest, counted from the `>` before it. */
const NUMBER_END = 64
/** The latest date that git knows, 2^64 - 1, as near as a number comes to it; what lies beyond, either way, becomes that. */
const DATE_MAX = 2 ** 64
const TIMESTAMP_MAX = 2n ** 64n - 1n
const NO_SPAN = [-1, -1] as const
/** So many digits make no number that would have to be rounded. */
const DIGITS_EXACT = 15

/** A parsed commit. Bytes are views of `data`. */
export class Commit {
  #split: SplitObject | undefined

  /**
   * @param oid Its name, in hex.
   * @param data Its content, every byte of it.
   * @param tree The oid of its tree, in hex.
   * @param parents Oids in hex, in the commit's order.
   */
  constructor(
    readonly oid: string,
    readonly data: Uint8Array,
    readonly tree: string,
    readonly parents: readonly string[],
  ) {}

  /** Every header in the commit's order: `tree` and `parent` too, and those that git does not know. */
  get headers(): readonly Header[] {
    return this.#splitOnce().headers
  }

  /** The value of the first header of that name: `gpgsig`, `mergetag`, `encoding`… */
  header(name: string): Uint8Array | undefined {
    return this.headers.find((header) => header.name === name)?.value
  }

  get author(): Ident | undefined {
    return this.#ident('author')
  }

  get committer(): Ident | undefined {
    return this.#ident('committer')
  }

  /** What the commit says its message and names are written in; undefined means UTF-8. */
  get encoding(): string | undefined {
    const value = this.header('encoding')
    return value && asciiText(value, 0, value.length)
  }

  /** The message as stored: any encoding, NUL bytes, with or without a newline at the end. */
  get message(): Uint8Array {
    return this.data.subarray(this.#splitOnce().messageAt)
  }

  /** The message as text, read in the commit's encoding. */
  get messageText(): string {
    return decodeText(this.message, this.encoding)
  }

  /** The first paragraph of the message in one line, as `git log --format=%s` shows it. */
  get subject(): string {
    const lines = this.messageText.replace(/^(?:[ \t\r]*\n)+/, '').split('\n')
    const blank = lines.findIndex((line) => line.trim() === '')
    return (blank === -1 ? lines : lines.slice(0, blank)).map((line) => line.trimEnd()).join(' ')
  }

  /** What git sorts by: the committer's date in seconds, 0 where it cannot be read. */
  get commitDate(): number {
    return commitDateIn(this.data)
  }

  #ident(name: string): Ident | undefined {
    const value = this.header(name)
    return value && parseIdent(value, this.encoding)
  }

  #splitOnce(): SplitObject {
    return (this.#split ??= splitObject(this.data))
  }
}

/**
 * Parses a commit's content, in time linear in its headers.
 *
 * @throws {CorruptObjectError} There is no tree, or a parent is no oid; carries `oid` and the line's offset.
 */
export function parseCommit(oid: string, data: Uint8Array, algorithm: HashAlgorithm): Commit {
  const tree = parseHexLine(data, 0, 'tree', algorithm.hexSize)
  if (tree === undefined) throw new CorruptObjectError(oid, 0, 'a commit must begin with its tree')
  const parents: string[] = []
  let at = 'tree '.length + algorithm.hexSize + 1
  for (;;) {
    const parent = parseHexLine(data, at, 'parent', algorithm.hexSize)
    if (parent === undefined) break
    parents.push(parent)
    at += 'parent '.length + algorithm.hexSize + 1
  }
  if (asciiText(data, at, Math.min(at + 7, data.length)) === 'parent ') {
    throw new CorruptObjectError(oid, at, 'a parent of the commit is not an object id')
  }
  return new Commit(oid, data, tree, parents)
}

/**
 * The committer's date in seconds, found without parsing the commit; 0 where git finds none.
 *
 * Git looks only at the two lines after the parents, `author` then `committer`. A negative date wraps to nearly
 * 2^64 there, and so it does here, because the order of a walk depends on it. Beyond 2^53 it is rounded.
 */
export function commitDateIn(data: Uint8Array): number {
  const [at, end] = dateSpan(data)
  return at < 0 ? 0 : secondsIn(data, at, end)
}

/**
 * What {@link commitDateIn} had to round away: beyond 2^53 not every second is a number. The sum of both, as bigint, is the
 * date that git sorts by and prints.
 */
export function roundedOffDateIn(data: Uint8Array, date: number): number {
  if (date <= Number.MAX_SAFE_INTEGER) return 0
  const [at, end] = dateSpan(data)
  const digits = /^-?\d+/.exec(asciiText(data, at, end).trimStart())
  const number = digits ? BigInt(digits[0]) : 0n
  const isBeyond = number > TIMESTAMP_MAX || -number > TIMESTAMP_MAX
  return Number((isBeyond ? TIMESTAMP_MAX : BigInt.asUintN(64, number)) - BigInt(date))
}

/** Where the number of the committer's date begins, white space before it, and where it ends at the latest; -1: there is none. */
function dateSpan(data: Uint8Array): readonly [begin: number, end: number] {
  let at = lineEnd(data, 0) // the tree
  while (startsWith(data, at, 'parent ')) at = lineEnd(data, at)
  if (!startsWith(data, at, 'author')) return NO_SPAN
  at = lineEnd(data, at)
  if (!startsWith(data, at, 'committer')) return NO_SPAN
  const end = lineEnd(data, at)
  if (data[end - 1] !== LF) return NO_SPAN
  let mailEnd = end - 1
  while (mailEnd >= at && data[mailEnd] !== GREATER) mailEnd--
  return mailEnd < at ? NO_SPAN : [mailEnd + 1, Math.min(end, mailEnd + NUMBER_END)]
}

/** The number at `at`, after white space; it ends at `end` at the latest. */
function secondsIn(data: Uint8Array, at: number, end: number): number {
  while (at < end && (data[at] === SPACE || data[at] === TAB || data[at] === CR)) at++
  let seconds = 0
  for (let i = at; i < end && i < at + DIGITS_EXACT; i++) {
    const digit = data[i]! - ZERO
    if (!(digit >= 0 && digit <= 9)) {
      if (i > at) return seconds
      break
    }
    seconds = seconds * 10 + digit
  }
  const match = /^-?\d+/.exec(asciiText(data, at, end))
  const number = match ? Number(match[0]) : 0
  if (Math.abs(number) > DATE_MAX) return DATE_MAX
  return number < 0 ? DATE_MAX + number : number
}

function startsWith(data: Uint8Array, at: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) if (data[at + i] !== word.charCodeAt(i)) return false
  return true
}
