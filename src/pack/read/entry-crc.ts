/** The CRC-32s of entries: what the index says, and what the bytes come to. */
import { crc32 } from '../../base/crc32.js'
import { EntryHeader } from '../data/entry-header.js'
import type { FileWindow } from '../file-window.js'
import type { Pack } from '../pack.js'
import type { ReadCore } from './read-core.js'

/**
 * `unknown`: the index is of version 1, which has none, or the entry is larger than may be read. `overlong`: up to the
 * next entry there is more than this one takes, and no CRC-32 of that was computed.
 */
export type CrcState = 'right' | 'wrong' | 'unknown' | 'overlong'

/** zlib makes of `size` bytes no more than this, however badly they deflate, with an entry's header before them. */
const OVERHEAD_SHARE = 1.2
const OVERHEAD_BYTES = 64 * 1024

/** Bytes inflated at a time to find out where a stream ends. */
const PASSED_BYTES = 64 * 1024

/** CRC-32 of the bytes of a file from `at` to `end`, which must lie inside it. */
export function crcOfRange(file: FileWindow, at: number, end: number): number {
  let crc = 0
  while (at < end) {
    file.seek(at, end - at)
    const stop = Math.min(end, file.end)
    crc = crc32(file.bytes.subarray(at - file.begin, stop - file.begin), crc)
    at = stop
  }
  return crc
}

/**
 * Compares the bytes of the entry that begins at `offset` with what the index says of them. Takes time in proportion to
 * the entry, and not to what lies between it and the next: a sparse file may have terabytes there.
 *
 * @throws {CorruptIndexError} The index says of no object that it begins there.
 * @throws {CorruptPackError} There is no entry.
 */
export function crcStateOf(core: ReadCore, pack: Pack, offset: number): CrcState {
  const end = Math.min(pack.endOf(offset), pack.data.entriesEnd)
  const expected = pack.index.crcAt(pack.order.indexPositionAt(pack.packPositionOf(offset)))
  const header = new EntryHeader()
  pack.data.readHeader(offset, header)
  const { size } = header
  if (expected === undefined || size > core.maxObjectSize) return 'unknown'
  const isLong = end - offset > size * OVERHEAD_SHARE + OVERHEAD_BYTES
  if (isLong && streamEnd(core, pack, offset + header.length, size) !== end) return 'overlong'
  return crcOfRange(pack.data.file, offset, end) === expected ? 'right' : 'wrong'
}

/** One past the last byte of the stream at `at`, which holds `size` bytes; 0: it does not. */
function streamEnd({ inflater }: ReadCore, pack: Pack, at: number, size: number): number {
  const { file, entriesEnd } = pack.data
  const passed = new Uint8Array(PASSED_BYTES)
  inflater.begin(file, at, entriesEnd)
  for (let left = size + 1; left > 0 && !inflater.hasEnded;) {
    const length = inflater.fill(passed, 0, Math.min(left, passed.length))
    if (length <= 0) return 0
    left -= length
  }
  return inflater.hasEnded ? inflater.offset : 0
}
