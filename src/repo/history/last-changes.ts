/**
 * The commit that last changed each of many paths, in one walk (git-last-modified(1)).
 *
 * Paths are looked for all at once: a commit that has a path in the same state as one of its parents hands it on to that
 * parent; those that no parent takes were changed by the commit. Only folders that lead to paths, and whose oids differ, are
 * looked at, and of two versions of a folder only the middle that differs.
 */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { bytesToRaw } from '../../object/raw-text.js'
import { canonicalMode, Tree } from '../../object/tree.js'
import { CommitQueue } from '../commits/commit-queue.js'
import type { CommitLinks } from '../commits/commit-links.js'
import { ObjectNotFoundError } from '../../odb/errors.js'
import type { GitObject } from '../../object/git-object.js'

/** What is asked of a repository. */
interface WalkedRepository {
  readonly algorithm: HashAlgorithm
  readonly commits: { tryRead(oid: string): CommitLinks | undefined }
  read(oid: string): GitObject
}

/** A path whose last change is looked for. */
export interface WantedPath {
  /** One unit a byte. */
  readonly path: string
  /** Mode and oid of its entry, by which its state in a commit is told. */
  readonly state: string
}

/** Where the walk goes. */
export interface LastChangesRange {
  readonly tips: readonly string[]
  readonly excluded?: readonly string[]
  /** Commits that are looked at, at most. */
  readonly limit?: number
}

interface Waiting {
  readonly oid: string
  readonly links: CommitLinks
  readonly date: number
  readonly dateRest?: number | undefined
  /** Which paths, by their place among all. */
  active: Set<number>
}

/** Folders that lead to paths, and the paths in them. */
interface Folder {
  readonly folders: Map<string, Folder>
  readonly paths: Map<string, number>
}

export interface LastChange {
  readonly commit: string
  /** The place of the path among those that were asked for. */
  readonly at: number
  /** The walk ended there: the commit has the path so, and may have it from before. */
  readonly isBoundary: boolean
}

/** Trees that were read last and are kept. */
const TREES_MAX = 64
const NO_ENTRIES = Buffer.alloc(0)
const TREE_MODE = String(0o040000)

/**
 * @param paths In the order in which those that one commit changed are given.
 * @throws {ObjectNotFoundError} A commit or tree is missing.
 */
export function* lastChanges(
  repo: WalkedRepository,
  paths: readonly WantedPath[],
  { tips, excluded = [], limit = Infinity }: LastChangesRange,
): Iterable<LastChange> {
  const walk = new LastChangesWalk(repo, paths)
  const border = ancestors(repo, excluded)
  for (const tip of tips) walk.begin(tip)
  let looked = 0
  for (let commit = walk.next(); commit; commit = walk.next()) {
    if (++looked > limit || border.has(commit.oid)) {
      for (const at of walk.statesAt(commit)) yield { commit: commit.oid, at, isBoundary: true }
    } else for (const at of walk.changedBy(commit)) yield { commit: commit.oid, at, isBoundary: false }
  }
}

class LastChangesWalk {
  readonly #queue = new CommitQueue<Waiting>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #root: Folder = { folders: new Map(), paths: new Map() }
  readonly #found = new Set<number>()
  readonly #trees = new Map<string, Buffer>()

  constructor(
    private readonly repo: WalkedRepository,
    private readonly paths: readonly WantedPath[],
  ) {
    for (const [at, { path }] of paths.entries()) this.#addPath(path, at)
  }

  begin(tip: string): void {
    this.#handOn(tip, new Set(this.paths.keys()))
  }

  next(): Waiting | undefined {
    const commit = this.#queue.take()
    if (commit) this.#waiting.delete(commit.oid)
    return commit
  }

  /** Those of the commit's paths that none of its parents has so. */
  changedBy({ links, active }: Waiting): number[] {
    let left = active
    for (const parent of links.parents) {
      const { tree } = this.#linksOf(parent)
      const changed = tree === links.tree ? undefined : this.#changed(tree, links.tree, left)
      if (!changed || changed.size === 0) {
        this.#handOn(parent, left)
        return []
      }
      if (changed.size < left.size) {
        for (const at of changed) left.delete(at) // in place: mostly it is one of a thousand
        this.#handOn(parent, left)
      }
      left = changed
    }
    return this.#claim([...left].sort((a, b) => a - b))
  }

