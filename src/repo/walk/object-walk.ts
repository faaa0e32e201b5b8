/**
 * The trees and blobs of commits, each once, in git's order: a tree before what is in it, depth first
 * (git's list-objects.c).
 *
 * Nearly every entry of nearly every tree has been met before, in the tree that was walked last at the same path; so
 * trees are compared with that one, and only where they differ is an entry looked at by itself.
 */
import { CorruptObjectError } from '../../object/errors.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { decodeHex } from '../../object/oid.js'
import { canonicalMode } from '../../object/tree.js'
import { PackmapError } from '../../base/errors.js'
import type { Pathspec } from '../pathspec/pathspec.js'
import { UnexpectedTypeError } from './errors.js'
import type { MissingPolicy } from './missing.js'
import { type ObjectFilter, SHOWN, type Verdict } from './object-filter.js'
import { ObjectMarks } from './object-marks.js'
import { SeenTrees, type SeenTree } from './seen-trees.js'

const MODE_TREE = 0o40000
const MODE_SUBMODULE = 0o160000
/** Git's default of `core.maxTreeDepth`. */
const TREE_DEPTH_MAX = 2048
const SPACE = 0x20
const ZERO = 0x30

/** What is noted of an object: its type in the low bits, and whether it is done with, be it shown or excluded. */
const DONE = 8
const TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag']

export interface ObjectVisitor {
  /** @param path Where it was found first, from the root of the tree; one unit a byte. */
  show(oid: string, type: ObjectType, path: string): void
  /** An object is not there. What it throws ends the walk. */
  missing(oid: string, type: ObjectType, path: string): void
  /** A filter leaves an object out that may yet be shown where it comes up again. */
  omitted?(oid: string): void
}

export interface ObjectWalkOptions {
  readonly algorithm: HashAlgorithm
  /** The content of a tree; undefined: it is missing. @throws {UnexpectedTypeError} It is no tree. */
  readonly readTree: (oid: string) => Uint8Array | undefined
  readonly has: (oid: string) => boolean
  /** The paths that trees and blobs are limited to. */
  readonly scope: Pathspec
  readonly filter: ObjectFilter | undefined
  /** Told once of all that a tree misses; may bring it here. */
  readonly onMissing: MissingPolicy['onMissing']
}

/** A folder that is being walked: what is left of its entries. */
interface Level {
  readonly oid: string
  readonly path: string
  /** The path with a slash at its end, or nothing for the root. */
  readonly base: string
  readonly bytes: Uint8Array
  readonly view: DataView
  /** The tree that was walked here before, and the number of its next entry. */
  readonly before: SeenTree | undefined
  nextBefore: number
  at: number
  /** Where entries end. */
  ends: Uint32Array
  count: number
  /** Whether no entry needs to be asked about: all of the folder is meant. */
  isWhole: boolean
}

export class ObjectWalk {
  private readonly marks: ObjectMarks
  private readonly seen = new SeenTrees()
  /** Arrays that levels are done with. */
  private readonly freeEnds: Uint32Array[] = []
  private readonly raw: Uint8Array
  private readonly oidSize: number

