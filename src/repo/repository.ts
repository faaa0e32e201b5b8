/** A repository: where it is, what its refs and revisions name, and the objects behind them. */
import { join, resolve } from 'node:path'
import { isWithin } from '../base/is-within.js'
import { resolvePath } from '../base/resolve-path.js'
import { type Commit, parseCommit } from '../object/commit.js'
import type { GitObject, ObjectHeader } from '../object/git-object.js'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { decodeName, encodeName } from '../object/name-text.js'
import type { ObjectType } from '../object/object-type.js'
import { bytesToRaw, rawToText } from '../object/raw-text.js'
import { parseTag, type Tag } from '../object/tag.js'
import { Tree } from '../object/tree.js'
import type { AmbiguousOidError } from '../odb/errors.js'
import { ObjectDatabase } from '../odb/object-database.js'
import type { ObjectDatabaseOptions } from '../odb/options.js'
import { Blame } from './blame/blame.js'
import type { BlamedLines, BlameOptions } from './blame/blame-options.js'
import { CommitSource } from './commits/commit-links.js'
import type { Config } from './config/config.js'
import { loadConfig } from './config/load-config.js'
import type { PatchOptions } from './diff/diff-settings.js'
import { type ChangePatch, type CountedChange, countedChanges, patchesOf } from './diff/patch-stream.js'
import { changesBetween } from './diff/changes-between.js'
import type { TreeChange, TreeDiffOptions } from './diff/tree-diff.js'
import { alternateDirectories } from './discovery/alternate-directories.js'
import { commonDirOf } from './discovery/git-folder.js'
import { locate, type RepositoryLayout } from './discovery/layout.js'
import { locateUntrusted } from './discovery/untrusted.js'
import { UnknownRevisionError } from './errors.js'
import { aheadBehind, type AheadBehind } from './history/ahead-behind.js'
import { reachingAny } from './history/containment.js'
import { History } from './history/history.js'
import { lastChanges } from './history/last-changes.js'
import { IndexReader } from './index-file/index-reader.js'
import { Mailmap } from './mailmap.js'
import { Describer, type DescribeOptions } from './naming/describer.js'
import { NameTable, type NameRevOptions } from './naming/name-table.js'
import { RepositoryObjects } from './objects/repository-objects.js'
import { realOrSame } from './real-path.js'
import { FilesRefStore } from './refs/files-ref-store.js'
import { listRefs } from './refs/list-refs.js'
import type { Ref, RefStore } from './refs/ref-store.js'
import { ReftableRefStore } from './refs/reftable/reftable-ref-store.js'
import { followRef } from './refs/resolve-ref.js'
import type { Disambiguation } from './revision/disambiguation.js'
import { expandRange, type RangeTip } from './revision/revision-range.js'
import { type ResolvedEntry, RevisionResolver } from './revision/revision-resolver.js'
import { type WalkedObject, walkedCommits, walkedObjects, type WalkObjectsOptions } from './walk/walked.js'
import type { WalkedCommit, WalkOptions } from './walk/walk-options.js'
import { Walks } from './walk/walks.js'

export type { AheadBehind, DescribeOptions, Disambiguation, NameRevOptions, RangeTip, Ref, ResolvedEntry }
export type { WalkedCommit, WalkedObject, WalkObjectsOptions, WalkOptions }

/** What looking for a message may cost where the repository is a stranger's: some seconds, and a million messages. */
const UNTRUSTED_SEARCH_WORK_MAX = 1e9

