/**
 * Whether an object lies in a pack beside which a file of a certain ending stands: `.keep` (it is not to be repacked) or
 * `.promisor` (it came from a remote that promised whatever its objects refer to).
 */
import { existsSync } from 'node:fs'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import type { Pack } from '../pack/pack.js'
import type { ObjectSource } from './object-source.js'

export type PackMark = 'keep' | 'promisor'

export class MarkedPacks {
  #generation = -1
  readonly #marked = new Map<PackMark, readonly Pack[]>()

  constructor(private readonly source: ObjectSource) {}

  /** By the raw oid. Whether other packs have the object too does not matter. */
  has(oid: Uint8Array, mark: PackMark): boolean {
    const { packs } = this.source
    return packs.again(() => this.#packs(mark).some(({ index }) => index.find(oid) !== NOT_FOUND))
  }

  /** Looked for when packs have come or gone. */
  #packs(mark: PackMark): readonly Pack[] {
    const { packs } = this.source
    if (this.#generation !== packs.generation) this.#marked.clear()
    let marked = this.#marked.get(mark)
    if (!marked) {
      marked = packs.readable().filter(({ stem }) => existsSync(`${stem}.${mark}`))
      this.#marked.set(mark, marked)
      this.#generation = packs.generation
    }
    return marked
  }
}
