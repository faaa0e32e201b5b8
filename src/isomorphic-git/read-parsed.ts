/** Reading objects whose type is known. */
import type { GitObject } from '../object/git-object.js'
import type { Repository } from '../repo/repository.js'
import { command } from './command.js'
import type { Place } from './open-repository.js'
import { parseCommitObject } from './parse-commit.js'
import { parseTagObject } from './parse-tag.js'
import { ofType, oidAt, peelTo, readAny } from './peel.js'
import type { ReadBlobResult, ReadCommitResult, ReadTagResult, ReadTreeResult } from './results.js'
import { treeEntries } from './tree-entries.js'

export interface OidArguments extends Place {
  /** Full, in hex. */
  readonly oid: string
}

export interface PathArguments extends OidArguments {
  /** Below the tree that `oid` comes to; `''` is that tree. */
  readonly filepath?: string | undefined
}

/** The content of a blob; tags are followed. */
export const readBlob = command('readBlob', ['oid'], (args: PathArguments, repo): ReadBlobResult => {
  const { oid, data } = peelTo(repo, oidAt(repo, args.oid, args.filepath), 'blob')
  // Small contents share a buffer with others; callers of isomorphic-git may look at it, or hand it to a thread.
  return { oid, blob: data.slice() }
})

/** A commit; tags are followed. */
export const readCommit = command('readCommit', ['oid'], (args: OidArguments, repo): ReadCommitResult =>
  commitResult(repo, args.oid),
)

/** A tree; tags and commits are followed. */
export const readTree = command('readTree', ['oid'], (args: PathArguments, repo): ReadTreeResult => {
  const { oid, data } = peelTo(repo, oidAt(repo, args.oid, args.filepath), 'tree')
  return { oid, tree: treeEntries(repo, oid, data) }
})

/** A tag. */
export const readTag = command('readTag', ['oid'], (args: OidArguments, repo): ReadTagResult => {
  const object = ofType(readAny(repo, args.oid), 'tag')
  return { oid: object.oid, ...parseTagObject(object.oid, textOf(object)) }
})

/** What {@link readCommit} gives. */
export function commitResult(repo: Repository, named: string): ReadCommitResult {
  const object = peelTo(repo, named, 'commit')
  return { oid: object.oid, ...parseCommitObject(object.oid, textOf(object)) }
}

/** UTF-8, whatever the object says of its encoding, as isomorphic-git takes it. */
export function textOf({ data }: GitObject): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')
}
