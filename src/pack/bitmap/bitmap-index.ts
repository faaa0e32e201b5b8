/** A bitmap of a repository's objects: one file, or those of a chain of multi-pack-indexes, and what its bits stand for. */
import { BitSet } from '../../base/bit-set.js'
import type { ObjectType } from '../../object/object-type.js'
import type { BitOrder } from './bit-order.js'
import type { BitmapFile, CommitBitmap } from './bitmap-file.js'

/** What a bitmap file belongs to. */
export interface BitmapLayer {
  readonly file: BitmapFile
  readonly kind: 'MIDX' | 'pack'
}

/** The bitmap of a commit, and where it was found. */
export interface FoundBitmap extends CommitBitmap {
  readonly layer: BitmapLayer
}

export class BitmapIndex implements Disposable {
  /** Objects, and so bits. */
  readonly count: number
  readonly #types = new Map<ObjectType, BitSet>()

  /**
   * @param layers The lowest first.
   * @param width Bytes of an oid.
   * @param owned What is disposed of with it.
   */
  constructor(
    readonly order: BitOrder,
    readonly layers: readonly BitmapLayer[],
    readonly width: number,
    private readonly owned: readonly Disposable[] = [],
  ) {
    this.count = order.count
  }

  /** The topmost layer, which is the only one in most repositories. */
  get top(): BitmapFile {
    return this.layers.at(-1)!.file
  }

  /** The objects of a type, as bits; not to be changed. */
  ofType(type: ObjectType): BitSet {
    let bits = this.#types.get(type)
    if (!bits) {
      bits = new BitSet(this.count)
      for (const { file } of this.layers) bits.or(file.ofType(type))
      this.#types.set(type, bits)
    }
    return bits
  }

  /** What a commit reaches, by its raw oid; throws as {@link BitmapFile.bitmapOf} does. */
  bitmapOf(oid: Uint8Array): FoundBitmap | undefined {
    const position = this.order.positionOf(oid)
    if (position < 0) return undefined
    for (const layer of [...this.layers].reverse()) {
      const bitmap = layer.file.bitmapOf(position)
      if (bitmap) return { ...bitmap, layer }
    }
    return undefined
  }

  [Symbol.dispose](): void {
    for (const { file } of this.layers) file[Symbol.dispose]()
    for (const one of this.owned) one[Symbol.dispose]()
  }
}
