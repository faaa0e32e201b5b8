/**
 * An object whose delta chain is damaged, or leads out of its pack, read with a base from elsewhere.
 *
 * First the headers of the chain are followed until some base can be had from another pack or from a loose object;
 * then the deltas above it are inflated and applied one by one. Rare, so every step has a buffer of its own; at any
 * moment there are one base, one delta and one result.
 */
import { PackmapError } from '../../base/errors.js'
import { EntryHeader, OBJ_OFS_DELTA, OBJ_REF_DELTA } from '../data/entry-header.js'
import { applyDelta } from '../delta/apply-delta.js'
import { DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import { NOT_FOUND } from '../oid-table/oid-table.js'
import type { Pack } from '../pack.js'
import { tooMuchWork } from '../core/core-faults.js'
import { inflateEntry } from './entry-reader.js'
import { checkDeclaredSize } from './large-object.js'
import type { PackedObject } from './object-reader.js'
import { uninitialised } from './output-slabs.js'
import type { ReadCore } from './read-core.js'

/** Each link costs a look-up in every other pack. Git makes chains of 50, and 4,095 at the most. */
const LINKS_MAX = 4095

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
  const header = new EntryHeader()
  const oid = new Uint8Array(pack.algorithm.size)
  const links: number[] = []
  const seen = new Set<number>()
  try {
    for (let at = offset; links.length < LINKS_MAX && !seen.has(at);) {
      seen.add(at)
      links.push(at)
      pack.data.readHeader(at, header)
      const base = findBase(pack, at, header, oid)
      if (base === undefined) return undefined
      const found = elsewhere(oid)
      if (found) return applyAll(core, pack, found, links)
      at = base
    }
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
  }
  return undefined
}

/**
 * Where the base of the delta at `at` begins, or 0 where it is not in the pack; its oid goes to `oid`.
 *
 * @returns Undefined: the entry is no delta, or nothing says which object its base is.
 */
function findBase(pack: Pack, at: number, header: EntryHeader, oid: Uint8Array): number | undefined {
  if (header.type === OBJ_OFS_DELTA) {
    const base = at - header.baseDistance
    return pack.copyOidOf(base, oid) ? base : undefined
  }
  if (header.type !== OBJ_REF_DELTA) return undefined
  oid.set(pack.data.baseOid.subarray(0, oid.length))
  const position = pack.index.find(oid)
  return position === NOT_FOUND ? 0 : pack.index.offsetAt(position)
}

/** Applies the deltas at `links`, the last one first, to the base of that. */
function applyAll(
  core: ReadCore,
  pack: Pack,
  base: PackedObject,
  links: readonly number[],
): PackedObject | undefined {
  const sizes = new DeltaSizes()
  let content = base.data
  let written = 0
  for (const at of links.toReversed()) {
    const delta = inflateDelta(core, pack, at)
    const { length } = delta
    if (!readDeltaSizes(delta, 0, length, sizes) || sizes.base !== content.length) return undefined
    if (sizes.result > core.maxObjectSize) return undefined
    written += sizes.result
    if (written > core.maxDeltaWork) throw tooMuchWork(pack.path, links[0]!, core.maxDeltaWork)
    const result = uninitialised(sizes.result)
    if (applyDelta(content, 0, content.length, delta, sizes.next, length, result, 0, sizes.result))
      return undefined
    content = result
  }
  return { type: base.type, data: content }
}

function inflateDelta(core: ReadCore, pack: Pack, at: number): Uint8Array {
  const header = new EntryHeader()
  pack.data.readHeader(at, header)
  checkDeclaredSize(core, pack, at, header.size)
  const delta = uninitialised(header.size)
  const end = inflateEntry(core, pack, at, at + header.length, delta, 0, header.size)
  if (core.verify !== 'none') core.verifyEntry(pack.row, at, end)
  return delta
}
