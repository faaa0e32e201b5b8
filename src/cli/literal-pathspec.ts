/**
 * Path arguments that are compared literally, as `ls-tree` does: no wildcards, and of the magic of gitglossary(7)
 * ("pathspec") only `:(top)`, `:/` and `:(literal)`.
 */
import type { Repository } from '../repo/repository.js'
import { FatalError } from './failure.js'
import { textToRaw } from './text/quote.js'
import { normalizePath } from '../repo/pathspec/parse-pathspec.js'

const MODE_TREE = 0o40000
const MODE_SUBMODULE = 0o160000

/** Paths from the root of the tree, one unit a byte; none means every path. */
export class LiteralPathspec {
  static readonly EVERYTHING = new LiteralPathspec([])

  private constructor(readonly paths: readonly string[]) {}

  /**
   * @param prefix The folder that arguments count from, and that stands for no arguments: `''` or `sub/`.
   * @throws {FatalError} An empty argument, one that leads out of the tree, or other magic.
   */
  static parse(args: readonly string[], prefix: string, repo: Repository): LiteralPathspec {
    if (args.length === 0) return prefix === '' ? LiteralPathspec.EVERYTHING : new LiteralPathspec([prefix])
    return new LiteralPathspec(args.map((arg) => parseOne(arg, prefix, repo)))
  }

  /**
   * Whether the entry `name` of the folder `base` is one of the paths, lies below one, or leads to one.
   *
   * @param base `''`, or a folder with a slash at its end.
   */
  matches(base: string, name: string, mode: number): boolean {
    if (this.paths.length === 0) return true
    return this.paths.some(
      (path) =>
        isBelow(base, path) || (path.startsWith(base) && leadsTo(path.slice(base.length), name, mode)),
    )
  }

  /** Whether a path lies strictly below the entry `name` of the folder `base`, so that it has to be entered. */
  wantsInside(base: string, name: string): boolean {
    const folder = `${base}${name}/`
    return this.paths.some((path) => path.startsWith(folder))
  }
}

/** Whether all of the folder `base` lies in `path`. */
function isBelow(base: string, path: string): boolean {
  if (!base.startsWith(path)) return false
  return path === '' || path.endsWith('/') || base[path.length] === '/'
}

/** Whether the entry `name` is `path`, or a folder on the way to it. */
function leadsTo(path: string, name: string, mode: number): boolean {
  if (path === name) return true
  if (!path.startsWith(`${name}/`)) return false
  // `submodule/` means the submodule, which cannot be entered; `file/` means nothing.
  return mode === MODE_TREE || (mode === MODE_SUBMODULE && path.length === name.length + 1)
}

function parseOne(arg: string, prefix: string, repo: Repository): string {
  if (arg === '')
    throw new FatalError(
      'empty string is not a valid pathspec. please use . instead if you meant to match all paths',
    )
  const { path, fromTop } = stripMagic(arg)
  const outside = new FatalError(
    `${arg}: '${path}' is outside repository at '${repo.workTree ?? repo.gitDir}'`,
  )
  const inTree = path.startsWith('/')
    ? belowWorkTree(path, repo.workTree)
    : (fromTop ? '' : prefix) + textToRaw(path)
  if (inTree === undefined) throw outside
  const normal = normalizePath(inTree)
  if (normal === undefined) throw outside
  return normal
}

function belowWorkTree(path: string, workTree: string | undefined): string | undefined {
  if (workTree === undefined) return undefined
  if (path === workTree) return ''
  return path.startsWith(`${workTree}/`) ? textToRaw(path.slice(workTree.length + 1)) : undefined
}

/** Takes `:(top,literal)`, `:/` and `::` off the front. */
function stripMagic(arg: string): { path: string; fromTop: boolean } {
  if (!arg.startsWith(':')) return { path: arg, fromTop: false }
  const long = /^:\(([^)]*)\)/.exec(arg)
  if (long) {
    const words = long[1]!.split(',').filter((word) => word !== '')
    const unknown = words.find((word) => word !== 'top' && word !== 'literal')
    if (unknown !== undefined)
      throw new FatalError(`${arg}: pathspec magic not supported by this command: '${unknown}'`)
    return { path: arg.slice(long[0].length), fromTop: words.includes('top') }
  }
  const short = /^:([/!^]*):?/.exec(arg)!
  if (/[!^]/.test(short[1]!))
    throw new FatalError(`${arg}: pathspec magic not supported by this command: 'exclude'`)
  return { path: arg.slice(short[0].length), fromTop: short[1] !== '' }
}
