/**
 * From arguments to a {@link Pathspec}: `:(top,glob)path`, `:/path`, `:!path` and plain ones (gitglossary(7)).
 *
 * `GIT_LITERAL_PATHSPECS` and its like (git(1)) hold for all arguments of a command.
 */
import { encodeName } from '../../object/name-text.js'
import { envBool } from '../config/env-bool.js'
import { PathspecError } from './errors.js'
import { Pathspec, type PathspecItem } from './pathspec.js'

/** What arguments are seen from. */
export interface PathspecPlace {
  /** The folder of the work tree that plain arguments count from, one unit a byte: `''` or `sub/`. */
  readonly prefix: string
  /** Absolute: what arguments with a slash in front must lie below. */
  readonly workTree: string | undefined
  /** Named where an argument leads out. */
  readonly gitDir: string
  /** Where the variables are looked up; default: none is set. */
  readonly env?: NodeJS.ProcessEnv
  /** What of the magic may be asked for; default: all of it. */
  readonly allowed?: readonly (keyof Magic)[]
}

/** In the order in which git names what it does not support. */
interface Magic {
  top: boolean
  literal: boolean
  glob: boolean
  icase: boolean
  exclude: boolean
}

const MNEMONICS = new Map<string, keyof Magic>([
  ['/', 'top'],
  ['!', 'exclude'],
  ['^', 'exclude'],
])
/** Characters that short magic may consist of, known or not. */
const SHORT_MAGIC = /[!"#%&',\-/:;<=>@_`~^]/
const WILDCARD = /[*?[\\]/

/**
 * Parses arguments; none at all mean everything.
 *
 * @param args Text as Node gives it.
 * @throws {PathspecError} An argument is empty, leads out of the tree, or has magic that is not known; says it in
 *   git's words.
 */
export function parsePathspec(args: readonly string[], place: PathspecPlace): Pathspec {
  if (args.length === 0) return Pathspec.EVERYTHING
  if (args.includes('')) {
    throw new PathspecError(
      'empty string is not a valid pathspec. please use . instead if you meant to match all paths',
    )
  }
  const items = args.map((arg) => parseItem(arg, place))
  // Where all of them leave something out, they leave it out of everything.
  if (items.every(({ isExclude }) => isExclude)) items.push(parseItem(':(top)', place))
  return new Pathspec(items)
}

function parseItem(arg: string, place: PathspecPlace): PathspecItem {
  const everywhere = magicOf(place.env)
  const { magic, path } = everywhere.literal ? { magic: noMagic(), path: arg } : splitMagic(arg)
  const inItself = magic.literal
  magic.glob ||= everywhere.glob && !inItself
  magic.literal ||= everywhere.literal || (everywhere.noglob && !magic.glob)
  magic.icase ||= everywhere.icase
  if (inItself && magic.glob) throw new PathspecError(`${arg}: 'literal' and 'glob' are incompatible`)
  const { match, prefixLength } = pathInTree(arg, path, magic.top, place)
  refuseOthers(arg, magic, place.allowed)
  const wildcard = magic.literal ? -1 : match.search(WILDCARD)
  return {
    match,
    plainLength: wildcard === -1 ? match.length : Math.max(wildcard, prefixLength),
    prefixLength,
    isExclude: magic.exclude,
    ignoreCase: magic.icase,
    isGlob: magic.glob,
  }
}

/**
 * What the environment asks for all arguments.
 *
 * @throws {PathspecError} Two variables that contradict each other.
 */
function magicOf(env: NodeJS.ProcessEnv = {}): Record<'literal' | 'glob' | 'noglob' | 'icase', boolean> {
  const isOn = (name: string): boolean => envBool(env, `GIT_${name}_PATHSPECS`, false)
  const [literal, glob, noglob, icase] = [isOn('LITERAL'), isOn('GLOB'), isOn('NOGLOB'), isOn('ICASE')]
  if (glob && noglob) {
    throw new PathspecError("global 'glob' and 'noglob' pathspec settings are incompatible")
  }
  if (literal && (glob || icase)) {
    throw new PathspecError(
      "global 'literal' pathspec setting is incompatible with all other global pathspec settings",
    )
  }
  return { literal, glob, noglob, icase }
}

function refuseOthers(arg: string, magic: Magic, allowed: PathspecPlace['allowed']): void {
  if (!allowed) return
  const refused = (Object.keys(magic) as (keyof Magic)[]).filter(
    (word) => magic[word] && !allowed.includes(word),
  )
  if (refused.length === 0) return
  const named = refused.map((word) => (word === 'exclude' ? "'exclude' (mnemonic: '!')" : `'${word}'`))
  throw new PathspecError(`${arg}: pathspec magic not supported by this command: ${named.join(', ')}`)
}

function noMagic(): Magic {
  return { top: false, literal: false, glob: false, icase: false, exclude: false }
}

function splitMagic(arg: string): { magic: Magic; path: string } {
  if (!arg.startsWith(':')) return { magic: noMagic(), path: arg }
  return arg[1] === '(' ? splitLongMagic(arg) : splitShortMagic(arg)
}

function splitLongMagic(arg: string): { magic: Magic; path: string } {
  const magic = noMagic()
  const end = arg.indexOf(')')
  for (const word of arg.slice(2, end === -1 ? undefined : end).split(',')) {
    if (word === '') continue
    if (word.startsWith('attr:')) {
      throw new PathspecError(`${arg}: pathspec magic not supported by this command: 'attr'`)
    }
    if (!Object.hasOwn(magic, word)) throw new PathspecError(`Invalid pathspec magic '${word}' in '${arg}'`)
    magic[word as keyof Magic] = true
  }
  if (end === -1) throw new PathspecError(`Missing ')' at the end of pathspec magic in '${arg}'`)
  return { magic, path: arg.slice(end + 1) }
}

function splitShortMagic(arg: string): { magic: Magic; path: string } {
  const magic = noMagic()
  let at = 1
  for (; at < arg.length && arg[at] !== ':'; at++) {
    const mark = arg[at]!
    if (!SHORT_MAGIC.test(mark)) break
    const word = MNEMONICS.get(mark)
    if (!word) throw new PathspecError(`Unimplemented pathspec magic '${mark}' in '${arg}'`)
    magic[word] = true
  }
  if (arg[at] === ':') at++
  return { magic, path: arg.slice(at) }
}

function pathInTree(
  arg: string,
  path: string,
  fromTop: boolean,
  { prefix, workTree, gitDir }: PathspecPlace,
): { match: string; prefixLength: number } {
  if (fromTop) return { match: toRaw(path), prefixLength: 0 }
  const inTree = path.startsWith('/') ? belowWorkTree(path, workTree) : prefix + toRaw(path)
  const match = inTree === undefined ? undefined : normalizePath(inTree)
  if (match === undefined) {
    throw new PathspecError(`${arg}: '${path}' is outside repository at '${workTree ?? gitDir}'`)
  }
  // `../x` from a folder leaves less of the prefix than there was.
  let prefixLength = path.startsWith('/') ? 0 : prefix.length
  while (prefixLength > 0 && !match.startsWith(prefix.slice(0, prefixLength))) {
    prefixLength = prefix.lastIndexOf('/', prefixLength - 2) + 1
  }
  return { match, prefixLength }
}

function belowWorkTree(path: string, workTree: string | undefined): string | undefined {
  if (workTree === undefined) return undefined
  if (path === workTree) return ''
  return path.startsWith(`${workTree}/`) ? toRaw(path.slice(workTree.length + 1)) : undefined
}

function toRaw(text: string): string {
  return Buffer.from(encodeName(text)).toString('latin1')
}

/**
 * `path` without `.`, `..` and doubled slashes; a slash at the end stays.
 *
 * @returns Undefined if it leads out of the root.
 */
export function normalizePath(path: string): string | undefined {
  const kept: string[] = []
  const parts = path.split('/')
  for (const part of parts) {
    if (part === '..') {
      if (kept.pop() === undefined) return undefined
    } else if (part !== '' && part !== '.') {
      kept.push(part)
    }
  }
  const last = parts.at(-1)
  const isFolder = kept.length > 0 && (last === '' || last === '.' || last === '..')
  return kept.join('/') + (isFolder ? '/' : '')
}
