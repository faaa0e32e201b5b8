import { CorruptPackError } from '../errors.js'
import { NOT_FOUND } from '../oid-table/oid-table.js'
import type { Pack } from '../pack.js'
import { type EntryHeader, OBJ_OFS_DELTA, OBJ_REF_DELTA } from './entry-header.js'

/**
 * Offset of the base of the delta whose header was read last; 0 for an entry that is no delta.
 *
 * @throws {CorruptPackError} The base is not in the pack.
 */
export function baseOf(pack: Pack, offset: number, header: EntryHeader): number {
  if (header.type === OBJ_OFS_DELTA) {
    const base = offset - header.baseDistance
    if (base <= 0) throw new CorruptPackError(pack.path, offset, 'delta base lies before the pack')
    return base
  }
  if (header.type !== OBJ_REF_DELTA) return 0
  const position = pack.index.find(pack.data.baseOid)
  if (position === NOT_FOUND) throw new CorruptPackError(pack.path, offset, 'delta base is not in the pack')
  return pack.index.offsetAt(position)
}
