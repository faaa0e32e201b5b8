/** The trees and blobs of commits: `rev-list --objects` (git's list-objects.c). */
import { Tree } from '../../object/tree.js'
import { PackmapError } from '../../base/errors.js'
import { CorruptObjectError } from '../../object/errors.js'
import type { Repository } from '../../repo/repository.js'
import { bytesToRaw } from '../text/quote.js'

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
  private readonly seen = new Set<string>()

  constructor(
    private readonly repo: Repository,
    private readonly visitor: ObjectVisitor,
  ) {}

  /** Whether the object has been shown or excluded; from now on it counts as that. */
  takeFirst(oid: string): boolean {
    if (this.seen.has(oid)) return false
    this.seen.add(oid)
    return true
  }

  /** Excludes a tree and everything below it, as far as it can be read. */
  exclude(treeOid: string): void {
    const waiting = [treeOid]
    for (let oid = waiting.pop(); oid !== undefined; oid = waiting.pop()) {
      if (!this.takeFirst(oid)) continue
      const object = this.tryRead(oid)
      if (object?.type !== 'tree') continue
      for (const entry of new Tree(oid, object.data, this.repo.algorithm)) {
        if (entry.type === 'tree') waiting.push(entry.oid)
        else if (entry.type === 'blob') this.seen.add(entry.oid)
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
    if (!this.takeFirst(oid)) return
    if (this.repo.odb.has(oid)) this.visitor.show(oid, path)
    else this.visitor.missing(oid, 'blob')
  }

  /** Shows a tree that has not been seen, and what is below it, in the order of the trees. */
  tree(oid: string, path: string): void {
    // Levels are kept here instead of on the call stack: how deep they are is up to whoever made the repository.
    const levels: { entries: Iterator<{ oid: string; mode: number; name: Uint8Array }>; base: string }[] = []
    const enter = (treeOid: string, treePath: string): void => {
      if (!this.takeFirst(treeOid)) return
      const object = this.repo.tryRead(treeOid)
      if (!object) {
        this.visitor.missing(treeOid, 'tree')
        return
      }
      if (object.type !== 'tree') throw new CorruptObjectError(treeOid, 0, `is a ${object.type}, not a tree`)
      this.visitor.show(treeOid, treePath)
      const entries = new Tree(treeOid, object.data, this.repo.algorithm)[Symbol.iterator]()
      levels.push({ entries, base: treePath === '' ? '' : `${treePath}/` })
    }
    enter(oid, path)
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      const next = level.entries.next()
      if (next.done) {
        levels.pop()
        continue
      }
      const { mode, oid: entryOid, name } = next.value
      const entryPath = level.base + bytesToRaw(name)
      if (mode === 0o40000) enter(entryOid, entryPath)
      else if (mode !== MODE_SUBMODULE) this.blob(entryOid, entryPath)
    }
  }
}
