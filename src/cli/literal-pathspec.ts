/**
 * Path arguments that are compared literally, as `ls-tree` does: no wildcards, and of the magic of gitglossary(7)
 * ("pathspec") only `:(top)`, `:/` and `:(literal)`.
 */
import type { Repository } from '../repo/repository.js'
import { parsePathspec } from '../repo/pathspec/parse-pathspec.js'

const MODE_TREE = 0o40000
const MODE_SUBMODULE = 0o160000

/** Paths from the root of the tree, one unit a byte; none means every path. */
export class LiteralPathspec {
  static readonly EVERYTHING = new LiteralPathspec([])

  private constructor(readonly paths: readonly string[]) {}

  /**
   * @param prefix The folder that arguments count from, and that stands for no arguments: `''` or `sub/`.
   * @throws {PathspecError} An empty argument, one that leads out of the tree, or other magic.
   */
  static parse(
    args: readonly string[],
    prefix: string,
    { workTree, gitDir }: Repository,
    env: NodeJS.ProcessEnv,
  ): LiteralPathspec {
    if (args.length === 0) return prefix === '' ? LiteralPathspec.EVERYTHING : new LiteralPathspec([prefix])
    const place = { prefix, workTree, gitDir, env, allowed: ['top', 'literal'] } as const
    return new LiteralPathspec(parsePathspec(args, place).items.map(({ match }) => match))
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