export interface RepositoryOptions extends Omit<ObjectDatabaseOptions, 'algorithm'> {
  /** The git folder itself; nothing is searched for then. Default: `GIT_DIR`, else found from the path upward. */
  readonly gitDir?: string
  /** The work tree, whatever the repository says of it. Default: `GIT_WORK_TREE`, else the repository's own. */
  readonly workTree?: string
  /** Whether a repository of another user is refused where git refuses it. Default: `check`. */
  readonly ownership?: 'check' | 'ignore'
  /** Where `GIT_DIR` and its like are looked up; default `process.env`. `{}` leaves the environment out. */
  readonly env?: NodeJS.ProcessEnv
  /** Told what git would warn of on standard error. Default: nobody is told. */
  readonly onWarning?: (message: string) => void
  /** Told of damage to the object database that was worked around. Default: {@link RepositoryOptions.onWarning}. */
  readonly onDamage?: (message: string) => void
  /** Told of an abbreviation that several objects begin with, also where another reading of it is then tried. */
  readonly onAmbiguous?: (error: AmbiguousOidError) => void
}

export interface ResolveOptions {
  /** What an abbreviation is meant to be where the revision itself does not tell; default `core.disambiguate`. */
  readonly want?: Disambiguation
  /** Whether nobody is told of warnings and ambiguities that come up; they are told of by default. */
  readonly quiet?: boolean
  /**
   * Whether no ref is looked for that has a full oid for its name. By default it is looked for where there is an
   * `onWarning` to hear of it, at the cost of a dozen system calls.
   */
  readonly trustsOids?: boolean
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
  /** Only commits that change something at or below this path, history simplified as git does. */
  readonly path?: string | Uint8Array
  /** Commits at most. */
  readonly limit?: number
}

export class Repository implements Disposable {
  /** Absolute. */
  readonly gitDir: string
  /** The git folder that worktrees share; {@link gitDir} itself outside of a linked worktree. */
  readonly commonDir: string
  /** Undefined: there is none, as in a bare repository. */
  readonly workTree: string | undefined
  readonly isBare: boolean
  /** Whether what `refs/replace/` says counts. */
  readonly replacesObjects: boolean
  /** Where the start folder lies in the work tree: `''` or `'sub/folder/'`. */
  readonly prefix: string
  readonly config: Config
  /** How refs are stored (`extensions.refStorage`). */
  readonly refStorage: 'files' | 'reftable'
  readonly algorithm: HashAlgorithm
  /** Objects by their own names; for what git shows in their place, see {@link Repository.read}. */
  readonly odb: ObjectDatabase
  /** Refs by their full names, not followed; see {@link Repository.refs} for a plain list. */
  readonly refStore: RefStore
  /** Trees, parents and dates of commits as history is walked: replaced, grafted, from the commit-graph. */
  readonly commits: CommitSource
  /** Walks for those who need more of them than {@link Repository.walk} gives. */
  readonly walks: Walks
  /** The index of this worktree. */
  readonly index: IndexReader
  readonly #objects: RepositoryObjects
  readonly #revisions: RevisionResolver

  /**
   * Opens the repository that `path` is in: a work tree or a folder in it, a git folder, or a bare repository.
   *
   * @throws {NotARepositoryError} There is none, or one that git would refuse to use.
   * @throws {UnsupportedFormatError} Its format has a version or an extension that packmap does not know.
   * @throws {ConfigError} Its configuration breaks the syntax.
   * @throws {UntrustedPathError} With `trust: 'none'`: something in it is not to be used. Then nothing is searched for
   *   (`path` is a work tree with a `.git` folder, or a git folder), and the environment does not count.
   */
  static open(path = '.', options: RepositoryOptions = {}): Repository {
    const env = options.env ?? process.env
    const { gitDir, workTree, ownership = 'check' } = options
    if (options.trust === 'none') {
      const untrusted = { ...options, trustRoot: options.trustRoot ?? path }
      const ownEnv = options.env ?? {}
      return new Repository(locateUntrusted(path, untrusted.trustRoot, ownEnv), untrusted, ownEnv)
    }
    return new Repository(
      locate(path, { gitDir, workTree, ownership, env, onWarning: options.onWarning }),
      options,
      env,
    )
  }