  constructor(
    private readonly options: ObjectWalkOptions,
    private readonly visitor: ObjectVisitor,
  ) {
    this.oidSize = options.algorithm.size
    this.raw = new Uint8Array(this.oidSize)
    this.marks = new ObjectMarks(this.oidSize)
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
    const waiting = [treeOid]
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (!this.takeFirst(oid, 'tree')) continue
      const bytes = this.readIfPossible(oid)
      if (bytes) this.excludeEntries(oid, bytes, waiting)
    }
  }

  /** Shows a blob that has not been seen. @param isNamed Whether it was asked for itself, so that no filter counts. */
  blob(oid: string, path: string, isNamed = false): void {
    const number = this.numberOf(oid)
    this.checkType(number, 'blob')
    this.takeBlob(number, path, 0, isNamed)
  }

  /** Shows an object that has no others in it, a tag or a commit; the filter counts unless it was asked for itself. */
  single(oid: string, type: 'tag' | 'commit', path: string, isNamed = false): void {
    if (this.takeFirst(oid, type) && this.verdictOn(oid, type, 0, isNamed).shows) {
      this.visitor.show(oid, type, path)
    }
  }

  /** Shows a tree that has not been seen, and what is below it, in the order of the trees. */
  tree(oid: string, path: string, isNamed = false): void {
    const number = this.numberOf(oid)
    this.checkType(number, 'tree')
    // Levels are kept here instead of on the call stack: how deep they are is up to whoever made the repository.
    const levels: Level[] = []
    this.enter(number, path, levels, isNamed)
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      if (!this.step(level, levels)) {
        levels.pop()
        this.freeEnds.push(this.seen.keep(level.path, level.bytes, level.ends, level.count))
      }
    }
  }

  /**
   * Goes on to the next entry of a folder.
   *
   * @returns False: there is none.
   */
  private step(level: Level, levels: Level[]): boolean {
    const { bytes, before, base } = level
    for (;;) {
      if (before && level.nextBefore < before.count) this.skipSame(level, before)
      if (level.at >= bytes.length) return false
      const nameAt = modeEnd(level.oid, bytes, level.at) + 1
      let nameEnd = nameAt
      while (nameEnd < bytes.length && bytes[nameEnd] !== 0) nameEnd++
      const end = nameEnd + 1 + this.oidSize
      if (end > bytes.length) {
        throw new CorruptObjectError(level.oid, level.at, 'the tree ends within an entry')
      }
      const mode = canonicalMode(parseMode(bytes, level.at, nameAt - 1))
      if (before) level.nextBefore = before.after(level.nextBefore, bytes, nameAt)
      level.at = end
      this.noteEnd(level, end)
      if (mode === MODE_SUBMODULE) continue
      if (!level.isWhole && !this.isInScope(level, latin1(bytes, nameAt, nameEnd), mode)) continue
      const number = this.marks.numberOf(bytes, nameEnd + 1)
      const type = mode === MODE_TREE ? 'tree' : 'blob'
      if (!this.setType(number, type)) {
        const entry = { tree: level.oid, name: latin1(bytes, nameAt, nameEnd) }
        throw new UnexpectedTypeError(this.marks.oidOf(number), this.typeOf(number)!, type, entry)
      }
      if (this.isDone(number)) continue
      const path = base + latin1(bytes, nameAt, nameEnd)
      if (type === 'blob') this.takeBlob(number, path, levels.length, false)
      else if (this.enter(number, path, levels, false)) return true
    }
  }

  /** Passes over entries that the tree before had too. */
  private skipSame(level: Level, before: SeenTree): void {
    const { nextBefore, view, bytes, at } = level
    const same = before.sameFrom(nextBefore, view, bytes.length, at)
    if (same === 0) return
    const shift = at - before.startOf(nextBefore)
    for (let i = 0; i < same; i++) this.noteEnd(level, before.endOf(nextBefore + i) + shift)
    level.nextBefore += same
    level.at = level.ends[level.count - 1]!
  }

  private noteEnd(level: Level, end: number): void {
    if (level.count === level.ends.length) {
      const larger = new Uint32Array(level.ends.length * 2)
      larger.set(level.ends)
      level.ends = larger
    }
    level.ends[level.count++] = end
  }

  private isInScope(level: Level, name: string, mode: number): boolean {
    const match = this.options.scope.match(level.base, name, mode, false)
    if (match === 'all') level.isWhole = true
    else if (match === 'never') level.at = level.bytes.length
    return match === 'all' || match === 'yes'
  }

  /** Shows a tree. @returns Whether its entries are next. */
  private enter(number: number, path: string, levels: Level[], isNamed: boolean): boolean {
    if (this.isDone(number)) return false
    const oid = this.marks.oidOf(number)
    const verdict = this.verdictOn(oid, 'tree', levels.length, isNamed)
    if (verdict.isFinal) this.finish(number)
    if (!verdict.shows && !verdict.enters) {
      return false
    }
    const data = this.readTree(oid, levels.length === 0)
    if (!data) {
      if (verdict.shows) this.visitor.missing(oid, 'tree', path)
      return false
    }
    if (verdict.shows) this.visitor.show(oid, 'tree', path)
    if (!verdict.enters) return false
    if (levels.length >= TREE_DEPTH_MAX) {
      throw new CorruptObjectError(oid, 0, `folders nest deeper than ${TREE_DEPTH_MAX}`)
    }
    if (this.options.onMissing) this.askForMissing(oid, data, this.options.onMissing)
    levels.push({
      oid,
      path,
      base: path === '' ? '' : `${path}/`,
      bytes: data,
      view: new DataView(data.buffer, data.byteOffset, data.byteLength),
      before: this.seen.at(path),
      nextBefore: 0,
      at: 0,
      ends: this.freeEnds.pop() ?? new Uint32Array(64),
      count: 0,
      isWhole: this.options.scope.isEverything,
    })
    return true
  }

  private takeBlob(number: number, path: string, depth: number, isNamed: boolean): void {
    if (this.isDone(number)) return
    const oid = this.marks.oidOf(number)
    const verdict = this.verdictOn(oid, 'blob', depth, isNamed)
    if (verdict.isFinal) this.finish(number)
    if (!verdict.shows) return
    if (this.options.has(oid)) this.visitor.show(oid, 'blob', path)
    else this.visitor.missing(oid, 'blob', path)
  }

  /** @param isFirst Whether nobody has asked for it yet, as for what is missing in a tree. */
  private readTree(oid: string, isFirst: boolean): Uint8Array | undefined {
    const data = this.options.readTree(oid)
    if (data || !isFirst || !this.options.onMissing) return data
    this.options.onMissing([oid])
    return this.options.readTree(oid)
  }

  /** Asks once for all that is missing of what a tree has. */
  private askForMissing(oid: string, bytes: Uint8Array, ask: (oids: readonly string[]) => void): void {
    const missing: string[] = []
    this.forEachObject(oid, bytes, (number) => {
      if (this.isDone(number)) return
      const wanted = this.marks.oidOf(number)
      if (!this.options.has(wanted)) missing.push(wanted)
    })
    if (missing.length > 0) ask(missing)
  }

  private verdictOn(oid: string, type: ObjectType, depth: number, isNamed: boolean): Verdict {
    const { filter } = this.options
    if (!filter || isNamed) return SHOWN
    const verdict = filter({ oid, type, depth })
    if (!verdict.shows) this.visitor.omitted?.(oid)
    return verdict
  }

  private excludeEntries(oid: string, bytes: Uint8Array, waiting: string[]): void {
    this.forEachObject(oid, bytes, (number, mode) => {
      if (mode !== MODE_TREE) {
        this.setType(number, 'blob')
        this.finish(number)
      } else if (!this.isDone(number)) waiting.push(this.marks.oidOf(number))
    })
  }

  /** The trees and blobs that a tree names, as far as it can be read. */
  private forEachObject(oid: string, bytes: Uint8Array, visit: (number: number, mode: number) => void): void {
    for (let at = 0; at < bytes.length;) {
      const nameAt = modeEnd(oid, bytes, at) + 1
      const nameEnd = bytes.indexOf(0, nameAt)
      if (nameEnd === -1 || nameEnd + 1 + this.oidSize > bytes.length) return
      const mode = canonicalMode(parseMode(bytes, at, nameAt - 1))
      at = nameEnd + 1 + this.oidSize
      if (mode !== MODE_SUBMODULE) visit(this.marks.numberOf(bytes, nameEnd + 1), mode)
    }
  }

  private readIfPossible(oid: string): Uint8Array | undefined {
    try {
      return this.options.readTree(oid)
    } catch (error) {
      if (error instanceof PackmapError) return undefined
      throw error
    }
  }

  private numberOf(oid: string): number {
    decodeHex(oid, this.raw, this.oidSize)
    return this.marks.numberOf(this.raw, 0)
  }

  private isDone(number: number): boolean {
    return this.marks.marks[number]! >= DONE
  }

  private finish(number: number): void {
    if (!this.isDone(number)) this.marks.marks[number]! += DONE
  }

  private typeOf(number: number): ObjectType | undefined {
    return TYPES[(this.marks.marks[number]! % DONE) - 1]
  }

  /** Notes what an object was met as. @returns False: it was met as an object of another type. */
  private setType(number: number, type: ObjectType): boolean {
    const { marks } = this.marks
    const code = TYPES.indexOf(type) + 1
    const before = marks[number]! % DONE
    if (before === 0) marks[number]! += code
    return before === 0 || before === code
  }

  private checkType(number: number, type: ObjectType): void {
    if (!this.setType(number, type)) {
      throw new UnexpectedTypeError(this.marks.oidOf(number), this.typeOf(number)!, type)
    }
  }
}

/** Bytes as a string of one unit a byte. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** Where the space after the mode at `at` is. */
function modeEnd(where: string, bytes: Uint8Array, at: number): number {
  let i = at
  while (i < bytes.length && bytes[i]! >= ZERO && bytes[i]! <= ZERO + 7) i++
  if (i === at || bytes[i] !== SPACE) {
    throw new CorruptObjectError(where, at, 'the mode of a tree entry is not octal')
  }
  return i
}

function parseMode(bytes: Uint8Array, at: number, end: number): number {
  let mode = 0
  for (let i = at; i < end; i++) mode = (mode * 8 + bytes[i]! - ZERO) % 2 ** 32
  return mode
}
