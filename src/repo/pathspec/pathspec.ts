/**
 * Which paths something is limited to (gitglossary(7), "pathspec"), asked entry by entry while trees are walked.
 *
 * Paths are strings of one unit a byte ("latin1"): they can be cut and compared like text and lose nothing.
 */
import { foldCase, wildmatch } from '../wildmatch.js'

const MODE_TREE = 0o40000
const MODE_SUBMODULE = 0o160000

/** One element of a pathspec. */
export interface PathspecItem {
  /** From the root of the tree, one unit a byte. */
  readonly match: string
  /** How much of `match` stands for itself: what comes before the first wildcard. */
  readonly plainLength: number
  /** How much of `match` was put before the argument, and is compared exactly whatever the case of the rest. */
  readonly prefixLength: number
  readonly isExclude: boolean
  readonly ignoreCase: boolean
  /** Whether `*` stops at slashes: `:(glob)`. */
  readonly isGlob: boolean
}

/**
 * What a pathspec says of one entry: `never` is also said of all that follow it in its tree, `all` of everything
 * below the folder that the entry is in.
 */
export type PathMatch = 'never' | 'no' | 'yes' | 'all'

export class Pathspec {
  static readonly EVERYTHING = new Pathspec([])

  readonly #hasWildcard: boolean
  readonly #hasExclude: boolean

  constructor(readonly items: readonly PathspecItem[]) {
    this.#hasWildcard = items.some((item) => item.plainLength < item.match.length)
    this.#hasExclude = items.some((item) => item.isExclude)
  }

  /** @param paths Literal, one unit a byte; one with a slash at its end is a folder's, an empty one means everything. */
  static literal(paths: readonly string[]): Pathspec {
    return new Pathspec(
      paths.map((match) => ({
        match,
        plainLength: match.length,
        prefixLength: 0,
        isExclude: false,
        ignoreCase: false,
        isGlob: false,
      })),
    )
  }

  /** The same of text or bytes. */
  static ofPaths(paths: readonly (string | Uint8Array)[]): Pathspec {
    return Pathspec.literal(paths.map((path) => Buffer.from(path as Uint8Array).toString('latin1')))
  }

  get isEverything(): boolean {
    return this.items.length === 0
  }

  /** The paths, if each of them stands for itself alone; undefined where there is any magic or wildcard. */
  get literalPaths(): readonly string[] | undefined {
    const isPlain = !this.#hasWildcard && this.items.every((item) => !item.isExclude && !item.ignoreCase)
    return isPlain ? this.items.map(({ match }) => match) : undefined
  }

  /**
   * Whether the entry `name` of the folder `base` is meant, or has to be entered because something below it may be.
   *
   * @param base `''`, or a folder with a slash at its end.
   * @param recursive Whether whoever asks goes down into folders: a wildcard then lets every folder pass.
   */
  match(base: string, name: string, mode: number, recursive: boolean): PathMatch {
    if (this.items.length === 0) return 'all'
    const included = this.#matchSide(base, name, mode, recursive, false)
    if (!this.#hasExclude || included === 'never' || included === 'no') return included
    const excluded = this.#matchSide(base, name, mode, recursive, true)
    if (excluded === 'never') return included
    if (excluded === 'no') return included === 'all' ? 'yes' : included
    // Something in the folder is left out, which need not be all of it.
    if (excluded === 'yes' && mode === MODE_TREE) return 'yes'
    return included === 'all' && excluded === 'all' ? 'never' : 'no'
  }

  /** The verdict of the items that include, or of those that exclude; the last one is asked first. */
  #matchSide(base: string, name: string, mode: number, recursive: boolean, exclude: boolean): PathMatch {
    // As long as no item can match anything later in the order of names, the search in this folder may end.
    let none: PathMatch = this.#hasWildcard ? 'no' : 'never'
    for (let i = this.items.length - 1; i >= 0; i--) {
      const item = this.items[i]!
      if (item.isExclude !== exclude) continue
      const { match, plainLength } = item
      const hasWildcard = plainLength < match.length
      if (base.length >= match.length) {
        if (isWithin(item, base)) return 'all'
      } else if (base === '' || sameStart(item, base, match, base.length)) {
        if (none === 'never' && (item.ignoreCase || !isPast(name, match.slice(base.length)))) none = 'no'
        if (leadsTo(item, base.length, name, mode)) return 'yes'
        if (!hasWildcard) continue
        if (matchesWild(item, base.length, name)) return 'yes'
        if (recursive && mode === MODE_TREE) return 'yes'
        continue
      }
      if (!hasWildcard || !matchesPlainBase(item, base)) continue
      if (matchesWild(item, 0, base + name)) return 'yes'
      if (recursive && mode === MODE_TREE) return 'yes'
    }
    return none
  }
}

/** Whether the first `length` units are the same; the prefix always exactly. */
function sameStart(item: PathspecItem, text: string, pattern: string, length: number): boolean {
  if (!item.ignoreCase) return text.startsWith(pattern.slice(0, length))
  const exact = Math.min(item.prefixLength, length)
  return (
    text.startsWith(pattern.slice(0, exact)) &&
    foldCase(text.slice(exact, length)) === foldCase(pattern.slice(exact, length))
  )
}

/** Whether the folder `base` is the item's path or lies below it. */
function isWithin(item: PathspecItem, base: string): boolean {
  const { match } = item
  if (!sameStart(item, base, match, match.length)) return false
  return match === '' || base[match.length] === '/' || match.endsWith('/')
}

/** Whether `name` sorts after all that `rest` can stand for, as far as both go. */
function isPast(name: string, rest: string): boolean {
  const length = Math.min(name.length, rest.length)
  return rest.slice(0, length) < name.slice(0, length)
}

/** Whether the entry is the item's path, or a folder on the way to it. */
function leadsTo(item: PathspecItem, from: number, name: string, mode: number): boolean {
  const rest = item.match.length - from
  if (name.length > rest) return false
  if (rest > name.length) {
    if (item.match[from + name.length] !== '/') return false
    // `submodule/` means the submodule, which cannot be entered; `file/` means nothing.
    if (mode !== MODE_TREE && (mode !== MODE_SUBMODULE || rest > name.length + 1)) return false
  }
  const part = item.match.slice(from, from + name.length)
  return item.ignoreCase ? foldCase(part) === foldCase(name) : part === name
}

/** Whether the folder agrees with what stands before the wildcards, as far as either goes. */
function matchesPlainBase(item: PathspecItem, base: string): boolean {
  if (base === '' || item.plainLength === 0) return true
  return sameStart(item, base, item.match, Math.min(base.length, item.plainLength))
}

/** @param from Where in the item's path `text` begins. */
function matchesWild(item: PathspecItem, from: number, text: string): boolean {
  const { match, plainLength, ignoreCase, isGlob } = item
  let pattern = match.slice(from)
  let rest = text
  const plain = plainLength - from
  if (plain > 0) {
    const [start, wanted] = [rest.slice(0, plain), pattern.slice(0, plain)]
    if (ignoreCase ? foldCase(start) !== foldCase(wanted) : start !== wanted) return false
    pattern = pattern.slice(plain)
    rest = rest.slice(plain)
  }
  return wildmatch(pattern, rest, { pathname: isGlob, ignoreCase })
}
