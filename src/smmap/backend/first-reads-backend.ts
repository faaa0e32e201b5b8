/**
 * What a process that reads little begins with: small windows that are read, until there are so many of them that
 * loading what maps files is worth its time, some 8 ms.
 *
 * Files begin with it, and are moved to the backend proper by their manager's mapper.
 */
import type { MapBackend } from './map-backend.js'
import { readBackend } from './read-backend.js'

/** Most pages of a pack's index, and the few entries of a chain that lie near each other: 10 µs. */
const WINDOW_BYTES = 64 * 1024

/** More than this at a time is mapped, whatever has been read before. */
export const FIRST_READ_BYTES_MAX = 1024 * 1024

export const firstReadsBackend: MapBackend = {
  ...readBackend,
  windowBytesDefault: WINDOW_BYTES,
  wholeFileBytesMax: WINDOW_BYTES,
}