  /** Paths that are in the commit as they were asked for, in the order of its tree, and are not found yet. */
  statesAt({ links }: Waiting): number[] {
    const found: number[] = []
    const visit = (tree: string, { folders, paths }: Folder): void => {
      for (const entry of new Tree(tree, this.#treeOf(tree), this.repo.algorithm)) {
        const name = bytesToRaw(entry.name)
        const at = paths.get(name)
        if (at !== undefined && this.paths[at]!.state === `${entry.mode} ${entry.oid}`) found.push(at)
        const folder = folders.get(name)
        if (folder && entry.type === 'tree') visit(entry.oid, folder)
      }
    }
    visit(links.tree, this.#root)
    return this.#claim(found)
  }

  #claim(places: readonly number[]): number[] {
    const fresh = places.filter((at) => !this.#found.has(at))
    for (const at of fresh) this.#found.add(at)
    return fresh
  }

  #handOn(oid: string, active: Set<number>): void {
    let commit = this.#waiting.get(oid)
    if (!commit) {
      const links = this.#linksOf(oid)
      commit = { oid, links, date: links.date, dateRest: links.dateRest, active }
      this.#waiting.set(oid, commit)
      this.#queue.add(commit)
    } else {
      const [few, many] = active.size < commit.active.size ? [active, commit.active] : [commit.active, active]
      for (const at of few) many.add(at)
      commit.active = many
    }
  }

  #linksOf(oid: string): CommitLinks {
    const links = this.#waiting.get(oid)?.links ?? this.repo.commits.tryRead(oid)
    if (!links) throw new ObjectNotFoundError(oid)
    return links
  }

  #addPath(path: string, at: number): void {
    const names = path.split('/')
    const last = names.pop()!
    let folder = this.#root
    for (const name of names) {
      let next = folder.folders.get(name)
      if (!next) folder.folders.set(name, (next = { folders: new Map(), paths: new Map() }))
      folder = next
    }
    folder.paths.set(last, at)
  }

  /** Those of the paths that differ between two trees. */
  #changed(before: string, after: string, active: ReadonlySet<number>): Set<number> {
    const changed = new Set<number>()
    const compare = (old: string | undefined, now: string | undefined, folder: Folder): void => {
      if (old === now) return
      const { was, is } = this.#differing(old, now)
      for (const name of new Set([...was.keys(), ...is.keys()])) {
        const [oldState, newState] = [was.get(name), is.get(name)]
        if (oldState === newState) continue
        const at = folder.paths.get(name)
        if (at !== undefined && active.has(at)) changed.add(at)
        const inner = folder.folders.get(name)
        if (inner) compare(treeIn(oldState), treeIn(newState), inner)
      }
    }
    compare(before, after, this.#root)
    return changed
  }

  /** The entries of two trees, but for those at both ends that are the same. */
  #differing(
    old: string | undefined,
    now: string | undefined,
  ): { was: Map<string, string>; is: Map<string, string> } {
    const [a, b] = [old, now].map((oid) => (oid === undefined ? NO_ENTRIES : this.#treeOf(oid)))
    return differingEntries(a!, b!, this.repo.algorithm.size)
  }

  #treeOf(oid: string): Buffer {
    const known = this.#trees.get(oid)
    if (known) return known
    const content = this.repo.read(oid).data
    const data = Buffer.from(content.buffer, content.byteOffset, content.length)
    this.#trees.set(oid, data)
    for (const oldest of this.#trees.keys()) {
      if (this.#trees.size <= TREES_MAX) break
      this.#trees.delete(oldest)
    }
    return data
  }
}

/** Everything that is reached from `tips`, these too. */
function ancestors({ commits }: WalkedRepository, tips: readonly string[]): Set<string> {
  const found = new Set(tips)
  const waiting = [...tips]
  for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
    for (const parent of commits.tryRead(oid)?.parents ?? []) {
      if (found.has(parent)) continue
      found.add(parent)
      waiting.push(parent)
    }
  }
  return found
}

