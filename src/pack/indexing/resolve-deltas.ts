/**
 * The second pass: the oid of every object that is stored as a delta, by walking the tree of deltas.
 *
 * Ref-deltas name their base by its oid, which for a base that is a delta itself is known only when it has been made.
 * So they are hung into the tree while it is walked: each object that comes up is asked for its children.
 */
import type { ReadCore } from '../read/read-core.js'
import { DeltaTree, NO_ENTRY } from '../traverse/delta-tree.js'
import { DeltaWalk, type WalkedFile } from '../traverse/delta-walk.js'
import { NO_BASE, UNKNOWN_BASE } from '../traverse/entry-table.js'
import type { ObjectHasher } from './object-hasher.js'
import type { PackContents } from './pack-contents.js'

/** Sees each object that the first pass did not show, after its oid is in the table. */
export type ResolvedObjectVisitor = (position: number, bytes: Uint8Array, at: number, size: number) => void

export class DeltaResolver {
  readonly #contents: PackContents
  readonly #hasher: ObjectHasher
  readonly #tree: DeltaTree
  readonly #walk: DeltaWalk
  readonly #visit: ResolvedObjectVisitor

  /** @param core The resolver's own while it works. */
  constructor(
    contents: PackContents,
    source: WalkedFile,
    core: ReadCore,
    hasher: ObjectHasher,
    visit: ResolvedObjectVisitor,
  ) {
    this.#contents = contents
    this.#hasher = hasher
    // Each base that completes a thin pack is the base of one ref-delta at least.
    this.#tree = new DeltaTree(contents.entries, contents.refDeltas.count)
    this.#walk = new DeltaWalk(core, source, contents.entries, this.#tree)
    this.#visit = visit
  }

  /** Makes every object whose base is in the pack. Throws as {@link DeltaWalk.walk} does. */
  resolveAll(): void {
    const { entries } = this.#contents
    const { count } = entries
    for (let root = 0; root < count; root++) {
      if (entries.bases[root] !== NO_BASE) continue
      if (entries.objectTypes[root] === 0) this.#makeFrom(root)
      else this.resolveFrom(root)
    }
  }

  /**
   * Makes every object below a root whose oid and type are known.
   *
   * @param content The root's content, where the packfile does not have it.
   */
  resolveFrom(root: number, content?: Uint8Array): void {
    this.#attachRefDeltas(root)
    if (this.#tree.firstChild[root] === NO_ENTRY) return
    this.#walk.walk(
      root,
      (position, type, bytes, at, size) => {
        if (position !== root) this.#resolve(position, type, bytes, at, size)
      },
      content,
    )
  }

  /** Makes a root whose oid is not known yet, and every object below it. */
  #makeFrom(root: number): void {
    this.#walk.walk(root, (position, type, bytes, at, size) => {
      if (position !== root) {
        this.#resolve(position, type, bytes, at, size)
        return
      }
      const { entries } = this.#contents
      entries.objectTypes[root] = type
      this.#hasher.hash(type, bytes, at, size, entries.oids, root * entries.width)
      this.#visit(root, bytes, at, size)
      this.#attachRefDeltas(root)
    })
  }

  /** Shows once more objects that are stored whole, which were too large to be shown before. */
  visitAgain(roots: readonly number[]): void {
    for (const root of roots) {
      this.#walk.makeAlone(root, (position, _type, bytes, at, size) => {
        this.#visit(position, bytes, at, size)
      })
    }
  }

  #resolve(position: number, type: number, bytes: Uint8Array, at: number, size: number): void {
    const { entries } = this.#contents
    entries.objectTypes[position] = type
    this.#hasher.hash(type, bytes, at, size, entries.oids, position * entries.width)
    entries.depths[position] = entries.depths[entries.bases[position]!]! + 1
    this.#contents.unresolved--
    this.#visit(position, bytes, at, size)
    this.#attachRefDeltas(position)
  }

  #attachRefDeltas(base: number): void {
    const { entries, refDeltas } = this.#contents
    refDeltas.forEachOf(entries.oids, base * entries.width, (child) => {
      if (entries.bases[child] !== UNKNOWN_BASE) return // on another copy of the base
      entries.bases[child] = base
      this.#tree.attach(base, child)
    })
  }
}
