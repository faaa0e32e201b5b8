/**
 * The objects of a repository as its commands see them: each look-up by way of `refs/replace/`, and peeling.
 *
 * The object database knows objects by their own names only; what is put in another's place is a matter of refs.
 */
import { CorruptObjectError } from '../../object/errors.js'
import type { GitObject, ObjectHeader } from '../../object/git-object.js'
import type { ObjectType } from '../../object/object-type.js'
import { nullOid } from '../../object/oid.js'
import { parseHexLine } from '../../object/object-line.js'
import { parseTag } from '../../object/tag.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { ObjectDatabase } from '../../odb/object-database.js'
import type { FoundPath } from '../../odb/path-finder.js'
import { listRefs } from '../refs/list-refs.js'
import type { RefStore } from '../refs/ref-store.js'
import { emptyTree } from './empty-tree.js'
import { RepositoryViews } from './repository-views.js'
import { TreeCache } from './tree-cache.js'

/** Git's MAXREPLACEDEPTH. */
const REPLACE_DEPTH_MAX = 5

/** Tags of tags are followed this far; a longer chain cannot be told from an endless one. */
const TAG_DEPTH_MAX = 10_000

/** Bytes of trees kept for looking up paths: some hundred trees of a large project. */
const TREE_CACHE_SIZE = 8 * 1024 * 1024

const REPLACE_PREFIX = 'refs/replace/'

export class RepositoryObjects {
  readonly #trees = new TreeCache(TREE_CACHE_SIZE)
  #replacements: ReadonlyMap<string, string> | undefined

  /**
   * @param refs Where replacements are looked up; undefined: none are wanted.
   * @param how `prefix`: where they stand if not below `refs/replace/` (`GIT_REPLACE_REF_BASE`).
   */
  constructor(
    private readonly odb: ObjectDatabase,
    private readonly refs: RefStore | undefined,
    private readonly how: {
      readonly prefix?: string | undefined
      readonly onWarning?: ((message: string) => void) | undefined
    } = {},
  ) {}

