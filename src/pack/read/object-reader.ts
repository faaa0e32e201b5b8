/**
 * From (pack, offset) to an object of the caller's: the core makes it, and it is copied out. What does not fit the core's
 * memory is inflated straight into the result, or put together step by step.
 */
import type { ObjectType } from '../../object/object-type.js'
import * as layout from '../core/core-layout.js'
import { TYPE_NAMES } from '../data/entry-header.js'
import type { Pack } from '../pack.js'
import { inflateEntry } from './entry-reader.js'
import { checkDeclaredSize, readLargeObject } from './large-object.js'
import type { ReadCore } from './read-core.js'

/** Content and type of one object. */
export interface PackedObject {
  readonly type: ObjectType
  readonly data: Uint8Array
}

/** Type and size of one object. */
export interface PackedHeader {
  readonly type: ObjectType
  /** Bytes of content. */
  readonly size: number
}

/**
 * The object whose entry begins at `offset`.
 *
 * @param isBrief Whether its content may lie in memory that the next brief read uses again.
 * @throws {CorruptPackError | CorruptIndexError} The entry, or one of its chain, breaks the format.
 * @throws {ObjectTooLargeError} It, or anything on the way to it, is larger than `maxObjectSize`.
 * @throws {DeltaLimitError} It builds on more deltas than `maxDeltaDepth`, or takes more than `maxDeltaWork`.
 */
export function readPacked(core: ReadCore, pack: Pack, offset: number, isBrief = false): PackedObject {
  const status = core.functions.makeObject(pack.row, offset, 0)
  const type = TYPE_NAMES[core.stateWord(layout.STATE_RESULT_TYPE)]!
  if (status === layout.MADE) return { type, data: copyOut(core, isBrief) }
  if (status === layout.IS_WHOLE) return { type, data: readWhole(core, pack, isBrief) }
  return { type, data: readLargeObject(core, pack, offset) }
}

/** Type and size of the object whose entry begins at `offset`, without making it. Throws as {@link readPacked} does. */
export function readPackedHeader({ functions, rows }: ReadCore, pack: Pack, offset: number): PackedHeader {
  const type = TYPE_NAMES[functions.readHeader(pack.row, offset)]!
  return { type, size: rows.number(layout.STATE_AT + layout.STATE_NUMBER) }
}

function copyOut({ memory, rows, slabs }: ReadCore, isBrief: boolean): Uint8Array {
  const at = rows.word(layout.STATE_AT + layout.STATE_RESULT_AT)
  const size = rows.word(layout.STATE_AT + layout.STATE_RESULT_SIZE)
  const data = isBrief ? slabs.takeBriefly(size) : slabs.take(size)
  data.set(memory.bytes.subarray(at, at + size))
  return data
}

/** A large object that is stored whole: the only link of the chain that was just followed. */
function readWhole(core: ReadCore, pack: Pack, isBrief: boolean): Uint8Array {
  const { rows, slabs, counters } = core
  const link = core.linkAt(0)
  const entry = rows.number(link + layout.LINK_OFFSET)
  const size = rows.number(link + layout.LINK_SIZE)
  const stream = entry + rows.byte(link + layout.LINK_LENGTH)
  checkDeclaredSize(core, pack, entry, size)
  const data = isBrief ? slabs.takeBriefly(size) : slabs.alone(size)
  const end = inflateEntry(core, pack, entry, stream, data, 0, size)
  counters.inflates++
  counters.inflatedBytes += size
  if (core.verify !== 'none') core.verifyEntry(pack.row, entry, end)
  return data
}