function treeIn(state: string | undefined): string | undefined {
  return state?.startsWith(`${TREE_MODE} `) ? state.slice(TREE_MODE.length + 1) : undefined
}

/** Bytes that are compared at once by the system's own means. */
const CHUNK = 1024

/**
 * The entries of two trees that the other has not so: modes and oids by name.
 *
 * Hot: of two versions of a folder with thousands of entries one or two differ. Names are compared by their bytes, which for
 * folders is not quite the order of trees: then some entries are given that are in both.
 */
function differingEntries(
  a: Buffer,
  b: Buffer,
  oidSize: number,
): { was: Map<string, string>; is: Map<string, string> } {
  const [was, is] = [new Map<string, string>(), new Map<string, string>()]
  const begin = commonBegin(a, b, oidSize)
  const tail = commonTail(a, b, begin)
  let [atA, atB] = [begin, begin]
  // What is left of both is the same where it is as long, and no longer than the ends that agree.
  while (a.length - atA !== b.length - atB || a.length - atA > tail) {
    const [endA, endB] = [entryEnd(a, atA, oidSize), entryEnd(b, atB, oidSize)]
    const order = atA >= a.length ? 1 : atB >= b.length ? -1 : compareNames(a, atA, b, atB)
    if (order === 0 && endA - atA === endB - atB && a.compare(b, atB, endB, atA, endA) === 0) {
      atA = endA
      atB = endB
      continue
    }
    if (order <= 0) {
      noteEntry(a, atA, endA, oidSize, was)
      atA = endA
    }
    if (order >= 0) {
      noteEntry(b, atB, endB, oidSize, is)
      atB = endB
    }
  }
  return { was, is }
}

/** Where the first entry begins that may differ. */
function commonBegin(a: Buffer, b: Buffer, oidSize: number): number {
  const shorter = Math.min(a.length, b.length)
  let same = 0
  while (same + CHUNK <= shorter && a.compare(b, same, same + CHUNK, same, same + CHUNK) === 0) same += CHUNK
  while (same < shorter && a[same] === b[same]) same++
  let begin = 0
  for (let end = entryEnd(a, 0, oidSize); end <= same && begin < end; end = entryEnd(a, end, oidSize))
    begin = end
  return begin
}

/** How many bytes agree at the ends, none of them before `begin`. */
function commonTail(a: Buffer, b: Buffer, begin: number): number {
  const most = Math.min(a.length, b.length) - begin
  let same = 0
  for (;;) {
    const [endA, endB] = [a.length - same, b.length - same]
    if (same + CHUNK > most || a.compare(b, endB - CHUNK, endB, endA - CHUNK, endA) !== 0) break
    same += CHUNK
  }
  while (same < most && a[a.length - 1 - same] === b[b.length - 1 - same]) same++
  return same
}

/** By the bytes of their names; modes do not count. */
function compareNames(a: Buffer, atA: number, b: Buffer, atB: number): number {
  let i = a.indexOf(0x20, atA) + 1
  let j = b.indexOf(0x20, atB) + 1
  while (a[i] === b[j] && a[i] !== 0 && i < a.length && j < b.length) {
    i++
    j++
  }
  return (a[i] ?? 0) - (b[j] ?? 0)
}

/** One past the entry at `at`; never beyond the tree, and never `at` itself before its end. */
function entryEnd(data: Buffer, at: number, oidSize: number): number {
  const nul = data.indexOf(0, at)
  return nul < 0 ? data.length : Math.min(nul + 1 + oidSize, data.length)
}

function noteEntry(data: Buffer, at: number, end: number, oidSize: number, into: Map<string, string>): void {
  const space = data.indexOf(0x20, at)
  const nameEnd = end - oidSize - 1
  if (space <= at || space >= nameEnd) return
  const mode = canonicalMode(parseInt(data.toString('latin1', at, space), 8))
  into.set(data.toString('latin1', space + 1, nameEnd), `${mode} ${data.toString('hex', nameEnd + 1, end)}`)
}
