/** What the functions answer with: isomorphic-git's shapes. */
import type { ObjectType } from '../object/object-type.js'

export interface Author {
  name: string
  email: string
  /** Seconds since 1970-01-01 UTC. */
  timestamp: number
  /** Minutes to be added to the local time for UTC, as `Date.getTimezoneOffset` counts: `+0100` is -60. */
  timezoneOffset: number
}

export interface CommitObject {
  message: string
  tree: string
  parent: string[]
  author: Author
  committer: Author
  gpgsig?: string
  /** With `includeChanges` of `log`: the new and the old oid of each file that changed, and its path. */
  changes?: [string | null, string | null, string][]
}

export interface TagObject {
  object: string
  type: ObjectType
  tag: string
  tagger: Author
  message: string
  gpgsig?: string
}

export interface TreeEntry {
  /** Six octal digits. */
  mode: string
  /** The name within the tree. */
  path: string
  oid: string
  type: 'commit' | 'blob' | 'tree'
}

export interface ReadBlobResult {
  oid: string
  blob: Uint8Array
}

export interface ReadCommitResult {
  /** The commit's own, where a tag was asked for. */
  oid: string
  commit: CommitObject
  /** What a signature of the commit signs. */
  payload: string
}

export interface ReadTagResult {
  oid: string
  tag: TagObject
  /** What a signature of the tag signs. */
  payload: string
}

export interface ReadTreeResult {
  /** The tree's own, where a commit or a tag was asked for. */
  oid: string
  tree: TreeEntry[]
}
