/** A repository: where it is, what its refs and revisions name, and the objects behind them. */
import type { Commit } from '../object/commit.js'
import type { GitObject } from '../object/git-object.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import type { ObjectType } from '../object/object-type.js'
import type { Tag } from '../object/tag.js'
import type { Tree } from '../object/tree.js'
import type { ObjectDatabase, ObjectDatabaseOptions } from '../odb/object-database.js'
import type { Config } from './config/config.js'
import type { Ref } from './refs/ref-store.js'

/** Which kinds of object an abbreviated oid may stand for: `core.disambiguate`'s values. */
export type Disambiguation = 'none' | 'commit' | 'committish' | 'tree' | 'treeish' | 'blob'

export interface RepositoryOptions extends Omit<ObjectDatabaseOptions, 'algorithm'> {
  /** The git folder itself; nothing is searched for then. Default: `GIT_DIR`, else found from the path upward. */
  readonly gitDir?: string
  /** Where `GIT_DIR` and its like are looked up; default `process.env`. Give `{}` to ignore the environment. */
  readonly env?: NodeJS.ProcessEnv
}

export interface ResolveOptions {
  /** What an abbreviation is meant to be where the revision itself does not tell; default `core.disambiguate`. */
  readonly want?: Disambiguation
}

/** What a revision names. `mode` and `path` are there when it is `<rev>:<path>`. */
export interface ResolvedEntry {
  readonly oid: string
  /** The mode of the tree entry; 0o40000 for the root tree itself. */
  readonly mode?: number
  /** The path within the tree, relative parts resolved. */
  readonly path?: Uint8Array
  /** The type that the mode promises. */
  readonly type?: ObjectType
}

/** Where HEAD stands. */
export interface Head {
  /** Undefined: its branch has no commit yet. */
  readonly oid: string | undefined
  /** The branch, such as `refs/heads/main`; undefined where HEAD is detached. */
  readonly ref: string | undefined
  readonly detached: boolean
}

export interface LogOptions {
  /** Revisions to begin from; default HEAD. */
  readonly from?: string | readonly string[]
  /** Commits at most. */
  readonly limit?: number
}

/* eslint-disable -- signatures first */
export class Repository implements Disposable {
  /** Absolute. */
  readonly gitDir!: string
  /** The git folder that worktrees share; {@link gitDir} itself outside of a linked worktree. */
  readonly commonDir!: string
  /** Undefined: bare. */
  readonly workTree: string | undefined
  readonly isBare!: boolean
  /** Where the start folder lies in the work tree: `''` or `'sub/folder/'`. */
  readonly prefix!: string
  readonly config!: Config
  readonly algorithm!: HashAlgorithm
  readonly odb!: ObjectDatabase

  /** @throws {NotARepositoryError} */
  static open(_path = '.', _options: RepositoryOptions = {}): Repository {
    throw new Error('not yet')
  }

  /** The object, or the one that `refs/replace/` puts in its place. @throws {ObjectNotFoundError} */
  read(_oid: string): GitObject {
    throw new Error('not yet')
  }

  /** @throws {UnknownRevisionError} @throws {AmbiguousOidError} */
  resolve(_revision: string, _options?: ResolveOptions): string {
    throw new Error('not yet')
  }

  resolveEntry(_revision: string, _options?: ResolveOptions): ResolvedEntry {
    throw new Error('not yet')
  }

  /** Follows tags, and from commit to tree, until an object of `type`. @throws {UnknownRevisionError} */
  peel(_oid: string, _type: ObjectType | 'any-non-tag'): string {
    throw new Error('not yet')
  }

  readCommit(_revision: string): Commit {
    throw new Error('not yet')
  }
  readTree(_revision: string): Tree {
    throw new Error('not yet')
  }
  readTag(_revision: string): Tag {
    throw new Error('not yet')
  }
  readBlob(_revision: string): Uint8Array {
    throw new Error('not yet')
  }

  head(): Head {
    throw new Error('not yet')
  }

  /** Below `prefix`, default `refs/`; sorted as git sorts, by the bytes of the names. Broken refs are left out. */
  refs(_prefix = 'refs/'): Iterable<Ref> {
    throw new Error('not yet')
  }

  /** By commit date, newest first, as `git log` orders by default. */
  log(_options: LogOptions = {}): Iterable<Commit> {
    throw new Error('not yet')
  }

  close(): void {
    throw new Error('not yet')
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
