/**
 * Which object each bit of a bitmap stands for: those of a pack in the order of its entries, or those of a
 * multi-pack-index in the order that its reverse index gives them.
 *
 * Formats: gitformat-bitmap; gitformat-pack, "Reverse index" and the chunk `RIDX` of a multi-pack-index. In a chain of
 * multi-pack-indexes the bits and positions of one layer follow those of the layers below.
 */
import { readUint32 } from '../../base/big-endian.js'
import { CorruptIndexError } from '../errors.js'
import type { MultiPackIndex } from '../midx/multi-pack-index.js'
import { NOT_FOUND } from '../oid-table/oid-table.js'
import type { Pack } from '../pack.js'

export interface BitOrder {
  /** Bits that there are: the objects of the pack, or of all layers. */
  readonly count: number
  /** The bit of an object, by its raw oid; -1: it has none. */
  bitOf(oid: Uint8Array): number
  /** The position of an object in the index, by its raw oid; -1: it is not there. */
  positionOf(oid: Uint8Array): number
  /** Writes the raw oid of a bit, 0 to `count - 1`, to `out`. */
  copyOid(bit: number, out: Uint8Array): void
  /** Writes the raw oid at a position of the index, 0 to `count - 1`, to `out`. */
  copyOidAt(position: number, out: Uint8Array): void
  /** Bytes that the entry of a bit takes in its pack. */
  diskSizeAt(bit: number): number
}

/** The bits of a pack's own bitmap. */
export class PackBits implements BitOrder {
  readonly count: number

  constructor(private readonly pack: Pack) {
    this.count = pack.index.objectCount
  }

  bitOf(oid: Uint8Array): number {
    const position = this.positionOf(oid)
    return position < 0 ? -1 : this.pack.packPositionOf(this.pack.index.offsetAt(position))
  }

  positionOf(oid: Uint8Array): number {
    const position = this.pack.index.find(oid)
    return position === NOT_FOUND ? -1 : position
  }

  copyOid(bit: number, out: Uint8Array): void {
    this.pack.index.copyOid(this.pack.order.indexPositionAt(bit), out)
  }

  copyOidAt(position: number, out: Uint8Array): void {
    this.pack.index.copyOid(position, out)
  }

  diskSizeAt(bit: number): number {
    const offset = this.pack.order.offsetAt(bit)
    return this.pack.endOf(offset) - offset
  }
}

/** A multi-pack-index with what is needed to read its bitmap. */
export interface MidxLayer {
  readonly midx: MultiPackIndex
  /** By number. */
  readonly packs: readonly Pack[]
  /** Where the reverse index comes from. */
  readonly path: string
  /** The reverse index: by bit a position, as big-endian words. */
  readonly reverse: Uint8Array
}

interface Layer extends MidxLayer {
  /** How many bits there are in the layers below. */
  readonly base: number
  /** By bit of this layer its position in this layer, and the other way round. */
  readonly positions: Uint32Array
  readonly bits: Uint32Array
}

/** The bits of a multi-pack-index, or of a chain of them, the lowest first. */
export class MidxBits implements BitOrder {
  readonly count: number
  readonly #layers: readonly Layer[]

  /** @throws {CorruptIndexError} A reverse index names a position twice, or one that there is not. */
  constructor(layers: readonly MidxLayer[]) {
    let base = 0
    this.#layers = layers.map((layer) => {
      const { midx } = layer
      const made = { ...layer, base, ...readReverse(layer) }
      base += midx.objectCount
      return made
    })
    this.count = base
  }

  bitOf(oid: Uint8Array): number {
    for (const { midx, base, bits } of this.#layers) {
      const position = midx.positionOf(oid)
      if (position >= 0) return base + bits[position]!
    }
    return -1
  }

  positionOf(oid: Uint8Array): number {
    for (const { midx, base } of this.#layers) {
      const position = midx.positionOf(oid)
      if (position >= 0) return base + position
    }
    return -1
  }

  copyOid(bit: number, out: Uint8Array): void {
    const { midx, base, positions } = this.#layerOf(bit)
    midx.copyOid(positions[bit - base]!, out)
  }

  copyOidAt(position: number, out: Uint8Array): void {
    const { midx, base } = this.#layerOf(position)
    midx.copyOid(position - base, out)
  }

  diskSizeAt(bit: number): number {
    const { midx, packs, base, positions } = this.#layerOf(bit)
    midx.readPlace(positions[bit - base]!)
    const { foundPack, foundOffset } = midx
    return packs[foundPack]!.endOf(foundOffset) - foundOffset
  }

  #layerOf(bit: number): Layer {
    return this.#layers.findLast(({ base }) => bit >= base)!
  }
}

/** The same position twice would leave another without a bit. */
function readReverse({ midx, reverse, path }: MidxLayer): Pick<Layer, 'positions' | 'bits'> {
  const count = midx.objectCount
  const positions = new Uint32Array(count)
  const bits = new Uint32Array(count)
  const isTaken = new Uint8Array(count)
  for (let bit = 0; bit < count; bit++) {
    const position = readUint32(reverse, bit * 4)
    if (position >= count || isTaken[position] === 1) {
      throw new CorruptIndexError(path, 0, `bit ${bit} is of position ${position} of ${count}`)
    }
    isTaken[position] = 1
    positions[bit] = position
    bits[position] = bit
  }
  return { positions, bits }
}
