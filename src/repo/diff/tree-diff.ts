/**
 * What differs between two trees, path by path, in the order of git diff-tree.
 *
 * The two are merged entry by entry, what is the same byte by byte is passed over, and only folders whose oids differ are
 * read, so the cost is that of the changes and of the trees on the way to them.
 */
import { CorruptObjectError } from '../../object/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { nullOid } from '../../object/oid.js'
import { decodeText } from '../../object/text.js'
import type { TreeEntry } from '../../object/tree.js'
import { TreeCursor } from '../../object/tree-cursor.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'
import { Pathspec } from '../pathspec/pathspec.js'
import type { RenameOptions } from './renames.js'

/** Git's default of `core.maxTreeDepth`. */
const TREE_DEPTH_MAX = 2048
const SLASH = 0x2f
const S_IFMT = 0o170000
const NO_ENTRIES = new Uint8Array(0)

export interface TreeDiffOptions {
  /** Whether changes are told file by file, or by the entries of the two trees alone. Default: true. */
  readonly recursive?: boolean
  /** Only what is at or below one of these paths. Default: everything. */
  readonly paths?: readonly (string | Uint8Array)[]
  /** The same with wildcards and magic; `paths` does not count then. */
  readonly pathspec?: Pathspec
  /** Whether folders are told too, each before what is in it. */
  readonly withTrees?: boolean
  /** Only what is in this folder: its path with a slash at its end, one unit a byte. */
  readonly folder?: string
  /** Whether files are found again under other paths. Default: they are told as deleted and as added. */
  readonly renames?: RenameOptions | undefined
}

/** Where a file came from that is found again under another path. */
export interface ChangeOrigin {
  readonly path: Uint8Array
  /** Whether the file is still there: `C`; or is there no more: `R`. */
  readonly status: 'R' | 'C'
  /** How much both have in common, in percent, rounded down. */
  readonly similarity: number
}

/** One path at which two trees differ. */
export class TreeChange {
  /**
   * @param oldMode 0 where the path was not there; @param newMode 0 where it is no more.
   * @param oldOid In hex; all zeros where the path was not there. The same holds for `newOid`.
   * @param origin Where renames and copies are looked for, and this is one.
   * @param dissimilarity In percent, where so little is left of a file that it counts as written anew.
   */
  constructor(
    readonly path: Uint8Array,
    readonly oldMode: number,
    readonly newMode: number,
    readonly oldOid: string,
    readonly newOid: string,
    readonly origin?: ChangeOrigin,
    readonly dissimilarity?: number,
  ) {}

  get pathText(): string {
    return decodeText(this.path)
  }

  /** The path that it had before: its own unless it is a rename or a copy. */
  get oldPath(): Uint8Array {
    return this.origin?.path ?? this.path
  }

  /**
   * Added, deleted, modified, renamed, copied, or of another type now: a file that became a symbolic link or a submodule.
   */
  get status(): 'A' | 'D' | 'M' | 'T' | 'R' | 'C' {
    if (this.origin) return this.origin.status
    if (this.oldMode === 0) return 'A'
    if (this.newMode === 0) return 'D'
    // eslint-disable-next-line no-bitwise -- a mode is a field of bits
    return (this.oldMode & S_IFMT) === (this.newMode & S_IFMT) ? 'M' : 'T'
  }
}

/** Two folders that are compared: what is left of their entries. */
interface Level {
  /** The folder's path with a slash at its end; empty for the trees themselves. */
  readonly prefix: Uint8Array
  readonly before: TreeCursor
  readonly after: TreeCursor
}

/**
 * Compares two trees.
 *
 * @param before Oid of a tree; undefined stands for an empty one. The same holds for `after`.
 * @throws {ObjectNotFoundError} A tree that has to be read is missing.
 * @throws {CorruptObjectError} A tree is malformed, or folders nest deeper than git allows.
 */
export function* diffTrees(
  before: string | undefined,
  after: string | undefined,
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
  options: TreeDiffOptions = {},
): Iterable<TreeChange> {
  const { recursive = true, withTrees = false } = options
  const scope = options.pathspec ?? Pathspec.ofPaths(options.paths ?? [])
  const none = nullOid(algorithm)
  const entriesOf = (oid: string | undefined): TreeCursor => readEntries(oid, objects, algorithm)
  const levels: Level[] = [{ prefix: new Uint8Array(0), before: entriesOf(before), after: entriesOf(after) }]
  for (let top = levels.at(-1); top; top = levels.at(-1)) {
    const pair = nextPair(top)
    if (!pair) {
      levels.pop()
      continue
    }
    const [old, now] = pair
    if (isSame(old, now)) continue
    const entry = (old ?? now)!
    const path = joined(top.prefix, entry.name)
    const isFolder = entry.type === 'tree'
    if (!scope.isEverything) {
      const match = scope.match(toRaw(top.prefix), toRaw(entry.name), entry.mode, recursive)
      if (match === 'no' || match === 'never') continue
    }
    if (recursive && isFolder) {
      if (withTrees)
        yield new TreeChange(path, old?.mode ?? 0, now?.mode ?? 0, old?.oid ?? none, now?.oid ?? none)
      if (levels.length >= TREE_DEPTH_MAX) {
        throw new CorruptObjectError(entry.oid, 0, `folders nest deeper than ${TREE_DEPTH_MAX}`)
      }
      levels.push({
        prefix: joined(path, Uint8Array.of(SLASH)),
        before: entriesOf(old?.oid),
        after: entriesOf(now?.oid),
      })
    } else {
      yield new TreeChange(path, old?.mode ?? 0, now?.mode ?? 0, old?.oid ?? none, now?.oid ?? none)
    }
  }
}

/** The next entry of one or of both sides; a folder and a file of the same name are two different entries. */
function nextPair(top: Level): [TreeEntry | undefined, TreeEntry | undefined] | undefined {
  top.before.skipSame(top.after)
  const old = top.before.current()
  const now = top.after.current()
  if (!old && !now) return undefined
  const order = !old ? 1 : !now ? -1 : compareEntries(old, now)
  if (order <= 0) top.before.advance()
  if (order >= 0) top.after.advance()
  return [order <= 0 ? old : undefined, order >= 0 ? now : undefined]
}

function isSame(old: TreeEntry | undefined, now: TreeEntry | undefined): boolean {
  return old?.mode === now?.mode && old?.oid === now?.oid
}

/** The order of trees: by the bytes of the names, folders as if their names ended with a slash. */
function compareEntries(a: TreeEntry, b: TreeEntry): number {
  const length = Math.min(a.name.length, b.name.length)
  for (let i = 0; i < length; i++) {
    if (a.name[i] !== b.name[i]) return a.name[i]! - b.name[i]!
  }
  return byteAfter(a, length) - byteAfter(b, length)
}

function byteAfter(entry: TreeEntry, at: number): number {
  return entry.name[at] ?? (entry.type === 'tree' ? SLASH : 0)
}

function readEntries(
  oid: string | undefined,
  objects: RepositoryObjects,
  algorithm: HashAlgorithm,
): TreeCursor {
  if (oid === undefined) return new TreeCursor('', NO_ENTRIES, algorithm)
  const data = objects.tryReadTree(oid)
  if (!data) throw objects.notFound(oid)
  return new TreeCursor(oid, data, algorithm)
}

/** One unit a byte. */
function toRaw(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const path = new Uint8Array(a.length + b.length)
  path.set(a)
  path.set(b, a.length)
  return path
}
