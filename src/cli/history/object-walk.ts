/** The trees and blobs of commits: `rev-list --objects` (git's list-objects.c). */
import { Tree, type TreeEntry } from '../../object/tree.js'
import { PackmapError } from '../../base/errors.js'
import type { ObjectType } from '../../object/object-type.js'
import type { Repository } from '../../repo/repository.js'
import { FatalError } from '../failure.js'
import { LiteralPathspec } from '../literal-pathspec.js'
import { bytesToRaw } from '../text/quote.js'

const MODE_TREE = 0o40000
const MODE_SUBMODULE = 0o160000

export interface ObjectVisitor {
  /**
   * Called once for every object, a tree before what is in it.
   *
   * @param path Where it was found first; one unit a byte.
   */
  show(oid: string, path: string): void
  /** An object is not there. */
  missing(oid: string, type: 'tree' | 'blob'): void
}

export class ObjectWalk {
  private readonly seen = new Map<string, ObjectType>()

  constructor(
    private readonly repo: Repository,
    private readonly visitor: ObjectVisitor,
    /** The paths whose trees and blobs are shown. */
    private readonly scope = LiteralPathspec.EVERYTHING,
  ) {}

  /**
   * Whether the object has been neither shown nor excluded; from now on it counts as that.
   *
   * @throws {FatalError} It has been met as an object of another type.
   */
  takeFirst(oid: string, type: ObjectType): boolean {
    const before = this.seen.get(oid)
    if (before !== undefined && before !== type) throw wrongType(oid, before, type)
    this.seen.set(oid, type)
    return before === undefined
  }

  /** Excludes a tree and everything below it, as far as it can be read. */
  exclude(treeOid: string): void {
    const waiting = [treeOid]
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (!this.takeFirst(oid, 'tree')) continue
      const object = this.tryRead(oid)
      if (object?.type !== 'tree') continue
      for (const entry of new Tree(oid, object.data, this.repo.algorithm)) {
        if (entry.type === 'tree') waiting.push(entry.oid)
        else if (entry.type === 'blob') this.seen.set(entry.oid, 'blob')
      }
    }
  }

  private tryRead(oid: string): ReturnType<Repository['tryRead']> {
    try {
      return this.repo.tryRead(oid)
    } catch (error) {
      if (error instanceof PackmapError) return undefined
      throw error
    }
  }

  /** Shows a blob that has not been seen. */
  blob(oid: string, path: string): void {
    if (!this.takeFirst(oid, 'blob')) return
    if (this.repo.odb.has(oid)) this.visitor.show(oid, path)
    else this.visitor.missing(oid, 'blob')
  }

  /** Shows a tree that has not been seen, and what is below it, in the order of the trees. */
  tree(oid: string, path: string): void {
    // Levels are kept here instead of on the call stack: how deep they are is up to whoever made the repository.
    const levels: { entries: Iterator<TreeEntry>; tree: string; base: string }[] = []
    const enter = (treeOid: string, treePath: string): void => {
      if (!this.takeFirst(treeOid, 'tree')) return
      const object = this.repo.tryRead(treeOid)
      if (!object) {
        this.visitor.missing(treeOid, 'tree')
        return
      }
      if (object.type !== 'tree') throw wrongType(treeOid, object.type, 'tree')
      this.visitor.show(treeOid, treePath)
      const entries = new Tree(treeOid, object.data, this.repo.algorithm)[Symbol.iterator]()
      levels.push({ entries, tree: treeOid, base: treePath === '' ? '' : `${treePath}/` })
    }
    enter(oid, path)
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      const next = level.entries.next()
      if (next.done) {
        levels.pop()
        continue
      }
      const { mode, oid: entryOid, name } = next.value
      const text = bytesToRaw(name)
      if (!this.scope.matches(level.base, text, mode)) continue
      const entryPath = level.base + text
      if (mode === MODE_TREE) {
        this.checkEntry(level.tree, text, entryOid, 'tree')
        enter(entryOid, entryPath)
      } else if (mode !== MODE_SUBMODULE) {
        this.checkEntry(level.tree, text, entryOid, 'blob')
        this.blob(entryOid, entryPath)
      }
    }
  }

  /** @throws {FatalError} The entry leads to an object that has been met as one of another type than its mode says. */
  private checkEntry(tree: string, name: string, oid: string, type: 'tree' | 'blob'): void {
    if ((this.seen.get(oid) ?? type) === type) return
    throw new FatalError(`entry '${name}' in tree ${tree} has ${type} mode, but is not a ${type}`)
  }
}

/** What git says of an object that is not what it is used as. */
export function wrongType(oid: string, actual: ObjectType, wanted: ObjectType): FatalError {
  return new FatalError(`object ${oid} is a ${actual}, not a ${wanted}`)
}