  /**
   * The oid whose content git shows for `oid`; most often the same.
   *
   * @throws {CorruptObjectError} Replacements are replaced too many times over, as in a circle.
   */
  replacementOf(oid: string): string {
    const replacements = (this.#replacements ??= this.#readReplacements())
    if (replacements.size === 0) return oid
    let current = oid
    for (let depth = 0; depth <= REPLACE_DEPTH_MAX; depth++) {
      const next = replacements.get(current)
      if (next === undefined) return current
      current = next
    }
    throw new CorruptObjectError(oid, 0, 'replace depth too high')
  }

  /** Whether any object is replaced; what was computed over the originals does not count then. */
  get hasReplacements(): boolean {
    return (this.#replacements ??= this.#readReplacements()).size > 0
  }

  /** The object, under the name that was asked for. @throws {ObjectNotFoundError} */
  read(oid: string): GitObject {
    const object = this.tryRead(oid)
    if (!object) throw this.notFound(oid)
    return object
  }

  tryRead(oid: string): GitObject | undefined {
    const actual = this.replacementOf(oid)
    return this.#shownAs(oid, this.odb.tryRead(actual) ?? emptyTree(actual, this.odb.algorithm))
  }

  /** As {@link ObjectDatabase.peek}. */
  peek(oid: string): GitObject | undefined {
    const actual = this.replacementOf(oid)
    return this.#shownAs(oid, this.odb.peek(actual) ?? emptyTree(actual, this.odb.algorithm))
  }

  #shownAs(oid: string, object: GitObject | undefined): GitObject | undefined {
    return object && object.oid !== oid ? { ...object, oid } : object
  }

  /**
   * The content of a tree, which must not be changed or handed on: it is kept for the next look-up of a path,
   * since paths share the trees that they begin with.
   *
   * @returns Undefined if the object is missing or no tree.
   */
  tryReadTree(oid: string): Uint8Array | undefined {
    const kept = this.#trees.get(oid)
    if (kept) return kept
    const object = this.tryRead(oid)
    if (object?.type !== 'tree') return undefined
    this.#trees.offer(oid, object.data)
    return object.data
  }

  /** As {@link ObjectDatabase.findPath}: what is replaced has to be read. */
  findPath(root: string, path: Uint8Array): FoundPath {
    return this.hasReplacements ? 'unsure' : this.odb.findPath(root, path)
  }

  /** Whether the object, or what stands in its place, is there. */
  has(oid: string): boolean {
    const actual = this.replacementOf(oid)
    return this.odb.has(actual) || emptyTree(actual, this.odb.algorithm) !== undefined
  }

  /** The objects looked at one after another without a copy. */
  views(): RepositoryViews {
    return new RepositoryViews(this, this.odb)
  }

  /** The objects directories, the repository's own first. */
  get directories(): readonly string[] {
    return this.odb.directories
  }

  /** To be thrown where the object is missing: it tells a promised one from a lost one. */
  notFound(oid: string): ObjectNotFoundError {
    return new ObjectNotFoundError(oid, () => this.odb.isPromised(this.replacementOf(oid)))
  }

  /**
   * Returns where something that another object names is lost, which then is as if it named nothing.
   *
   * @throws {ObjectNotFoundError} It was promised, and only is not here yet.
   */
  throwIfPromised(oid: string): void {
    const error = this.notFound(oid)
    if (error.promised) throw error
  }

  /** Finds packs that have appeared. */
  refresh(): void {
    this.odb.refresh()
  }

  /** @throws {ObjectNotFoundError} */
  readHeader(oid: string): ObjectHeader {
    const header = this.tryReadHeader(oid)
    if (!header) throw this.notFound(oid)
    return header
  }

  tryReadHeader(oid: string): ObjectHeader | undefined {
    const actual = this.replacementOf(oid)
    const header = this.odb.tryReadHeader(actual) ?? emptyTree(actual, this.odb.algorithm)
    return header && header.oid !== oid ? { ...header, oid } : header
  }

  /**
   * Follows tags, and a commit to its tree, until an object of type `wanted`.
   *
   * @returns Its oid; undefined if an object on the way is missing, or the way ends at another type.
   * @throws {CorruptObjectError} A tag or commit on the way is malformed.
   * @throws {ObjectNotFoundError} What a tag or commit names was promised, and is not here yet.
   */
  tryPeel(oid: string, wanted: ObjectType | 'any-non-tag'): string | undefined {
    let current = oid
    for (let depth = 0; depth <= TAG_DEPTH_MAX; depth++) {
      const type = this.tryReadHeader(current)?.type
      if (type === undefined) {
        if (current !== oid) this.throwIfPromised(current)
        return undefined
      }
      if (type === wanted || (wanted === 'any-non-tag' && type !== 'tag')) return current
      if (type === 'tag') current = this.#tagged(current)
      else if (type === 'commit' && wanted === 'tree') current = this.#treeOf(current)
      else return undefined
    }
    throw endlessTags(oid)
  }

  /**
   * As {@link RepositoryObjects.tryPeel} to a tree, by reading what is on the way and not its headers first. That the
   * oid in a commit is a tree's is left to whoever reads it.
   */
  tryPeelToTree(oid: string): string | undefined {
    let current = oid
    for (let depth = 0; depth <= TAG_DEPTH_MAX; depth++) {
      const object = this.tryRead(current)
      if (object?.type === 'tree') return current
      if (object?.type === 'commit') return this.#treeIn(current, object.data)
      if (object?.type !== 'tag') return undefined
      current = parseTag(current, object.data, this.odb.algorithm).object
    }
    throw endlessTags(oid)
  }

  #tagged(oid: string): string {
    return parseTag(oid, this.read(oid).data, this.odb.algorithm).object
  }

  #treeOf(oid: string): string {
    return this.#treeIn(oid, this.read(oid).data)
  }

  #treeIn(oid: string, commit: Uint8Array): string {
    const tree = parseHexLine(commit, 0, 'tree', this.odb.algorithm.hexSize)
    if (tree === undefined) throw new CorruptObjectError(oid, 0, 'a commit must begin with its tree')
    return tree
  }

  #readReplacements(): ReadonlyMap<string, string> {
    const { prefix = REPLACE_PREFIX, onWarning } = this.how
    const replacements = new Map<string, string>()
    const { hexSize } = this.odb.algorithm
    for (const { name, oid: replacement } of this.refs
      ? listRefs(this.refs, prefix, nullOid(this.odb.algorithm))
      : []) {
      const oid = name.slice(name.lastIndexOf('/') + 1).toLowerCase()
      if (oid.length !== hexSize || !/^[0-9a-f]+$/.test(oid)) {
        onWarning?.(`bad replace ref name: ${name.slice(prefix.length)}`)
      } else if (replacements.has(oid)) throw new CorruptObjectError(oid, 0, `duplicate replace ref: ${name}`)
      else replacements.set(oid, replacement)
    }
    return replacements
  }
}

function endlessTags(oid: string): CorruptObjectError {
  return new CorruptObjectError(oid, 0, `more than ${TAG_DEPTH_MAX} tags point at one another`)
}
