/** The CRC-32s of entries: what the index says, and what the bytes come to. */
import { crc32 } from '../../base/crc32.js'
import type { FileWindow } from '../file-window.js'
import type { Pack } from '../pack.js'

/** `unknown`: the index is of version 1, which has none. */
export type CrcState = 'right' | 'wrong' | 'unknown'

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
 * Compares the bytes of the entry that begins at `offset` with what the index says of them.
 *
 * @throws {CorruptIndexError} The index says of no object that it begins there.
 */
export function crcStateOf(pack: Pack, offset: number): CrcState {
  const end = pack.endOf(offset)
  const expected = pack.index.crcAt(pack.order.indexPositionAt(pack.packPositionOf(offset)))
  if (expected === undefined) return 'unknown'
  return crcOfRange(pack.data.file, offset, Math.min(end, pack.data.entriesEnd)) === expected
    ? 'right'
    : 'wrong'
}
