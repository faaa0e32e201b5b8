/**
 * What some tips reach and others do not, found by a bitmap where it knows, and by walking where it does not.
 *
 * Objects are bits. Those that the bitmap does not know get bits behind its own, in the order in which they are met, as in
 * git: that is the order in which they are shown.
 */
import { BitSet } from '../../base/bit-set.js'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { ObjectType } from '../../object/object-type.js'
import { decodeHex, encodeHex } from '../../object/oid.js'
import { Tree, type TreeEntry } from '../../object/tree.js'
import type { BitmapIndex, FoundBitmap } from '../../pack/bitmap/bitmap-index.js'
import type { CommitLinks, CommitSource } from '../commits/commit-links.js'
import { NumberQueue } from '../commits/number-queue.js'
import type { RepositoryObjects } from '../objects/repository-objects.js'

/** An object to begin from. */
export interface BitmapRoot {
  readonly oid: string
  readonly type: ObjectType
}

export interface BitmapWalkContext {
  readonly bitmaps: BitmapIndex
  readonly commits: CommitSource
  readonly objects: RepositoryObjects
  readonly algorithm: HashAlgorithm
}

/** How far a walk goes. */
export interface BitmapReach {
  /** Whether trees, blobs and tags count. */
  readonly wantsObjects: boolean
  /** What is known already to be reached, and not entered. */
  readonly seen?: BitSet
  /** Whether what is not there is passed over. */
  readonly ignoresMissing?: boolean
  /** Whether nothing is taken from the bitmap. */
  readonly walksAll?: boolean
  /** Told of each object that was come upon by walking, with its bit. */
  readonly onMet?: (oid: string, type: ObjectType, bit: number) => void
}

export class BitmapWalk {
  /** The objects that the bitmap does not know; the first has the bit `bitmaps.count`. */
  readonly others: BitmapRoot[] = []
  readonly #otherBits = new Map<string, number>()
  readonly #raw: Uint8Array

  constructor(private readonly context: BitmapWalkContext) {
    this.#raw = new Uint8Array(context.algorithm.size)
  }

  /** The raw oid in an array that the next call fills anew. */
  #rawOf(oid: string): Uint8Array {
    decodeHex(oid, this.#raw, this.#raw.length)
    return this.#raw
  }

  /** The bit of an object; undefined: it has none yet. */
  bitOf(oid: string): number | undefined {
    const bit = this.context.bitmaps.order.bitOf(this.#rawOf(oid))
    return bit >= 0 ? bit : this.#otherBits.get(oid)
  }

  /** What a commit reaches, if the bitmap says. */
  bitmapOf(oid: string): FoundBitmap | undefined {
    return this.context.bitmaps.bitmapOf(this.#rawOf(oid))
  }

  /** The oid of a bit, in hex. */
  oidOf(bit: number): string {
    const { bitmaps } = this.context
    if (bit >= bitmaps.count) return this.others[bit - bitmaps.count]!.oid
    bitmaps.order.copyOid(bit, this.#raw)
    return encodeHex(this.#raw)
  }

  #takeBit(oid: string, type: ObjectType): number {
    let bit = this.bitOf(oid)
    if (bit === undefined) {
      bit = this.context.bitmaps.count + this.others.length
      this.others.push({ oid, type })
      this.#otherBits.set(oid, bit)
    }
    return bit
  }

  /**
   * Everything that the roots reach.
   *
   * @throws {ObjectNotFoundError} Something is missing.
   */
  reach(roots: readonly BitmapRoot[], reach: BitmapReach): BitSet {
    const reached = new BitSet(this.context.bitmaps.count)
    const commits: string[] = []
    const named: BitmapRoot[] = []
    for (const root of roots) {
      const bitmap = root.type === 'commit' && !reach.walksAll ? this.bitmapOf(root.oid) : undefined
      if (bitmap) reached.or(bitmap.bits)
      else if (root.type === 'commit') commits.push(root.oid)
      else if (reach.wantsObjects) named.push(root)
    }
    const trees = this.#walkCommits(commits, reached, reach)
    for (const root of named) this.#fill(root, reached, reach)
    if (reach.wantsObjects) for (const oid of trees) this.#fill({ oid, type: 'tree' }, reached, reach)
    return reached
  }

  /** By date. @returns The trees of the commits that were come upon. */
  #walkCommits(tips: readonly string[], reached: BitSet, reach: BitmapReach): string[] {
    const { commits } = this.context
    const trees: string[] = []
    const met = new Set<string>()
    const waiting: { oid: string; links: CommitLinks }[] = []
    const queue = new NumberQueue()
    const enqueue = (oid: string): void => {
      if (met.has(oid)) return
      met.add(oid)
      const bit = this.bitOf(oid)
      if (bit !== undefined && (reached.has(bit) || reach.seen?.has(bit))) return
      const links = commits.tryRead(oid)
      if (!links) {
        if (reach.ignoresMissing) return
        throw commits.notFound(oid)
      }
      queue.add(waiting.push({ oid, links }) - 1, links.date, links.dateRest ?? 0)
    }
    tips.forEach(enqueue)
    for (let number = queue.take(); number >= 0; number = queue.take()) {
      const { oid, links } = waiting[number]!
      const bit = this.#takeBit(oid, 'commit')
      if (reached.has(bit) || reach.seen?.has(bit)) continue
      const bitmap = reach.walksAll ? undefined : this.bitmapOf(oid)
      if (bitmap) {
        reached.or(bitmap.bits)
        continue
      }
      reached.add(bit)
      reach.onMet?.(oid, 'commit', bit)
      trees.push(links.tree)
      links.parents.forEach(enqueue)
    }
    return trees
  }

  /** An object that was named, or a tree, and all that is in it, depth first. */
  #fill(root: BitmapRoot, reached: BitSet, reach: BitmapReach): void {
    const stack: Iterator<TreeEntry>[] = []
    const enter = (oid: string, type: ObjectType): void => {
      const known = this.bitOf(oid)
      if (type !== 'tag' && known !== undefined && (reached.has(known) || reach.seen?.has(known))) return
      const data = type === 'tree' ? this.#treeData(oid, reach) : undefined
      if (data === null) return
      const bit = this.#takeBit(oid, type)
      reached.add(bit)
      reach.onMet?.(oid, type, bit)
      if (data) stack.push(new Tree(oid, data, this.context.algorithm)[Symbol.iterator]())
    }
    enter(root.oid, root.type)
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = top.next()
      if (next.done) stack.pop()
      else if (next.value.type !== 'commit') enter(next.value.oid, next.value.type)
    }
  }

  /** @returns Null: it is not there, and may be missing. */
  #treeData(oid: string, { ignoresMissing = false }: BitmapReach): Uint8Array | null {
    const { objects } = this.context
    const tree = objects.tryRead(oid)
    if (tree) return tree.data
    if (ignoresMissing) return null
    throw objects.notFound(oid)
  }
}
