/**
 * The trees and blobs of commits, each once, in git's order: a tree before what is in it, depth first
 * (git's list-objects.c).
 *
 * Nearly every entry of nearly every tree has been met before, in the tree that was walked last at the same path; so
 * only what is new in comparison with that one is looked at.
 */
/* eslint no-bitwise: "off" -- file modes are bit fields of at most 32 bits */
import { CorruptObjectError } from '../../object/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { decodeHex } from '../../object/oid.js'
import { canonicalMode } from '../../object/tree.js'
import { PackmapError } from '../../base/errors.js'
import type { ObjectViews } from '../../odb/object-views.js'
import type { RepositoryViews } from '../objects/repository-views.js'
import type { Pathspec } from '../pathspec/pathspec.js'
import { UnexpectedTypeError } from './errors.js'
import type { MissingPolicy } from './missing.js'
import { PathBuffer } from './path-buffer.js'
import { type ObjectFilter, SHOWN, type Verdict } from './object-filter.js'
import { ObjectMarks } from './object-marks.js'
import { LastTrees, type WalkedTree } from './last-trees.js'
import { NewEntries } from './new-entries.js'

const MODE_TREE = 0o40000
const MODE_SUBMODULE = 0o160000
/** Git's default of `core.maxTreeDepth`. */
const TREE_DEPTH_MAX = 2048
const SPACE = 0x20
const ZERO = 0x30
const FIRST_NOTED = 1024

/** What is noted of an object: its type in the low bits, and whether it is done with, be it shown or excluded. */
const TYPE_MASK = 7
const DONE = 8
/** Where there is a filter: it has come up in a tree, and so the filter counts, even if it was asked for itself. */
const FOUND = 16
const TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag']

export interface ObjectVisitor {
  /**
   * @param oid Raw bytes, valid until it returns, as the path is.
   * @param path Where it was found first, from the root of the tree.
   */
  show(oid: Uint8Array, type: ObjectType, path: PathBuffer): void
  /**
   * An object is not there. What it throws ends the walk.
   *
   * @param isShown False: a filter leaves the tree itself out, but not what is in it.
   */
  missing(oid: string, type: ObjectType, path: PathBuffer, isShown: boolean): void
}

export interface ObjectWalkOptions {
  readonly algorithm: HashAlgorithm
  readonly objects: RepositoryViews
  /** The paths that trees and blobs are limited to. */
  readonly scope: Pathspec
  readonly filter: ObjectFilter | undefined
  /** Told once of all that a tree misses; may bring it here. */
  readonly onMissing: MissingPolicy['onMissing']
}

/** What is left of a tree's entries: `at…end` of some bytes. */
interface EntryRange {
  /** Of the tree. */
  readonly number: number
  /** Bytes of all of the tree. */
  readonly size: number
  readonly end: number
  at: number
}

/** A folder that is being walked, with those of its entries that are new. */
interface Level extends EntryRange {
  /** Its path with a slash at its end, or nothing for the root. */
  readonly base: string
  /** Bytes of that. */
  readonly baseSize: number
  readonly tree: WalkedTree
  /** Those that were walked before at its path. */
  readonly last: LastTrees
  /** Whether no entry needs to be asked about: all of the folder is meant. */
  isWhole: boolean
}

export class ObjectWalk {
  private readonly marks: ObjectMarks
  private readonly entries: NewEntries
  private readonly raw: Uint8Array
  private readonly oidSize: number
  /** Where the walk is. */
  private readonly path = new PathBuffer()
  /** Numbers of trees that are to be shown later. */
  private noted = new Int32Array(FIRST_NOTED)
  private notedCount = 0
  /** Folders that a filter does not count: 1 below a tree that was asked for itself. */
  private uncounted = 0

  constructor(
    private readonly options: ObjectWalkOptions,
    private readonly visitor: ObjectVisitor,
  ) {
    this.oidSize = options.algorithm.size
    this.raw = new Uint8Array(this.oidSize)
    this.marks = new ObjectMarks(this.oidSize)
    const { objects, scope, filter } = options
    this.entries = new NewEntries(objects.shown, this.oidSize, scope.isEverything && !filter)
  }

