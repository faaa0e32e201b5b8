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
import { type EntryTable, NO_BASE, UNKNOWN_BASE } from '../traverse/entry-table.js'
import { HEADROOM } from '../traverse/held-contents.js'
import type { ObjectHasher } from './object-hasher.js'
import type { PackContents } from './pack-contents.js'
import type { PackInput } from './pack-input.js'

/** Of what does not fit the arena's scratch area, this much is inflated at a time. */
const PIECE_SIZE = 1024 * 1024

/** Sees an object that is stored whole; its content is at `bytes[at…]`, or `bytes` is undefined: it was too large. */
export type WholeObjectVisitor = (
  position: number,
  bytes: Uint8Array | undefined,
  at: number,
  size: number,
) => void

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
  const reader = new InputEntryReader(input, core)
  const header = new EntryHeader()
  const count = input.readPackHeader()
  let offset = PACK_HEADER_SIZE
  for (let remaining = count; remaining > 0; remaining--) {
    input.readHeader(offset, header)
    const { type, size, length } = header
    const position = addEntry(input, contents, offset, header)
    core.inflater.begin(input, offset + length, Infinity)
    if (entries.bases[position] === NO_BASE) {
      entries.objectTypes[position] = type
      readWhole(reader, core, hasher, entries, position, visit)
    } else {
      contents.unresolved++
      reader.skip(offset, size)
    }
    const end = core.inflater.offset
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

function readWhole(
  reader: InputEntryReader,
  core: ReadCore,
  hasher: ObjectHasher,
  entries: EntryTable,
  position: number,
  visit: WholeObjectVisitor,
): void {
  const { arena } = core
  const type = entries.types[position]!
  const size = entries.sizes[position]!
  const offset = entries.offsets[position]!
  const { oids, width } = entries
  if (HEADROOM + size < arena.scratchSize) {
    const at = arena.firstScratchAt + HEADROOM
    reader.inflate(offset, arena.bytes, at, size)
    hasher.hash(type, arena.bytes, at, size, oids, position * width)
    visit(position, arena.bytes, at, size)
    return
  }
  const hash = hasher.begin(type, size)
  reader.inflatePieces(offset, size, (piece) => hash.update(piece))
  oids.set(hash.digest(), position * width)
  visit(position, undefined, 0, size)
}

/** Inflates the entries of an input that only moves forward. */
class InputEntryReader {
  readonly #input: PackInput
  readonly #core: ReadCore

  constructor(input: PackInput, core: ReadCore) {
    this.#input = input
    this.#core = core
  }

  /** Inflates an entry to `output[at…]`, which has room for one byte more than its size. */
  inflate(offset: number, output: Uint8Array, at: number, size: number): void {
    const length = this.#core.inflater.fill(output, at, size + 1)
    if (length !== size) throw this.#wrongLength(offset, size, length)
  }

  /** Inflates an entry of any size, a piece at a time. */
  inflatePieces(offset: number, size: number, take: (piece: Uint8Array) => void): void {
    const { inflater, arena } = this.#core
    const at = arena.firstScratchAt
    let produced = 0
    while (!inflater.hasEnded) {
      const length = inflater.fill(arena.bytes, at, PIECE_SIZE)
      produced += length
      if (length < 0 || produced > size) throw this.#wrongLength(offset, size, length < 0 ? length : produced)
      take(arena.bytes.subarray(at, at + length))
    }
    if (produced !== size) throw this.#wrongLength(offset, size, produced)
  }

  /** Passes over an entry, checking that it has its size. */
  skip(offset: number, size: number): void {
    const { arena } = this.#core
    if (size < arena.scratchSize) this.inflate(offset, arena.bytes, arena.firstScratchAt, size)
    else this.inflatePieces(offset, size, () => undefined)
  }

  #wrongLength(offset: number, size: number, length: number): CorruptPackError {
    const much = length > size ? 'more' : `${length} bytes, less`
    const detail =
      length < 0 ? this.#core.inflater.fault : `entry inflates to ${much} than the declared ${size}`
    return new CorruptPackError(this.#input.path, offset, detail)
  }
}
