/** From the command line of `rev-list` to the walk that it asks for. */
import type { Repository } from '../../../repo/repository.js'
import type { Pathspec } from '../../../repo/pathspec/pathspec.js'
import { parsePathspec } from '../../../repo/pathspec/parse-pathspec.js'
import { PatchIds } from '../../../repo/diff/patch-id.js'
import type { WalkOptions } from '../../../repo/walk/walk-options.js'
import { FatalError } from '../../failure.js'
import { textToRaw } from '../../../object/raw-text.js'
import { commitMatcher } from './message-patterns.js'
import type { RevListArguments } from './arguments.js'

/** The paths that were given. */
export function pathspecOf(args: RevListArguments, repo: Repository, env: NodeJS.ProcessEnv): Pathspec {
  const { workTree, gitDir } = repo
  return parsePathspec(args.paths, { prefix: textToRaw(repo.prefix), workTree, gitDir, env })
}

/**
 * @param hasExcluded Whether any tip is excluded.
 * @param more What else is asked of the walk.
 * @throws {FatalError} Without one, `--ancestry-path` has nothing to begin from.
 */
export function walkRequest(
  args: RevListArguments,
  repo: Repository,
  pathspec: Pathspec,
  hasExcluded: boolean,
  more: Partial<WalkOptions> = {},
): WalkOptions {
  const { flags, maxCount, skip, minParents, maxParents, since, sinceAsFilter, until, order } = args
  const side = flags.has('--left-only') ? 'left' : flags.has('--right-only') ? 'right' : undefined
  const followsPath = flags.has('--ancestry-path') || args.onPath.length > 0
  if (followsPath && args.onPath.length === 0 && !hasExcluded && !args.noWalk) {
    throw new FatalError('--ancestry-path given but there are no bottom commits')
  }
  const matches = matcherOf(args, repo)
  return {
    limit: maxCount,
    skip,
    minParents,
    maxParents,
    order,
    pathspec,
    ...(since === undefined ? {} : { since }),
    ...(sinceAsFilter === undefined ? {} : { sinceAsFilter }),
    ...(until === undefined ? {} : { until }),
    ...(side && { side }),
    ...(marksEqual(args) && { equalPatches: equalPatches(args, repo, pathspec) }),
    ...(followsPath && { ancestryPath: flags.has('--ancestry-path') ? true : args.onPath }),
    ...(args.noWalk && { noWalk: args.noWalk === 'unsorted' ? 'unsorted' : true }),
    ...(flags.has('--simplify-by-decoration') && { simplifyByDecoration: decorated(repo) }),
    ...(matches && { matches }),
    keepsOldest: args.keepsOldest,
    maximalOnly: flags.has('--maximal-only'),
    walksAll: ['--bisect', '--bisect-vars', '--bisect-all'].some((flag) => flags.has(flag)),
    missing: args.missing === 'error' && !flags.has('--exclude-promisor-objects') ? 'error' : 'report',
    reverse: args.isReverse,
    firstParent: flags.has('--first-parent'),
    excludeFirstParentOnly: flags.has('--exclude-first-parent-only'),
    fullHistory: flags.has('--full-history') || flags.has('--simplify-by-decoration'),
    simplifyMerges: flags.has('--simplify-merges') || flags.has('--simplify-by-decoration'),
    sparse: flags.has('--sparse'),
    showPulls: flags.has('--show-pulls'),
    removeEmpty: flags.has('--remove-empty'),
    rewriteParents:
      flags.has('--parents') || flags.has('--simplify-merges') || flags.has('--simplify-by-decoration'),
    children: flags.has('--children'),
    boundary: flags.has('--boundary'),
    ...more,
  }
}

function marksEqual({ flags }: RevListArguments): boolean {
  return flags.has('--cherry-mark') || flags.has('--cherry-pick')
}

function equalPatches(
  { flags }: RevListArguments,
  repo: Repository,
  pathspec: Pathspec,
): NonNullable<WalkOptions['equalPatches']> {
  const ids = new PatchIds(repo, pathspec)
  return {
    action: flags.has('--cherry-mark') ? 'mark' : 'leave-out',
    idOf: (before, after) => ids.idOf(before, after),
  }
}

/** What is asked of a commit besides its place in history; undefined: nothing is. */
function matcherOf({ flags, patterns, mailmap }: RevListArguments, repo: Repository): WalkOptions['matches'] {
  const matches = commitMatcher(repo, patterns, {
    ignoresCase: flags.has('-i') || flags.has('--regexp-ignore-case'),
    wantsAll: flags.has('--all-match'),
    inverts: flags.has('--invert-grep'),
    mailmap,
  })
  const { odb } = repo
  const isWanted = [
    ...(flags.has('--unpacked') ? [(oid: string) => !odb.isPacked(oid)] : []),
    ...(flags.has('--no-kept-objects') ? [(oid: string) => !odb.isInMarkedPack(oid, 'keep')] : []),
    ...(matches ? [matches] : []),
  ]
  return isWanted.length === 0 ? undefined : (oid) => isWanted.every((isSo) => isSo(oid))
}

/** The commits that refs come to. */
function decorated(repo: Repository): Set<string> {
  const oids = new Set<string>()
  for (const { name, oid } of repo.refs()) {
    // A replacement is the decoration of what it stands for.
    const replaced = /^refs\/replace\/([0-9a-f]+)$/.exec(name)?.[1]
    const commit = repo.tryPeel(replaced?.length === oid.length ? replaced : oid, 'commit')
    if (commit !== undefined) oids.add(commit)
  }
  const { oid } = repo.head()
  if (oid !== undefined) oids.add(oid)
  return oids
}