  /**
   * Whether the object has been neither shown nor excluded; from now on it counts as that.
   *
   * @throws {UnexpectedTypeError} It has been met as an object of another type.
   */
  takeFirst(oid: string, type: ObjectType): boolean {
    const number = this.numberOf(oid)
    this.checkType(number, type)
    const isFirst = !this.isDone(number)
    this.finish(number)
    return isFirst
  }

  /** Excludes a tree and everything below it, as far as it can be read. */
  exclude(treeOid: string): void {
    const waiting = [this.numberOf(treeOid)]
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      this.checkType(number, 'tree')
      if (this.isDone(number)) continue
      this.finish(number)
      if (this.canRead(number)) this.excludeEntries(number, waiting)
    }
    this.options.objects.shown.release()
  }

  /** Shows a blob that has not been seen. @param isNamed Whether it was asked for itself, so that no filter counts. */
  blob(oid: string, path: string, isNamed = false): void {
    const number = this.numberOf(oid)
    this.checkType(number, 'blob')
    this.path.set(path)
    this.takeBlob(number, 0, isNamed && !this.isFound(number))
  }

  /** Shows an object that has no others in it, a tag or a commit; the filter counts unless it was asked for itself. */
  single(oid: string, type: 'tag' | 'commit', path: string, isNamed = false): void {
    if (!this.takeFirst(oid, type)) return
    const number = this.numberOf(oid)
    if (!this.verdictOn(number, type, 0, isNamed).shows) return
    this.path.set(path)
    this.visitor.show(this.rawOf(number), type, this.path)
  }

  /** Shows a tree that has not been seen, and what is below it, in the order of the trees. */
  tree(oid: string, path: string, isNamed = false): void {
    this.treeOf(this.numberOf(oid), path, isNamed)
  }

  /** Notes a tree that is to be shown by {@link ObjectWalk.showNoted}. @param oid Raw bytes. */
  noteTree(oid: Uint8Array): void {
    const number = this.marks.numberOf(oid, 0)
    if (this.noted.length === this.notedCount) {
      const noted = this.noted
      this.noted = new Int32Array(2 * noted.length)
      this.noted.set(noted)
    }
    this.noted[this.notedCount++] = number
  }

  /** Shows the trees that were noted, in that order, each as {@link ObjectWalk.tree} does. */
  showNoted(): void {
    for (let i = 0; i < this.notedCount; i++) this.treeOf(this.noted[i]!, '', false)
    this.notedCount = 0
  }

  private treeOf(number: number, path: string, isGiven: boolean): void {
    this.checkType(number, 'tree')
    const isNamed = isGiven && !this.isFound(number)
    // Levels are kept here instead of on the call stack: how deep they are is up to whoever made the repository.
    const levels: Level[] = []
    this.uncounted = isNamed ? 1 : 0
    this.path.set(path)
    try {
      this.enter(number, levels, isNamed)
      for (let level = levels.at(-1); level; level = levels.at(-1)) {
        if (this.step(level, levels)) continue
        levels.pop()
        this.entries.noteDone(level.tree, level.last)
      }
    } finally {
      this.options.objects.shown.release()
    }
  }

  /**
   * Goes on to the next new entry of a folder.
   *
   * @returns False: there is none.
   */
  private step(level: Level, levels: Level[]): boolean {
    while (level.at < level.end) {
      const { bytes } = this.entries
      const nameAt = this.modeEnd(level, bytes) + 1
      let nameEnd = nameAt
      while (nameEnd < level.end && bytes[nameEnd] !== 0) nameEnd++
      const end = nameEnd + 1 + this.oidSize
      if (end > level.end) throw this.malformed(level, 'the tree ends within an entry')
      const mode = canonicalMode(parseMode(bytes, level.at, nameAt - 1))
      level.at = end
      if (mode === MODE_SUBMODULE) continue
      if (!level.isWhole && !this.isInScope(level, latin1(bytes, nameAt, nameEnd), mode)) continue
      const number = this.marks.numberOf(bytes, nameEnd + 1)
      const type = mode === MODE_TREE ? 'tree' : 'blob'
      if (!this.setType(number, type)) {
        const entry = { tree: this.marks.oidOf(level.number), name: latin1(bytes, nameAt, nameEnd) }
        throw new UnexpectedTypeError(this.marks.oidOf(number), this.typeOf(number)!, type, entry)
      }
      if (this.options.filter) this.marks.marks[number]! |= FOUND
      if (this.isDone(number)) continue
      this.path.setName(level.baseSize, bytes, nameAt, nameEnd)
      if (type === 'blob') this.takeBlob(number, levels.length - this.uncounted, false)
      else if (this.enter(number, levels, false)) return true
    }
    return false
  }

  private isInScope(level: Level, name: string, mode: number): boolean {
    const match = this.options.scope.match(level.base, name, mode, false)
    if (match === 'all') level.isWhole = true
    else if (match === 'never') level.at = level.end
    return match === 'all' || match === 'yes'
  }

  /** Shows the tree at the path. @returns Whether its entries are next. */
  private enter(number: number, levels: Level[], isNamed: boolean): boolean {
    if (this.isDone(number)) return false
    const { path, visitor } = this
    const verdict = this.verdictOn(number, 'tree', levels.length - this.uncounted, isNamed)
    if (verdict.isFinal) this.finish(number)
    if (!verdict.shows && !verdict.enters) return false
    if (!this.canReadFirst(number, levels.length === 0)) {
      visitor.missing(this.marks.oidOf(number), 'tree', path, verdict.shows)
      return false
    }
    if (verdict.shows) visitor.show(this.rawOf(number), 'tree', path)
    if (!verdict.enters) return false
    if (levels.length >= TREE_DEPTH_MAX) {
      throw new CorruptObjectError(this.marks.oidOf(number), 0, `folders nest deeper than ${TREE_DEPTH_MAX}`)
    }
    const { shown } = this.options.objects
    const baseSize = path.enterFolder()
    const base = path.toString()
    // What a filter says of entries at a path holds only where as many folders count.
    const last = this.options.filter && this.uncounted > 0 ? new LastTrees() : this.entries.lastAt(base)
    const size = shown.end - shown.at
    const at = levels.at(-1)?.end ?? 0
    levels.push({
      number,
      size,
      base,
      baseSize,
      tree: placeOf(shown),
      last,
      at,
      end: this.entries.take(at, last),
      isWhole: this.options.scope.isEverything,
    })
    if (this.options.onMissing) this.askForMissing(levels.at(-1)!, this.options.onMissing)
    return true
  }

  /** Shows the blob at the path. */
  private takeBlob(number: number, depth: number, isNamed: boolean): void {
    if (this.isDone(number)) return
    const verdict = this.verdictOn(number, 'blob', depth, isNamed)
    if (verdict.isFinal) this.finish(number)
    if (!verdict.shows) return
    const raw = this.rawOf(number)
    if (this.options.objects.has(raw)) this.visitor.show(raw, 'blob', this.path)
    else this.visitor.missing(this.marks.oidOf(number), 'blob', this.path, true)
  }

  /** @param isFirst Whether nobody has asked for it yet, as for what is missing in a tree. */
  private canReadFirst(number: number, isFirst: boolean): boolean {
    if (this.readTree(number)) return true
    if (!isFirst || !this.options.onMissing) return false
    this.options.onMissing([this.marks.oidOf(number)])
    return this.readTree(number)
  }

  /** Shows the content of a tree. @returns False: it is missing. @throws {UnexpectedTypeError} It is no tree. */
  private readTree(number: number): boolean {
    const type = this.options.objects.read(this.rawOf(number), 'tree')
    if (type !== undefined && type !== 'tree') {
      throw new UnexpectedTypeError(this.marks.oidOf(number), type, 'tree')
    }
    return type !== undefined
  }

  private canRead(number: number): boolean {
    try {
      return this.readTree(number)
    } catch (error) {
      if (error instanceof PackmapError) return false
      throw error
    }
  }

  /** Asks once for all that is missing of what is new in a folder. */
  private askForMissing(level: Level, ask: (oids: readonly string[]) => void): void {
    const missing: string[] = []
    const { bytes } = this.entries
    this.forEachObject({ ...level }, bytes, (number) => {
      if (!this.isDone(number) && !this.options.objects.has(this.rawOf(number))) {
        missing.push(this.marks.oidOf(number))
      }
    })
    if (missing.length > 0) ask(missing)
  }

  private verdictOn(number: number, type: ObjectType, depth: number, isNamed: boolean): Verdict {
    const { filter } = this.options
    if (!filter || isNamed) return SHOWN
    return filter({ oid: this.marks.oidOf(number), type, depth })
  }

  /** Excludes what the tree that was read last names; its folders come to `waiting`. */
  private excludeEntries(tree: number, waiting: number[]): void {
    const { shown } = this.options.objects
    const size = shown.end - shown.at
    const place = placeOf(shown)
    const range = { number: tree, size, at: 0, end: this.entries.take(0) }
    this.forEachObject(range, this.entries.bytes, (number, mode) => {
      if (mode !== MODE_TREE) {
        this.setType(number, 'blob')
        this.finish(number)
      } else if (!this.isDone(number)) waiting.push(number)
    })
    this.entries.noteDone(place)
  }

  /** The trees and blobs that entries name, as far as they can be read. */
  private forEachObject(
    entries: EntryRange,
    bytes: Uint8Array,
    visit: (number: number, mode: number) => void,
  ): void {
    while (entries.at < entries.end) {
      const nameAt = this.modeEnd(entries, bytes) + 1
      let nameEnd = nameAt
      while (nameEnd < entries.end && bytes[nameEnd] !== 0) nameEnd++
      if (nameEnd + 1 + this.oidSize > entries.end) return
      const mode = canonicalMode(parseMode(bytes, entries.at, nameAt - 1))
      entries.at = nameEnd + 1 + this.oidSize
      if (mode !== MODE_SUBMODULE) visit(this.marks.numberOf(bytes, nameEnd + 1), mode)
    }
  }

  /** Where the space after the mode of the next entry is. */
  private modeEnd(entries: EntryRange, bytes: Uint8Array): number {
    const { at, end } = entries
    let i = at
    while (i < end && bytes[i]! >= ZERO && bytes[i]! <= ZERO + 7) i++
    if (i === at || i === end || bytes[i] !== SPACE) {
      throw this.malformed(entries, 'the mode of a tree entry is not octal')
    }
    return i
  }

  /** What is wrong with the next entry; a malformed one, and what is behind it, always counts as new. */
  private malformed({ number, size, at, end }: EntryRange, detail: string): CorruptObjectError {
    return new CorruptObjectError(this.marks.oidOf(number), size - (end - at), detail)
  }

  private rawOf(number: number): Uint8Array {
    this.marks.copyOid(number, this.raw)
    return this.raw
  }

  private numberOf(oid: string): number {
    decodeHex(oid, this.raw, this.oidSize)
    return this.marks.numberOf(this.raw, 0)
  }

  private isDone(number: number): boolean {
    return (this.marks.marks[number]! & DONE) !== 0
  }

  private isFound(number: number): boolean {
    return (this.marks.marks[number]! & FOUND) !== 0
  }

  private finish(number: number): void {
    this.marks.marks[number]! |= DONE
  }

  private typeOf(number: number): ObjectType | undefined {
    return TYPES[(this.marks.marks[number]! & TYPE_MASK) - 1]
  }

  /** Notes what an object was met as. @returns False: it was met as an object of another type. */
  private setType(number: number, type: ObjectType): boolean {
    const { marks } = this.marks
    const code = TYPES.indexOf(type) + 1
    const before = marks[number]! & TYPE_MASK
    if (before === 0) marks[number]! |= code
    return before === 0 || before === code
  }

  private checkType(number: number, type: ObjectType): void {
    if (!this.setType(number, type)) {
      throw new UnexpectedTypeError(this.marks.oidOf(number), this.typeOf(number)!, type)
    }
  }
}

/** Where the tree is that was read last. */
function placeOf({ place, at, end }: ObjectViews): WalkedTree {
  return { pack: place.pack, offset: place.offset, slot: place.slot, size: end - at }
}

/** Bytes as a string of one unit a byte. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

function parseMode(bytes: Uint8Array, at: number, end: number): number {
  let mode = 0
  for (let i = at; i < end; i++) mode = ((mode << 3) | (bytes[i]! - ZERO)) >>> 0
  return mode
}
