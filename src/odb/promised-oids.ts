/**
 * The objects that a partial clone was promised: those of its promisor packs, and all that these name.
 *
 * Format: gitformat-pack has none; "Partial Clone" of git's technical documentation: a pack beside which a
 * `.promisor` file lies came from a remote that will serve whatever its objects refer to.
 */
import { PackmapError } from '../base/errors.js'
import { encodeHex } from '../object/oid.js'
import { OidSet } from '../object/oid-set.js'
import { visitReferences } from '../object/references.js'
import type { ObjectSource } from './object-source.js'

/**
 * Reads every object of every promisor pack but the blobs: what takes seconds on a large repository.
 *
 * @returns Undefined: no pack is a promisor's.
 */
export function promisedOids(source: ObjectSource): OidSet | undefined {
  const { packs, algorithm, files } = source
  const promisors = packs.packs.filter((pack) => pack.isPromisor)
  if (promisors.length === 0) return undefined
  const promised = new OidSet(algorithm.size)
  const raw = new Uint8Array(algorithm.size)
  for (const { order, index } of promisors) {
    for (let packPosition = 0; packPosition < order.count; packPosition++) {
      index.copyOid(order.indexPositionAt(packPosition), raw)
      promised.add(raw)
      try {
        addReferences(source, raw, promised)
      } catch (error) {
        // What a broken object refers to cannot be known; it was promised itself, and that is kept.
        if (!(error instanceof PackmapError)) throw error
      }
      files.release()
    }
  }
  return promised
}

function addReferences(source: ObjectSource, raw: Uint8Array, promised: OidSet): void {
  const hex = encodeHex(raw)
  if (source.readHeader(raw, hex)?.type === 'blob') return
  const object = source.read(raw, hex)
  if (!object) return
  visitReferences(object.type, object.data, source.algorithm, (oid) => {
    promised.add(oid)
  })
}
