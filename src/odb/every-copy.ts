/**
 * Every place that an object has, for when the first one is damaged.
 */
import { PackmapError } from '../base/errors.js'
import type { Pack } from '../pack/pack.js'
import { NOT_FOUND } from '../pack/oid-table/oid-table.js'
import type { LooseStore } from './loose-store.js'

/** One place: an entry of a pack, or a loose file. */
export type ObjectPlace = { readonly pack: Pack; readonly offset: number } | { readonly loosePath: string }

/**
 * The places of an object, packs first. Packs whose index cannot be read are passed over.
 *
 * @param raw The oid as bytes.
 * @param hex The same oid.
 */
export function* everyCopy(
  raw: Uint8Array,
  hex: string,
  packs: readonly Pack[],
  looseStores: readonly LooseStore[],
): Generator<ObjectPlace> {
  for (const pack of packs) {
    const offset = offsetIn(pack, raw)
    if (offset !== undefined) yield { pack, offset }
  }
  for (const loose of looseStores) {
    if (loose.fileSizeOf(hex) !== undefined) yield { loosePath: loose.pathOf(hex) }
  }
}

function offsetIn(pack: Pack, raw: Uint8Array): number | undefined {
  try {
    const position = pack.index.find(raw)
    return position === NOT_FOUND ? undefined : pack.index.offsetAt(position)
  } catch (error) {
    if (error instanceof PackmapError) return undefined
    throw error
  }
}
