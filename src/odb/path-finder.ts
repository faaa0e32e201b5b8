/**
 * From a commit or tree down a path, without copying anything out of the packs: each object on the way is made in the
 * arena, and what is wanted of it is read there.
 *
 * It knows the usual case only. Where anything is out of the ordinary (a loose object, damage, a tag, a tree that breaks
 * the format) it says so, and its caller reads the objects one by one.
 */
import { parseTreeLine } from '../object/object-line.js'
import { readEntry, TreeEntry, typeOfMode } from '../object/tree.js'
import { OBJ_COMMIT, OBJ_TREE } from '../pack/data/entry-header.js'
import { MALFORMED, NOT_THERE } from '../pack/core/core-layout.js'
import type { ObjectSource } from './object-source.js'

const SLASH = 0x2f

/** `none`: there is nothing at that path. `unsure`: only reading the objects on the way will tell. */
export type FoundPath = TreeEntry | 'none' | 'unsure'

export class PathFinder {
  readonly #source: ObjectSource
  /** The raw oid of the object that comes next on the way. */
  readonly #next: Uint8Array
  readonly #entry = { rawMode: 0, nameAt: 0, nameEnd: 0 }

  constructor(source: ObjectSource) {
    this.#source = source
    this.#next = new Uint8Array(source.algorithm.size)
  }

  /**
   * The entry at `path` below `root`. A slash at the end is fine after a folder.
   *
   * @param root Raw oid of a tree or commit.
   */
  find(root: Uint8Array, path: Uint8Array): FoundPath {
    const { made } = this.#source
    this.#next.set(root)
    if (!this.#make()) return 'unsure'
    if (made.type === OBJ_COMMIT && !(this.#leaveCommit() && this.#make())) return 'unsure'
    let at = 0
    for (;;) {
      if (made.type !== OBJ_TREE) return 'unsure'
      const slash = path.indexOf(SLASH, at)
      const nameEnd = slash === -1 ? path.length : slash
      const found = this.#leaveTree(path, at, nameEnd)
      if (found !== 'found') return found
      const { rawMode } = this.#entry
      if (slash !== -1 && typeOfMode(rawMode) !== 'tree') return 'none'
      if (nameEnd + 1 >= path.length) {
        return new TreeEntry(rawMode, path.slice(at, nameEnd), this.#next.slice())
      }
      at = nameEnd + 1
      if (!this.#make()) return 'unsure'
    }
  }

  #make(): boolean {
    return this.#source.tryMake(this.#next)
  }

  /** Turns from a commit to its tree. */
  #leaveCommit(): boolean {
    const { made, core } = this.#source
    return parseTreeLine(core.memory.bytes, made.at, made.at + made.size, this.#next)
  }

  /** Turns from a tree to its entry called `path[at…end]`. */
  #leaveTree(path: Uint8Array, at: number, end: number): 'found' | 'none' | 'unsure' {
    const { made, core, algorithm } = this.#source
    const { bytes, nameAt, nameSizeMax } = core.memory
    const length = end - at
    if (length === 0 || length > nameSizeMax) return 'unsure'
    for (let i = 0; i < length; i++) {
      const byte = path[at + i]!
      if (byte === 0) return 'unsure'
      bytes[nameAt + i] = byte
    }
    const treeEnd = made.at + made.size
    const entryAt = core.functions.findEntry(made.at, treeEnd, nameAt, length, algorithm.size)
    if (entryAt === NOT_THERE) return 'none'
    if (entryAt === MALFORMED) return 'unsure'
    readEntry('', bytes, entryAt, algorithm.size, this.#entry)
    const oidAt = this.#entry.nameEnd + 1
    for (let i = 0; i < algorithm.size; i++) this.#next[i] = bytes[oidAt + i]!
    return 'found'
  }
}
