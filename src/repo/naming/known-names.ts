/** Which refs give names to commits (git-describe(1)): annotated tags, other tags, and with `all` every ref. */
import { PackmapError } from '../../base/errors.js'
import { parseTag, type Tag } from '../../object/tag.js'
import { listRefs } from '../refs/list-refs.js'
import type { Ref } from '../refs/ref-store.js'
import type { Repository } from '../repository.js'
import { wildmatchName } from '../wildmatch.js'

/** How good a name is: of two for a commit the better counts. */
export const HEAD_NAME = 0
export const LIGHTWEIGHT = 1
export const ANNOTATED = 2

export interface NameOptions {
  /** Every ref, not only tags. */
  readonly all?: boolean
  /** Only refs that match one of these globs; `*` crosses slashes. They count without `refs/tags/` and its like. */
  readonly match?: readonly string[]
  /** No refs that match one of these. */
  readonly exclude?: readonly string[]
}

/** A name for a commit. */
export interface KnownName {
  /** Without `refs/tags/`, or with `all` without `refs/`. */
  readonly path: string
  readonly rank: number
  /** The ref's own object. */
  readonly oid: string
  tag: Tag | undefined
}

const FOLDERS = ['refs/heads/', 'refs/remotes/']

/** Names by the oids of what they come to. */
export function knownNames(repo: Repository, options: NameOptions): Map<string, KnownName> {
  const names = new Map<string, KnownName>()
  for (const ref of listRefs(repo.refStore, options.all ? '' : 'refs/tags/')) {
    if (!isWanted(ref.name, options)) continue
    const peeled = ref.peeled ?? repo.tryPeel(ref.oid, 'any-non-tag') ?? ref.oid
    const name = newName(ref, peeled, options)
    if (replaces(name, names.get(peeled), repo)) names.set(peeled, name)
  }
  return names
}

function newName(ref: Ref, peeled: string, { all }: NameOptions): KnownName {
  const rank = peeled !== ref.oid ? ANNOTATED : ref.name.startsWith('refs/tags/') ? LIGHTWEIGHT : HEAD_NAME
  return {
    path: ref.name.slice(all ? 'refs/'.length : 'refs/tags/'.length),
    rank,
    oid: ref.oid,
    tag: undefined,
  }
}

function isWanted(name: string, { match = [], exclude = [] }: NameOptions): boolean {
  if (match.length === 0 && exclude.length === 0) return true
  const folder = ['refs/tags/', ...FOLDERS].find((each) => name.startsWith(each))
  if (folder === undefined) return false
  const short = name.slice(folder.length)
  const matches = (pattern: string): boolean => wildmatchName(pattern, short)
  return !exclude.some(matches) && (match.length === 0 || match.some(matches))
}

/** Of several annotated tags the youngest counts. */
function replaces(name: KnownName, other: KnownName | undefined, repo: Repository): boolean {
  if (!other || other.rank < name.rank) return true
  if (other.rank !== ANNOTATED || name.rank !== ANNOTATED) return false
  const before = (other.tag ??= tryTag(other.oid, repo))
  if (!before) return true
  name.tag = tryTag(name.oid, repo)
  return name.tag !== undefined && secondsOf(before) < secondsOf(name.tag)
}

/** Undefined: it is missing, damaged, or no tag. */
export function tryTag(oid: string, repo: Repository): Tag | undefined {
  try {
    const object = repo.tryRead(oid)
    return object?.type === 'tag' ? parseTag(oid, object.data, repo.algorithm) : undefined
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}

/** When it was made; 0 where it does not say. */
export function secondsOf({ tagger }: Tag): number {
  return tagger?.seconds ?? 0
}
