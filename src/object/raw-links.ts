/**
 * What a walk needs of a commit, as raw bytes: no string is made, and nothing is allocated for a commit.
 *
 * Only the shape that nearly every commit has is read here. What looks different in any way is left to
 * {@link parseCommit}, which knows what git makes of it, and what is wrong with it.
 */
import { commitDateIn, parseCommit, roundedOffDateIn } from './commit.js'
import type { HashAlgorithm } from './hash-algorithm.js'
import { decodeHexAt } from './oid.js'

const LF = 0x0a
const SPACE = 0x20
const ZERO = 0x30
const GREATER = 0x3e
/** More digits make a number that may have to be rounded. */
const DIGITS_MAX = 15
const TREE = bytesOf('tree ')
const PARENT = bytesOf('parent ')
const AUTHOR = bytesOf('author ')
const COMMITTER = bytesOf('committer ')
const FIRST_PARENTS = 4

/** Tree, parents and date of a commit: filled again and again. */
export class RawLinks {
  /** Raw oid. */
  readonly tree: Uint8Array
  /** Raw oids, one after another; behind them may be room for more. */
  parents: Uint8Array
  parentCount = 0
  /** The committer's date: seconds since 1970. */
  date = 0
  /** See {@link roundedOffDateIn}. */
  dateRest = 0
  readonly #width: number

  constructor(readonly algorithm: HashAlgorithm) {
    this.#width = algorithm.size
    this.tree = new Uint8Array(this.#width)
    this.parents = new Uint8Array(FIRST_PARENTS * this.#width)
  }

  /**
   * Takes them from the commit at `data[at…end]`.
   *
   * @param hexOf Its oid, asked for where an error has to name it.
   * @throws {CorruptObjectError} As {@link parseCommit} does.
   */
  parse(data: Uint8Array, at: number, end: number, hexOf: () => string): void {
    if (this.#parseUsual(data, at, end)) return
    const content = data.subarray(at, end)
    const { tree, parents } = parseCommit(hexOf(), content, this.algorithm)
    const date = commitDateIn(content)
    this.set(tree, parents, date, roundedOffDateIn(content, date))
  }

  /** Takes what was found elsewhere. Oids are in hex. */
  set(tree: string, parents: readonly string[], date: number, dateRest = 0): void {
    this.tree.set(Buffer.from(tree, 'hex'))
    this.#reserve(parents.length)
    this.parents.set(Buffer.from(parents.join(''), 'hex'))
    this.parentCount = parents.length
    this.date = date
    this.dateRest = dateRest
  }

  /** Hot: once for each commit of a walk. @returns False: the commit has another shape. */
  #parseUsual(data: Uint8Array, at: number, end: number): boolean {
    const digits = 2 * this.#width
    if (!isOidLine(data, at, end, TREE, digits)) return false
    if (!decodeHexAt(data, at + TREE.length, this.tree, this.#width)) return false
    at += TREE.length + digits + 1
    let count = 0
    for (; isOidLine(data, at, end, PARENT, digits); count++) {
      this.#reserve(count + 1)
      if (!decodeHexAt(data, at + PARENT.length, this.parents, this.#width, count * this.#width)) return false
      at += PARENT.length + digits + 1
    }
    this.parentCount = count
    if (!startsWith(data, at, AUTHOR)) return false
    while (at < end && data[at] !== LF) at++
    return startsWith(data, at + 1, COMMITTER) && this.#parseDate(data, at + 1, end)
  }

  /** The number behind the last `>` of the committer's line, which begins at `at`. */
  #parseDate(data: Uint8Array, at: number, end: number): boolean {
    let mailEnd = 0
    for (; at < end && data[at] !== LF; at++) if (data[at] === GREATER) mailEnd = at
    if (at >= end || mailEnd === 0 || data[mailEnd + 1] !== SPACE) return false
    let date = 0
    let i = mailEnd + 2
    for (; i < mailEnd + 2 + DIGITS_MAX; i++) {
      const digit = data[i]! - ZERO
      if (digit < 0 || digit > 9) break
      date = date * 10 + digit
    }
    this.date = date
    this.dateRest = 0
    // A number that goes on behind the last digit is a longer one; without any there is none.
    return i > mailEnd + 2 && i < mailEnd + 2 + DIGITS_MAX
  }

  #reserve(parents: number): void {
    const size = parents * this.#width
    if (size <= this.parents.length) return
    const larger = new Uint8Array(size * 2)
    larger.set(this.parents)
    this.parents = larger
  }
}

/** Whether the line `word oid LF` is at `at`, as far as its length tells. */
function isOidLine(data: Uint8Array, at: number, end: number, word: Uint8Array, digits: number): boolean {
  const lineEnd = at + word.length + digits
  return lineEnd < end && data[lineEnd] === LF && startsWith(data, at, word)
}

/** Where `data` ends, or goes on with something else, the line that follows is not there either. */
function startsWith(data: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (data[at + i] !== word[i]) return false
  return true
}

function bytesOf(word: string): Uint8Array {
  return Uint8Array.from(word, (char) => char.charCodeAt(0))
}
