/**
 * Every object of an indexed pack once, in the order of the delta tree.
 *
 * Twice as fast as reading them one by one, and of bases no more is held than the core's arena. For 849,000 entries
 * the table and the tree take 40 MB.
 */
import { EntryHeader } from '../data/entry-header.js'
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { baseOf } from '../read/delta-chain.js'
import type { ReadCore } from '../read/read-core.js'
import { DeltaTree } from './delta-tree.js'
import { DeltaWalk, type ObjectVisitor } from './delta-walk.js'
import { EntryTable, NO_BASE } from './entry-table.js'

/**
 * The entries of an indexed pack: everything that the headers say. Oids and CRC-32s stay in the index.
 *
 * @throws {CorruptPackError | CorruptIndexError} An entry's header is broken, or its base is not in the pack.
 */
export function entriesOf(pack: Pack): EntryTable {
  const { order, data } = pack
  const entries = new EntryTable(pack.algorithm, Math.max(1, order.count))
  const { offsets } = entries
  for (let position = 0; position < order.count; position++) offsets[position] = order.offsetAt(position)
  offsets[order.count] = data.entriesEnd
  const header = new EntryHeader()
  entries.count = order.count
  for (let position = 0; position < order.count; position++) {
    const offset = offsets[position]!
    data.readHeader(offset, header)
    entries.types[position] = header.type
    entries.sizes[position] = header.size
    entries.headerLengths[position] = header.length
    const baseOffset = baseOf(pack, offset, header)
    const base = baseOffset === 0 ? NO_BASE : entries.positionOf(baseOffset)
    if (baseOffset !== 0 && base < 0) {
      throw new CorruptPackError(
        pack.path,
        offset,
        `no entry begins at byte ${baseOffset}, where the delta base is`,
      )
    }
    entries.bases[position] = base
  }
  return entries
}

/**
 * Visits every object of a pack.
 *
 * @param core The walk's own while it lasts; the visitor may read with any other.
 * @throws {CorruptPackError | CorruptIndexError | ObjectTooLargeError} At the first object that cannot be made.
 */
export function walkPack(core: ReadCore, pack: Pack, visit: ObjectVisitor): void {
  const entries = entriesOf(pack)
  const tree = new DeltaTree(entries)
  const walk = new DeltaWalk(core, pack.data, entries, tree)
  for (let position = 0; position < entries.count; position++) {
    if (entries.bases[position] === NO_BASE) walk.walk(position, visit)
  }
  // What hangs on no root has been met by nobody.
  const missed = entries.objectTypes.indexOf(0)
  if (missed >= 0 && missed < entries.count) {
    throw new CorruptPackError(pack.path, entries.offsets[missed]!, 'delta chain is a circle')
  }
}
