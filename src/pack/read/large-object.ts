/**
 * A delta chain with something in it that does not fit the core's memory: each step in a buffer of its own.
 *
 * Rare (git keeps blobs beyond `core.bigFileThreshold` whole), so it is written to be plain. At any moment it holds
 * the base, one delta and one result.
 */
import { ObjectTooLargeError } from '../../object/errors.js'
import {
  DECLARES_TOO_MUCH,
  LINK_LENGTH,
  LINK_OFFSET,
  LINK_SIZE,
  STATE_DEPTH,
  TOO_LARGE,
} from '../core/core-layout.js'
import { applyDelta } from '../delta/apply-delta.js'
import { DeltaSizes, readDeltaSizes } from '../delta/delta-sizes.js'
import { tooMuchWork } from '../core/core-faults.js'
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { inflateEntry } from './entry-reader.js'
import type { ReadCore } from './read-core.js'

/** Two bits of deflate stand for at most 258 bytes (RFC 1951), so no stream inflates to more than this times its size. */
const INFLATION_MAX = 1032

/** The object whose entry begins at `offset`. Throws as `readPacked` does. */
export function readLargeObject(core: ReadCore, pack: Pack, offset: number): Uint8Array {
  // What is in the cache may go meanwhile, so the chain is followed through the pack alone.
  core.functions.followThroughPack(pack.row, offset)
  const depth = core.stateWord(STATE_DEPTH)
  const sizes = new DeltaSizes()
  let content = readEntry(core, pack, depth)
  let written = content.length
  for (let link = depth - 1; link >= 0; link--) {
    const delta = readEntry(core, pack, link)
    const entry = core.rows.number(core.linkAt(link) + LINK_OFFSET)
    if (!readDeltaSizes(delta, 0, delta.length, sizes))
      throw new CorruptPackError(pack.path, entry, 'delta is cut short')
    if (sizes.base !== content.length) {
      const detail = `delta is for a base of ${sizes.base} bytes, and its base has ${content.length}`
      throw new CorruptPackError(pack.path, entry, detail)
    }
    if (sizes.result > core.maxObjectSize)
      throw new ObjectTooLargeError(`${pack.path} (at byte ${entry})`, sizes.result, core.maxObjectSize)
    written += sizes.result
    if (written > core.maxDeltaWork) throw tooMuchWork(pack.path, offset, core.maxDeltaWork)
    const result = core.slabs.alone(sizes.result)
    const { base, next } = sizes
    const fault = applyDelta(content, 0, base, delta, next, delta.length, result, 0, sizes.result)
    if (fault !== undefined) throw new CorruptPackError(pack.path, entry, fault)
    core.counters.deltas++
    core.counters.deltaBytes += sizes.result
    content = result
  }
  return content
}

function readEntry(core: ReadCore, pack: Pack, link: number): Uint8Array {
  const { rows, counters } = core
  const row = core.linkAt(link)
  const entry = rows.number(row + LINK_OFFSET)
  const size = rows.number(row + LINK_SIZE)
  checkDeclaredSize(core, pack, entry, size)
  const data = core.slabs.alone(size)
  const end = inflateEntry(core, pack, entry, entry + rows.byte(row + LINK_LENGTH), data, 0, size)
  counters.inflates++
  counters.inflatedBytes += size
  if (core.verify !== 'none') core.verifyEntry(pack.row, entry, end)
  return data
}

/**
 * Checks what an entry declares before anything is allocated for it.
 *
 * @throws {CorruptPackError} It declares more than the rest of the pack can hold.
 * @throws {ObjectTooLargeError} It declares more than `maxObjectSize`.
 */
export function checkDeclaredSize(core: ReadCore, pack: Pack, entry: number, size: number): void {
  const rest = pack.data.entriesEnd - entry
  if (size > rest * INFLATION_MAX) core.fail(DECLARES_TOO_MUCH, pack.row, entry, size, 0)
  if (size > core.maxObjectSize) core.fail(TOO_LARGE, pack.row, entry, size, core.maxObjectSize)
}