  private constructor(layout: RepositoryLayout, options: RepositoryOptions, env: NodeJS.ProcessEnv) {
    const { gitDir, commonDir, workTree, prefix, format } = layout
    const isTrusted = options.trust !== 'none'
    this.gitDir = gitDir
    this.commonDir = commonDir
    this.workTree = workTree
    this.prefix = prefix
    this.algorithm = format.algorithm
    this.refStorage = format.refStorage
    this.refStore = openRefStore(layout)
    this.config = loadConfig({
      env,
      local: join(commonDir, 'config'),
      ...(format.worktreeConfig ? { worktree: join(gitDir, 'config.worktree') } : {}),
      gitDir,
      ...(isTrusted ? {} : { mayInclude: (included) => isWithin(realOrSame(included), gitDir) }),
      branch: () => /^refs\/heads\/(.+)$/s.exec(this.head().ref ?? '')?.[1],
    })
    this.isBare = workTree === undefined && this.config.getBool('core.bare') !== false
    this.odb = ObjectDatabase.open(layout.objectsDir, {
      ...(isTrusted ? configuredOptions(this.config) : {}),
      alternateDirectories: namedAlternates(layout, env),
      ...options,
      ...(options.onDamage && { onWarning: options.onDamage }),
      algorithm: format.algorithm,
    })
    this.replacesObjects = this.#wantsReplacements(env)
    this.#objects = new RepositoryObjects(this.odb, this.replacesObjects ? this.refStore : undefined, {
      prefix: env['GIT_REPLACE_REF_BASE'],
      onWarning: options.onWarning,
    })
    this.commits = new CommitSource({
      objects: this.#objects,
      commonDir,
      algorithm: format.algorithm,
      env,
      // What a graph says of a commit cannot be checked but by reading the commit.
      useGraph: isTrusted && this.config.getBool('core.commitGraph') !== false,
      onWarning: options.onWarning,
    })
    this.walks = new Walks(this.commits, this.#objects, format.algorithm)
    this.index = new IndexReader(indexPath(layout, env), gitDir, format.algorithm)
    this.#revisions = new RevisionResolver({
      algorithm: format.algorithm,
      config: this.config,
      refs: this.refStore,
      odb: this.odb,
      objects: this.#objects,
      commits: this.commits,
      index: this.index,
      layout,
      onWarning: options.onWarning,
      onAmbiguous: options.onAmbiguous,
      searchWorkMax: options.trust === 'none' ? UNTRUSTED_SEARCH_WORK_MAX : Infinity,
    })
  }

  /** The object, or the one that `refs/replace/` puts in its place. @throws {ObjectNotFoundError} */
  read(oid: string): GitObject {
    return this.#objects.read(oid)
  }

  tryRead(oid: string): GitObject | undefined {
    return this.#objects.tryRead(oid)
  }

  /** As {@link Repository.tryRead}, for content that is looked at at once: the next `peek` uses its memory again. */
  peek(oid: string): GitObject | undefined {
    return this.#objects.peek(oid)
  }

  /** Type and size of what {@link Repository.read} would give. @throws {ObjectNotFoundError} */
  readHeader(oid: string): ObjectHeader {
    return this.#objects.readHeader(oid)
  }

  tryReadHeader(oid: string): ObjectHeader | undefined {
    return this.#objects.tryReadHeader(oid)
  }

  /** The oid of the object that `refs/replace/` puts in the place of `oid`; most often `oid` itself. */
  replacementOf(oid: string): string {
    return this.#objects.replacementOf(oid)
  }

  /**
   * The oid that a revision names, by gitrevisions(7). A full oid need not exist.
   *
   * @throws {UnknownRevisionError} It names nothing.
   * @throws {AmbiguousOidError} It is an abbreviation that more than one object begins with.
   */
  resolve(revision: string, options: ResolveOptions = {}): string {
    return this.resolveEntry(revision, options).oid
  }

  /** The same, with the tree entry that `<rev>:<path>` came upon. */
  resolveEntry(revision: string, options: ResolveOptions = {}): ResolvedEntry {
    let revisions = options.quiet ? this.#revisions.silently() : this.#revisions
    if (options.trustsOids) revisions = revisions.trustingOids()
    return revisions.resolve(revision, options.want)
  }

  /** The full name of the ref that a short name such as `main` or `@{u}` stands for; undefined if it is none. */
  resolveRefName(name: string): string | undefined {
    return this.#revisions.refNamed(name)
  }

  /**
   * Follows tags, and a commit to its tree, until an object of `type`.
   *
   * @throws {ObjectNotFoundError} `oid` is not there.
   * @throws {UnknownRevisionError} It does not come to such an object.
   */
  peel(oid: string, type: ObjectType | 'any-non-tag'): string {
    const peeled = this.#objects.tryPeel(oid, type)
    if (peeled !== undefined) return peeled
    const found = this.#objects.readHeader(oid).type
    throw new UnknownRevisionError(oid, `object ${oid} is a ${found}, and comes to no ${type}`)
  }

  /** As {@link Repository.peel}, and undefined where that throws. */
  tryPeel(oid: string, type: ObjectType | 'any-non-tag'): string | undefined {
    return this.#objects.tryPeel(oid, type)
  }

  readCommit(revision: string): Commit {
    const oid = this.peel(this.resolve(revision, { want: 'committish' }), 'commit')
    return parseCommit(oid, this.read(oid).data, this.algorithm)
  }

  readTree(revision: string): Tree {
    const oid = this.peel(this.resolve(revision, { want: 'treeish' }), 'tree')
    return new Tree(oid, this.read(oid).data, this.algorithm)
  }

  /** The tree that a revision comes to; undefined: it comes to none. */
  tryTree(revision: string): string | undefined {
    try {
      return this.tryPeel(this.resolve(revision, { want: 'treeish', quiet: true }), 'tree')
    } catch (error) {
      if (error instanceof UnknownRevisionError) return undefined
      throw error
    }
  }

  readTag(revision: string): Tag {
    const oid = this.peel(this.resolve(revision), 'tag')
    return parseTag(oid, this.read(oid).data, this.algorithm)
  }

  /** The content of a blob, such as `HEAD:README.md`. */
  readBlob(revision: string): Uint8Array {
    return this.read(this.peel(this.resolve(revision, { want: 'blob' }), 'blob')).data
  }

  /** Which names and addresses are shown for which, as the repository's mailmaps say now. */
  mailmap(): Mailmap {
    return Mailmap.read(this)
  }

  head(): Head {
    const value = this.refStore.read('HEAD')
    if (value?.kind !== 'symbolic') {
      return { oid: value?.kind === 'direct' ? value.oid : undefined, ref: undefined, detached: true }
    }
    const { name, oid } = followRef(this.refStore, 'HEAD')
    return { oid, ref: name, detached: false }
  }

  /** Refs whose names begin with `prefix`, sorted by the bytes of the names. Broken ones are left out. */
  refs(prefix = ''): Iterable<Ref> {
    return listRefs(this.refStore, prefix)
  }

  /**
   * History by commit date, newest first, as `git log` orders it by default.
   *
   * @throws {ObjectNotFoundError} When it comes upon a parent that is missing.
   */
  *log(options: LogOptions = {}): Iterable<Commit> {
    const { from = 'HEAD', path, limit = Infinity } = options
    const revisions = typeof from === 'string' ? [from] : from
    const paths = path === undefined ? [] : [path]
    for (const { oid } of this.walk({ revisions, paths, limit })) {
      yield parseCommit(oid, this.read(oid).data, this.algorithm)
    }
  }

  /**
   * What differs between two trees, path by path in git's order.
   *
   * @param before A revision of a tree or commit; undefined stands for an empty tree. The same holds for `after`.
   * @throws {UnknownRevisionError} It names no tree.
   * @throws {ObjectNotFoundError} A tree that has to be read is missing.
   */
  *diff(
    before: string | undefined,
    after: string | undefined,
    options: TreeDiffOptions = {},
  ): Iterable<TreeChange> {
    const [old, now] = [before, after].map((revision) =>
      revision === undefined ? undefined : this.peel(this.resolve(revision, { want: 'treeish' }), 'tree'),
    )
    yield* changesBetween(old, now, this, this.#objects, options)
  }

  /**
   * What differs between two trees, and how many lines of each file, as `git diff-tree --numstat` counts them.
   *
   * @param before As of {@link Repository.diff}.
   * @throws {ObjectNotFoundError} Something that has to be read is missing.
   * @throws {DiffTooCostlyError} A comparison takes more steps than `options.workMax`.
   */
  changes(
    before: string | undefined,
    after: string | undefined,
    options: TreeDiffOptions & PatchOptions = {},
  ): Iterable<CountedChange> {
    return countedChanges(this.diff(before, after, options), this, options)
  }

  /**
   * The same as patches, as `git diff-tree -p` shows them, one change after the other.
   *
   * @throws {ObjectNotFoundError} Something that has to be read is missing.
   * @throws {DiffTooCostlyError} A comparison takes more steps than `options.workMax`.
   */
  patch(
    before: string | undefined,
    after: string | undefined,
    options: TreeDiffOptions & PatchOptions = {},
  ): Iterable<ChangePatch> {
    return patchesOf(this.diff(before, after, options), this, options)
  }

  /**
   * The commits that lines of a file come from, as `git blame` finds them, run by run, the newest first.
   *
   * @param path From the top of the tree.
   * @throws {UnknownRevisionError} The revision names no commit, or has no such file.
   * @throws {LineRangeError} `options.lines` make no sense, or the file has no such lines.
   * @throws {ObjectNotFoundError} Something that has to be read is missing.
   * @throws {DiffTooCostlyError} A comparison takes more steps than `options.diff.workMax`.
   */
  blame(revision: string, path: string | Uint8Array, options: BlameOptions = {}): Iterable<BlamedLines> {
    const raw = bytesToRaw(typeof path === 'string' ? encodeName(path) : path)
    return new Blame(this, revision, raw, options).run()
  }

  /**
   * The tips that an argument such as `A..B`, `^A` or `A^!` stands for (gitrevisions(7), "Specifying Ranges").
   *
   * @throws {UnknownRevisionError} A side of it names nothing.
   */
  parseRange(text: string): RangeTip[] {
    const tips = expandRange(text, {
      tryResolve: (name) => this.#tryResolve(name),
      tryCommit: (oid) => this.tryPeel(oid, 'commit'),
      parentsOf: (commit) => this.commits.tryRead(commit)?.parents ?? [],
      mergeBases: (one, other) => this.walks.mergeBases(one, [other]),
    })
    if (tips) return tips
    const isExcluded = text.startsWith('^')
    const { oid, path } = this.#revisions.resolve(isExcluded ? text.slice(1) : text, 'committish')
    return [{ oid, isExcluded, ...(path && { path: Buffer.from(path).toString('latin1') }) }]
  }

  #tryResolve(name: string): string | undefined {
    try {
      return this.#revisions.resolve(name, 'committish').oid
    } catch (error) {
      if (error instanceof UnknownRevisionError) return undefined
      throw error
    }
  }

  /**
   * Walks history as `git rev-list` does.
   *
   * @param what Options, or one revision or range.
   * @throws {UnknownRevisionError} A revision names nothing, or no commit.
   * @throws {ObjectNotFoundError} When it comes upon a commit that is missing.
   */
  *walk(what: string | WalkOptions = {}): Iterable<WalkedCommit> {
    const options = typeof what === 'string' ? { revisions: [what] } : what
    const commits = this.#tipsOf(options).map((tip) => ({ ...tip, oid: this.peel(tip.oid, 'commit') }))
    yield* walkedCommits(this.walks.ofCommits(options, commits), this.odb)
  }

  /**
   * The objects that a walk brings along, each once: the tags, trees and blobs that were named, and with each commit
   * its tree and what is in it, but for what excluded commits have.
   *
   * @throws {ObjectNotFoundError} One is missing, unless the options say otherwise.
   */
  *walkObjects(what: string | WalkObjectsOptions = {}): Iterable<WalkedObject> {
    const options = typeof what === 'string' ? { revisions: [what] } : what
    yield* walkedObjects(options, this.walks.partTips(this.#tipsOf(options)), this)
  }

  #tipsOf({ tips = [], revisions = tips.length > 0 ? [] : ['HEAD'] }: WalkOptions): RangeTip[] {
    return [...revisions.flatMap((revision) => this.parseRange(revision)), ...tips]
  }

  /**
   * The best common ancestors of a commit and one or more others, as `git merge-base --all` finds them.
   *
   * @returns Oids, newest first; empty if there is none.
   */
  mergeBases(revision: string, ...others: readonly string[]): string[] {
    const [one, ...rest] = [revision, ...others].map((name) =>
      this.peel(this.resolve(name, { want: 'committish' }), 'commit'),
    )
    return this.walks.mergeBases(one!, rest)
  }

  /**
   * The commit that last changed each entry of a folder, found in one walk, as a listing of a forge shows them.
   *
   * @param folder From the root of the tree; `''`: the root itself.
   * @returns By the entry's name, the oid of the commit. The newest changes come first.
   * @throws {UnknownRevisionError} There is no such folder in the revision.
   */
  lastChanges(revision = 'HEAD', folder: string | Uint8Array = ''): Map<string, string> {
    const commit = this.#commitNamed(revision)
    const base = bytesToRaw(typeof folder === 'string' ? encodeName(folder) : folder).replace(/\/*$/, '/')
    const tree = this.readTree(`${commit}:${rawToText(base.slice(0, -1))}`)
    const wanted = Array.from(tree, ({ name, mode, oid }) => ({
      path: (base === '/' ? '' : base) + bytesToRaw(name),
      state: `${mode} ${oid}`,
      name: decodeName(name),
    }))
    const changes = new Map<string, string>()
    for (const { commit: oid, at } of lastChanges(this, wanted, { tips: [commit] })) {
      changes.set(wanted[at]!.name, oid)
    }
    return changes
  }

  /** Whether one commit can be reached from another; a commit is its own ancestor. */
  isAncestor(ancestor: string, descendant: string): boolean {
    const [a, b] = [ancestor, descendant].map((name) =>
      this.peel(this.resolve(name, { want: 'committish' }), 'commit'),
    )
    return this.walks.isAncestor(a!, b!)
  }

  /** History as numbers, for questions that are asked of many commits at once. */
  history(): History {
    return new History(this.commits, this.algorithm)
  }

  /**
   * The refs from which a commit can be reached, as `git for-each-ref --contains` finds them: by one walk for all.
   *
   * @param revision A commit, or a tag of one.
   * @param prefix What their names begin with, such as `refs/tags/`.
   * @returns Sorted by the bytes of their names. Refs of anything but commits are not among them.
   * @throws {UnknownRevisionError} It names nothing, or no commit.
   * @throws {ObjectNotFoundError} A commit on the way is missing.
   */
  refsContaining(revision: string, prefix = ''): Ref[] {
    const history = this.history()
    const target = history.numberOf(this.#commitNamed(revision))
    const refs = [...this.refs(prefix)].flatMap((ref) => {
      const commit = this.tryPeel(ref.oid, 'commit')
      return commit === undefined ? [] : [{ ref, commit: history.numberOf(commit) }]
    })
    const tips = refs.map(({ commit }) => commit)
    const reaching = reachingAny(history, tips, [target])
    return refs.filter(({ commit }) => reaching.has(commit)).map(({ ref }) => ref)
  }

  /**
   * How many commits each of some revisions has that `base` has not, and the other way round: by one walk for all.
   *
   * @returns In the order of `revisions`.
   * @throws {UnknownRevisionError} One names nothing, or no commit.
   * @throws {ObjectNotFoundError} A commit on the way is missing.
   */
  aheadBehind(base: string, revisions: readonly string[]): AheadBehind[] {
    const history = this.history()
    const [first, ...tips] = [base, ...revisions].map((name) => history.numberOf(this.#commitNamed(name)))
    return aheadBehind(history, first!, tips)
  }

  /**
   * A commit by the nearest tag that it comes after, as `git describe` has it: `v1.0-3-gabcdef0`.
   *
   * @returns Undefined: no tag describes it.
   * @throws {UnknownRevisionError} It names nothing, or no commit.
   * @throws {ObjectNotFoundError} A commit on the way is missing.
   */
  describe(revision = 'HEAD', options: DescribeOptions = {}): string | undefined {
    const description = new Describer(this, options).describe(this.#commitNamed(revision))
    return 'text' in description ? description.text : undefined
  }

  /**
   * A commit by a ref that it can be reached from, as `git name-rev` has it: `tags/v1.0~3^2`.
   *
   * @returns Undefined: no ref reaches it.
   * @throws {UnknownRevisionError} It names nothing, or no commit.
   * @throws {ObjectNotFoundError} A commit on the way is missing.
   */
  nameRev(revision: string, options: NameRevOptions = {}): string | undefined {
    const commit = this.#commitNamed(revision)
    return new NameTable(this, options, [commit]).nameOf(commit)
  }

  #commitNamed(revision: string): string {
    return this.peel(this.resolve(revision, { want: 'committish' }), 'commit')
  }

  /** Gives back every map and file. It may be called again; nothing else may. */
  close(): void {
    this.odb.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #wantsReplacements(env: NodeJS.ProcessEnv): boolean {
    return env['GIT_NO_REPLACE_OBJECTS'] === undefined && this.config.getBool('core.useReplaceRefs') !== false
  }
}

/** As git keeps them: relative ones count from the folder to which git itself goes first. */
function namedAlternates({ topFolder }: RepositoryLayout, env: NodeJS.ProcessEnv): string[] {
  const named = alternateDirectories(env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] ?? '')
  return named.map((path) => resolve(topFolder, path))
}

/** `GIT_INDEX_FILE` counts from the folder to which git itself goes first. */
function indexPath({ gitDir, topFolder }: RepositoryLayout, env: NodeJS.ProcessEnv): string {
  const named = env['GIT_INDEX_FILE']
  return named === undefined || named === '' ? join(gitDir, 'index') : resolvePath(topFolder, named)
}

/** `GIT_COMMON_DIR` says nothing about refs: git has them where the worktree's own `commondir` leads. */
function openRefStore({ gitDir, format }: RepositoryLayout): RefStore {
  const RefStoreClass = format.refStorage === 'files' ? FilesRefStore : ReftableRefStore
  return new RefStoreClass(gitDir, commonDirOf(gitDir), format.algorithm)
}

/** Git's least: two pages. */
const WINDOW_SIZE_MIN = 8192

/** What git has in its configuration for reading objects, where it is set. */
function configuredOptions(config: Config): ObjectDatabaseOptions {
  const windowSize = config.getSize('core.packedGitWindowSize')
  const maxMemorySize = config.getSize('core.packedGitLimit')
  const cacheSize = config.getSize('core.deltaBaseCacheLimit')
  return {
    // To the engine 0 is a word for something else; to git it is as little as can be.
    ...(windowSize === undefined ? {} : { windowSize: Math.max(windowSize, WINDOW_SIZE_MIN) }),
    ...(maxMemorySize === undefined ? {} : { maxMemorySize: Math.max(maxMemorySize, 1) }),
    ...(cacheSize === undefined ? {} : { cacheSize }),
    multiPackIndex: config.getBool('core.multiPackIndex') !== false,
  }
}
