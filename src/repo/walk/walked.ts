/** Walks the way a library's user sees them: commits and objects as values. */
import type { ObjectType } from '../../object/object-type.js'
import { encodeHex } from '../../object/oid.js'
import type { ObjectDatabase } from '../../odb/object-database.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { CommitWalk } from './commit-walk.js'
import { excludeEdges } from './edges.js'
import type { MissingAction } from './missing.js'
import type { ObjectFilter } from './object-filter.js'
import type { ObjectVisitor } from './object-walk.js'
import type { PartedTips } from './part-tips.js'
import type { WalkedCommit, WalkOptions } from './walk-options.js'
import type { Walks } from './walks.js'

/** What an enumeration of objects is asked for: which commits, and which of their objects. */
export interface WalkObjectsOptions extends WalkOptions {
  /** Which objects are left out. Default: none. */
  readonly filter?: ObjectFilter
}

/** An object as an enumeration gives it. */
export interface WalkedObject {
  readonly oid: string
  readonly type: ObjectType
  /** Where it was found first, from the root of the tree; of a tag its name; empty for commits and their trees. */
  readonly path: Uint8Array
  /** Set of an object that is not here, where missing ones are reported. */
  readonly missing?: 'promised' | 'lost'
}

/** The commits of a walk. */
export function* walkedCommits(walk: CommitWalk, odb: ObjectDatabase): Iterable<WalkedCommit> {
  for (const commit of walk.walk()) {
    if (commit.isBoundary) walk.tryLoad(commit)
    const { oid, links, isBoundary, isLeft } = commit
    const children = (walk.children.get(commit) ?? []).map((child) => child.oid)
    const side = isLeft ? 'left' : 'right'
    const { tree = '', parents = [], date = 0 } = links ?? {}
    const walked = {
      oid,
      tree,
      parents,
      date,
      walkedParents: walk.parentsOf(commit),
      children,
      isBoundary,
      side,
    } as const
    yield links ? walked : { ...walked, missing: kindOf(oid, odb) }
  }
}

/** What is needed of a repository to enumerate objects. */
export interface ObjectsSource {
  readonly walks: Walks
  readonly odb: ObjectDatabase
}

/** The objects that a walk brings along: commits first, then what was named, then the trees of the commits. */
export function* walkedObjects(
  options: WalkObjectsOptions,
  { commits, named, excluded }: PartedTips,
  { walks, odb }: ObjectsSource,
): Iterable<WalkedObject> {
  const { missing = 'error', filter, onMissing, pathspec } = options
  const found: WalkedObject[] = []
  const objects = walks.ofObjects(collector(found, missing, odb), {
    filter,
    onMissing,
    ...(pathspec && { scope: pathspec }),
  })
  for (const { oid, type } of excluded) {
    if (type === 'tree') objects.exclude(oid)
    else objects.takeFirst(oid, type)
  }
  const trees: string[] = []
  if (commits.length > 0) {
    const walk = walks.ofCommits(options, commits)
    excludeEdges(walk, objects)
    const given = new Set(commits.map(({ oid }) => oid))
    for (const commit of walkedCommits(walk, odb)) {
      if (commit.missing) {
        yield { oid: commit.oid, type: 'commit', path: new Uint8Array(), missing: commit.missing }
        continue
      }
      objects.single(commit.oid, 'commit', '', given.has(commit.oid))
      trees.push(commit.tree)
      yield* found.splice(0)
    }
  }
  for (const { oid, type, name } of named) {
    if (type === 'tree') objects.tree(oid, name, true)
    else if (type === 'blob') objects.blob(oid, name, true)
    else objects.single(oid, type, name, true)
    yield* found.splice(0)
  }
  for (const tree of trees) {
    objects.tree(tree, '')
    yield* found.splice(0)
  }
}

function collector(found: WalkedObject[], missing: MissingAction, odb: ObjectDatabase): ObjectVisitor {
  return {
    show: (oid, type, path) => {
      found.push({ oid: encodeHex(oid), type, path: path.copy() })
    },
    missing: (oid, type, path, isShown) => {
      if (missing === 'error') throw new ObjectNotFoundError(oid, () => odb.isPromised(oid))
      if (missing === 'report' && isShown) {
        found.push({ oid, type, path: path.copy(), missing: kindOf(oid, odb) })
      }
    },
  }
}

function kindOf(oid: string, odb: ObjectDatabase): 'promised' | 'lost' {
  return odb.isPromised(oid) ? 'promised' : 'lost'
}
