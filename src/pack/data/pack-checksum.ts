/** The checksum that a pack should end with. */
import { createHash } from 'node:crypto'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import type { FileWindow } from '../file-window.js'

/** Bytes hashed in one call, which takes no more than 2 GiB. */
const PIECE_SIZE = 16 * 1024 * 1024

/** The hash of a file's first `end` bytes. */
export function checksumUpTo(file: FileWindow, end: number, { name }: HashAlgorithm): Buffer {
  const hash = createHash(name)
  for (let at = 0; at < end;) {
    file.seek(at, Math.min(PIECE_SIZE, end - at))
    const stop = Math.min(at + PIECE_SIZE, end, file.end)
    hash.update(file.bytes.subarray(at - file.begin, stop - file.begin))
    at = stop
  }
  return hash.digest()
}
