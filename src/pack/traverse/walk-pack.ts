/**
 * Every object of an indexed pack once, in the order of the delta tree.
 *
 * Twice as fast as reading them one by one, and of bases no more is held than the core's arena. For 849,000 entries
 * the table and the tree take 30 MB.
 */
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import type { ReadCore } from '../read/read-core.js'
import { NO_ENTRY } from './delta-tree.js'
import { DeltaWalk, type ObjectVisitor } from './delta-walk.js'
import { tableOf } from './pack-table.js'

/**
 * Visits every object of a pack.
 *
 * @param core The walk's own while it lasts; the visitor may read with any other.
 * @throws {CorruptPackError | CorruptIndexError | ObjectTooLargeError} At the first object that cannot be made.
 */
export function walkPack(core: ReadCore, pack: Pack, visit: ObjectVisitor): void {
  const table = tableOf(pack)
  const walk = new DeltaWalk(core, pack.data, table, table)
  walk.begin(NO_ENTRY, table.firstRoot, NO_ENTRY)
  walk.run(visit)
  // What hangs on no root has been met by nobody.
  const missed = table.lost[0]
  if (missed !== undefined) {
    const offset = table.offsets[missed]!
    throw new CorruptPackError(pack.path, offset, 'delta chain is a circle, or its base is not in the pack')
  }
}
