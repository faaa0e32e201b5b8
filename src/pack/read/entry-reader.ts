/**
 * Inflating one entry by the general inflater: what is too long for the core, or not well-formed, and then this says what
 * is wrong.
 */
import { CorruptPackError } from '../errors.js'
import type { Pack } from '../pack.js'
import { crcOfRange } from './entry-crc.js'
import type { ReadCore } from './read-core.js'

const ONE_BYTE = new Uint8Array(1)

/**
 * Inflates the stream at `stream`, of the entry at `entry`, to `output[at…]`.
 *
 * @param size Bytes that it is to have.
 * @returns One past its last byte in the pack.
 * @throws {CorruptPackError} It is broken, or of another size.
 */
export function inflateEntry(
  { inflater }: ReadCore,
  pack: Pack,
  entry: number,
  stream: number,
  output: Uint8Array,
  at: number,
  size: number,
): number {
  inflater.begin(pack.data.file, stream, pack.data.entriesEnd)
  const room = at + size < output.length ? size + 1 : size
  let length = inflater.fill(output, at, room)
  if (length === size && !inflater.hasEnded) {
    const more = inflater.fill(ONE_BYTE, 0, 1)
    length = more < 0 ? more : length + more
  }
  if (length === size) return inflater.offset
  const much = length > size ? 'more' : `${length} bytes, less`
  const detail = length < 0 ? inflater.fault : `entry inflates to ${much} than the declared ${size}`
  throw new CorruptPackError(pack.path, entry, detail)
}

/**
 * Compares the entry from `entry` to `end`, which was just inflated, with what the index says of it.
 *
 * @throws {CorruptPackError} It ends elsewhere than where the next begins, or has another CRC-32.
 */
export function verifyCrc(pack: Pack, entry: number, end: number): void {
  const { file } = pack.data
  let packPosition = pack.packPositionOf(entry)
  if (packPosition >= 0 && pack.endAt(packPosition) !== end && pack.distrustRevFile()) {
    packPosition = pack.packPositionOf(entry)
  }
  if (packPosition < 0 || pack.endAt(packPosition) !== end) {
    throw new CorruptPackError(pack.path, entry, `entry ends at byte ${end}, not where the next begins`)
  }
  const expected = pack.index.crcAt(pack.order.indexPositionAt(packPosition))
  if (expected === undefined) return // index version 1 has none
  if (crcOfRange(file, entry, end) !== expected)
    throw new CorruptPackError(pack.path, entry, 'CRC-32 of the entry differs from the one in the index')
}
