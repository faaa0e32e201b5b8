/**
 * An object whose delta chain is damaged, or leads out of its pack, read with a base from elsewhere.
 *
 * The entries from the object down are inflated one by one until some base can be had from another pack or from a
 * loose object; then the deltas are applied to that. Rare, so every step has a buffer of its own.
 */
import { PackmapError } from '../../base/errors.js'
import { EntryHeader, OBJ_OFS_DELTA, OBJ_REF_DELTA } from '../data/entry-header.js'
import { applyDelta } from '../delta/apply-delta.js'
import { DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import type { Pack } from '../pack.js'
import { EntryReader } from './entry-reader.js'
import type { PackedObject } from './object-reader.js'
import type { ReadCore } from './read-core.js'
import { uninitialised } from './output-slabs.js'

/**
 * The object whose entry begins at `offset`.
 *
 * @param elsewhere Another copy of the object of a raw oid, from anywhere but this pack.
 * @returns Undefined: the object's own entry is damaged, or no base of its chain can be had from elsewhere.
 */
export function readAroundDamage(
  core: ReadCore,
  pack: Pack,
  offset: number,
  elsewhere: (oid: Uint8Array) => PackedObject | undefined,
): PackedObject | undefined {
  const deltas: Uint8Array[] = []
  const oid = new Uint8Array(pack.algorithm.size)
  try {
    for (let at = offset; deltas.length < pack.index.objectCount;) {
      const next = takeDelta(core, pack, at, deltas, oid)
      if (next === undefined) return undefined
      const base = elsewhere(oid)
      if (base) return applyAll(core, base, deltas)
      at = next
    }
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
  }
  return undefined
}

/**
 * Adds the delta at `at` to `deltas`, and writes the oid of its base to `oid`.
 *
 * @returns Offset of the base in this pack, or one where no entry is; undefined: the entry is no delta.
 */
function takeDelta(
  core: ReadCore,
  pack: Pack,
  at: number,
  deltas: Uint8Array[],
  oid: Uint8Array,
): number | undefined {
  const header = new EntryHeader()
  pack.data.readHeader(at, header)
  if (header.type !== OBJ_OFS_DELTA && header.type !== OBJ_REF_DELTA) return undefined
  let base: number
  if (header.type === OBJ_OFS_DELTA) {
    base = at - header.baseDistance
    if (!pack.copyOidOf(base, oid)) return undefined
  } else {
    oid.set(pack.data.baseOid.subarray(0, oid.length))
    const position = pack.index.find(oid)
    base = position < 0 ? 0 : pack.index.offsetAt(position)
  }
  const { chain } = core
  chain.offsets[0] = at
  chain.sizes[0] = header.size
  chain.streams[0] = at + header.length
  const entries = new EntryReader(core)
  entries.select(pack, 0)
  const delta = uninitialised(header.size)
  entries.inflateInto(pack, delta)
  deltas.push(delta)
  return base
}

function applyAll(
  core: ReadCore,
  base: PackedObject,
  deltas: readonly Uint8Array[],
): PackedObject | undefined {
  const sizes = new DeltaSizes()
  let content = base.data
  for (const delta of deltas.toReversed()) {
    if (!readDeltaSizes(delta, 0, delta.length, sizes) || sizes.base !== content.length) return undefined
    if (sizes.result > core.maxObjectSize) return undefined
    const result = uninitialised(sizes.result)
    const { length } = delta
    if (applyDelta(content, 0, content.length, delta, sizes.next, length, result, 0, sizes.result))
      return undefined
    content = result
  }
  return { type: base.type, data: content }
}
