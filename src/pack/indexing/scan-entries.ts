/**
 * The first pass over a pack without an index: where each entry begins and what it is, and the oid of every object
 * that is stored whole.
 *
 * An entry ends where its zlib stream does, so each is inflated; of deltas nothing is kept. One pass from front to
 * back, so that the pack may come from a pipe.
 */
import { EntryHeader, OBJ_OFS_DELTA, OBJ_REF_DELTA } from '../data/entry-header.js'
import { PACK_HEADER_SIZE } from '../data/pack-data.js'
import { CorruptPackError } from '../errors.js'
import type { ReadCore } from '../read/read-core.js'
import { NO_BASE, UNKNOWN_BASE } from '../traverse/entry-table.js'
import { EntryPass, type WholeObjectVisitor } from './entry-pass.js'
import type { ObjectHasher } from './object-hasher.js'
import type { PackContents } from './pack-contents.js'
import type { PackInput } from './pack-input.js'

/**
 * Reads the whole of a pack into `contents`.
 *
 * @throws {CorruptPackError} The pack breaks the format, or its checksum is wrong.
 * @throws {UnsupportedFormatError} It has an unknown version.
 */
export function scanEntries(
  input: PackInput,
  contents: PackContents,
  core: ReadCore,
  hasher: ObjectHasher,
  visit: WholeObjectVisitor,
): void {
  const { entries } = contents
  const pass = new EntryPass(input.path, entries, core, hasher, visit)
  const header = new EntryHeader()
  const count = input.readPackHeader()
  let offset = PACK_HEADER_SIZE
  for (let remaining = count; remaining > 0; remaining--) {
    input.readHeader(offset, header)
    const position = addEntry(input, contents, offset, header)
    if (entries.bases[position] !== NO_BASE) contents.unresolved++
    const end = pass.inflate(position, input, Infinity)
    entries.crcs[position] = input.crcUpTo(end)
    entries.offsets[position + 1] = end
    offset = end
  }
  contents.checksum = input.finish(offset)
}

function addEntry(
  input: PackInput,
  { entries, refDeltas }: PackContents,
  offset: number,
  header: EntryHeader,
): number {
  let base = NO_BASE
  if (header.type === OBJ_OFS_DELTA) {
    const baseOffset = offset - header.baseDistance
    if (baseOffset <= 0) throw new CorruptPackError(input.path, offset, 'delta base offset is out of bound')
    const found = entries.positionOf(baseOffset)
    base = found < 0 ? UNKNOWN_BASE : found
  } else if (header.type === OBJ_REF_DELTA) {
    base = UNKNOWN_BASE
  }
  const position = entries.add(offset, header.type, header.size, header.length, base)
  if (header.type === OBJ_REF_DELTA) refDeltas.add(position, input.bytes, header.baseOidAt)
  return position
}
