/** `packmap last-modified`: the commit that last changed each path of a tree, in one walk. */
import { bytesToRaw } from '../../object/raw-text.js'
import { Tree, type TreeEntry } from '../../object/tree.js'
import { hashMapOrder } from '../../base/hash-map-order.js'
import { lastChanges, type WantedPath } from '../../repo/history/last-changes.js'
import type { Repository } from '../../repo/repository.js'
import type { CommandDescription } from '../command.js'
import type { CommandContext } from '../context.js'
import { FatalError, STATUS_USAGE, UsageError } from '../failure.js'
import { HelpRequested } from '../options/parse-options.js'
import { quotePath } from '../../text/quote-path.js'
import { type MoreOptions, RevListArguments } from './rev-list/arguments.js'
import { pathspecOf } from './rev-list/walk-request.js'

export const description: CommandDescription = {
  name: 'last-modified',
  forms: ['[--recursive] [--show-trees] [--max-depth=<depth>] [-z] [<revision range>] [[--] <path>…]'],
  description: `Prints for each path of a tree the commit that last changed it. Where the walk ends before that is known, the
commit has a ^ before it.`,
  options: [
    { long: 'recursive', short: 'r', help: 'the files in folders too' },
    { long: 'show-trees', short: 't', help: 'folders that are entered too' },
    { long: 'max-depth', value: 'required', valueName: 'depth', help: 'folders that are entered, at most' },
    { short: 'z', help: 'end lines with NUL, and do not quote paths' },
  ],
  examples: [
    { command: 'packmap last-modified main -- src/', purpose: 'what last changed each entry of a folder' },
  ],
}

/** Git's default of `core.maxTreeDepth`. */
const TREE_DEPTH_MAX = 2048

class LastModifiedArguments implements MoreOptions {
  depthMax = 0
  showsTrees = false
  hasNuls = false

  take(arg: string, next: string | undefined): number {
    const depth = /^--max-depth(?:=(.*))?$/.exec(arg)
    if (depth) {
      const digits = depth[1] ?? next ?? ''
      if (!/^[+-]?\d+$/.test(digits)) throw new UsageError("option `max-depth' expects a numerical value")
      this.depthMax = Number(digits)
      return depth[1] === undefined ? 2 : 1
    }
    if (arg === '-r' || arg === '--recursive') this.depthMax = -1
    else if (arg === '-t' || arg === '--show-trees') this.showsTrees = true
    else if (arg === '--no-show-trees') this.showsTrees = false
    else if (arg === '-z') this.hasNuls = true
    else return 0
    return 1
  }

  unknown(arg: string): Error {
    return new UsageError(`unknown last-modified argument: ${arg}`)
  }
}

export function run(args: readonly string[], context: CommandContext): number {
  if (args.includes('-h')) throw new HelpRequested(STATUS_USAGE)
  if (args.includes('--help')) throw new HelpRequested(0)
  const options = new LastModifiedArguments()
  const parsed = new RevListArguments(args, context, options)
  if (!parsed.tips.hasInput) parsed.tips.takeRevision('HEAD')
  const repo = context.repository()
  const { commits } = repo.walks.partTips(parsed.tips.tips)
  const tips = commits.filter(({ isExcluded }) => !isExcluded).map(({ oid }) => oid)
  const excluded = commits.filter(({ isExcluded }) => isExcluded).map(({ oid }) => oid)
  if (tips.length > 1) throw new FatalError('last-modified can only operate on one commit at a time')
  const [tip] = tips
  if (tip === undefined) return 0
  const paths = pathspecOf(parsed, repo, context.env).literalPaths
  if (!paths) throw new FatalError('last-modified takes no paths with wildcards or magic')
  const listing = [...listed(repo, tip, paths.length === 0 ? [''] : paths, options)]
  const wanted = hashMapOrder(listing, ({ path }) => path)
  const quoteHigh = repo.config.getBool('core.quotePath') ?? true
  const range = { tips, excluded, limit: parsed.maxCount }
  for (const { commit, at, isBoundary } of lastChanges(repo, wanted, range)) {
    const { path } = wanted[at]!
    const end = options.hasNuls ? `${path}\0` : `${quotePath(path, quoteHigh)}\n`
    context.out.raw(`${isBoundary ? '^' : ''}${commit}\t${end}`)
  }
  return 0
}

/** A folder that is being listed. */
interface Level {
  /** `''`, or its path with a slash at the end. */
  readonly base: string
  readonly entries: Iterator<TreeEntry>
}

/** The entries of a tree that are asked for, in its order; folders are entered as deep as is asked for. */
function* listed(
  repo: Repository,
  revision: string,
  paths: readonly string[],
  { depthMax, showsTrees }: LastModifiedArguments,
): Iterable<WantedPath> {
  const levels: Level[] = [{ base: '', entries: repo.readTree(revision)[Symbol.iterator]() }]
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const next = level.entries.next()
    if (next.done) {
      levels.pop()
      continue
    }
    const entry = next.value
    const path = level.base + bytesToRaw(entry.name)
    const depth = depthOf(path, paths)
    const isTree = entry.type === 'tree'
    const leads = isTree && paths.some((each) => each.startsWith(`${path}/`))
    const enters = leads || (isTree && depth !== undefined && (depthMax < 0 || depth < depthMax))
    if (enters ? showsTrees : depth !== undefined) yield { path, state: `${entry.mode} ${entry.oid}` }
    if (!enters) continue
    if (levels.length >= TREE_DEPTH_MAX) throw new FatalError('exceeded maximum allowed tree depth')
    const tree = new Tree(entry.oid, repo.read(entry.oid).data, repo.algorithm)
    levels.push({ base: `${path}/`, entries: tree[Symbol.iterator]() })
  }
}

/** How many folders below one of the paths something lies; undefined: it lies below none. */
function depthOf(path: string, paths: readonly string[]): number | undefined {
  let least: number | undefined
  for (const each of paths) {
    if (each !== '' && path !== each && !path.startsWith(each.endsWith('/') ? each : `${each}/`)) continue
    const depth = path.slice(each.length).split('/').length - 1
    if (least === undefined || depth < least) least = depth
  }
  return least
}
