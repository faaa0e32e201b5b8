/**
 * Maps nothing: reads the range into memory of its own. Works everywhere, costs a copy.
 *
 * For file systems where a file that vanishes under a map would kill the process, for systems without a map
 * function, and for files that refuse to be mapped. A file cut short is a plain error here.
 */
import { readSync } from 'node:fs'
import { allocate } from '../copy-slab.js'
import { detach } from './detach.js'
import type { MapBackend, Mapping } from './map-backend.js'

const MIB = 1024 * 1024
/** One system call reads at most 2 GiB less a page on Linux. */
const READ_BYTES_MAX = 1024 * MIB

export const readBackend: MapBackend = {
  name: 'read',
  granularity: 4096,
  mappingBytesMax: 2048 * MIB,
  windowBytesDefault: MIB, // git's own window where it cannot map
  wholeFileBytesMax: 64 * MIB,
  mapsPerRegion: 0,
  map(fd, offset, length): Mapping {
    const bytes = allocate(length)
    readFully(fd, bytes, offset)
    return {
      bytes,
      unmap: () => {
        detach(bytes.buffer)
      },
    }
  },
}

/**
 * Fills the first `length` bytes of `bytes` from `offset` of the file on.
 *
 * @throws {ShortReadError} The file ends before.
 */
export function readFully(fd: number, bytes: Uint8Array, offset: number, length = bytes.length): void {
  let done = 0
  while (done < length) {
    const got = readSync(fd, bytes, done, Math.min(length - done, READ_BYTES_MAX), offset + done)
    if (got === 0) throw new ShortReadError(offset + done)
    done += got
  }
}

/** The file ended where bytes were expected. The engine, which knows the path, makes its own error of it. */
export class ShortReadError extends Error {
  readonly code = 'EOF'
  constructor(readonly fileEnd: number) {
    super(`end of file at byte ${fileEnd}`)
  }
}
