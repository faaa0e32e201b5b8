/**
 * A delta chain with something in it that does not fit the arena's scratch areas: each step in a buffer of its own.
 *
 * Rare (git keeps blobs beyond `core.bigFileThreshold` whole), so it is written to be plain. At any moment it holds
 * the base, one delta and one result.
 */
import { applyDelta } from '../delta/apply-delta.js'
import { DeltaSizes } from '../delta/delta-sizes.js'
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { checkDeltaSizes, checkDeltaWork } from './check-delta-sizes.js'
import type { EntryReader } from './entry-reader.js'
import type { ReadCore } from './read-core.js'

/** The object of the core's chain, which {@link ReadCore.chain} has followed. Throws as `ObjectReader.read` does. */
export function readLargeObject(core: ReadCore, entries: EntryReader, pack: Pack): Uint8Array {
  const { chain } = core
  const sizes = new DeltaSizes()
  let content = readEntry(core, entries, pack, chain.depth)
  let written = content.length
  for (let link = chain.depth - 1; link >= 0; link--) {
    const delta = readEntry(core, entries, pack, link)
    checkDeltaSizes(core, pack, link, delta, 0, delta.length, content.length, sizes)
    checkDeltaWork(core, pack, (written += sizes.result))
    const result = core.slabs.alone(sizes.result)
    const fault = applyDelta(
      content,
      0,
      content.length,
      delta,
      sizes.next,
      delta.length,
      result,
      0,
      sizes.result,
    )
    if (fault !== undefined) throw new CorruptPackError(pack.path, chain.offsets[link]!, fault)
    core.counters.deltas++
    core.counters.deltaBytes += sizes.result
    content = result
  }
  return content
}

function readEntry(core: ReadCore, entries: EntryReader, pack: Pack, link: number): Uint8Array {
  const { arena, cache, chain } = core
  const slot = chain.slots[link]!
  if (cache.holds(slot, pack.id, chain.offsets[link]!)) {
    const at = cache.at[slot]!
    return arena.bytes.slice(at, at + cache.sizes[slot]!)
  }
  entries.select(pack, link)
  const data = core.slabs.alone(chain.sizes[link]!)
  entries.inflateInto(pack, data)
  return data
}
