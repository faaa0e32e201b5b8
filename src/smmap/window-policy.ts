/** How much of a file a manager maps at a time. */
import { alignDown } from './alignment.js'
import type { MapBackend } from './backend/map-backend.js'

export interface WindowPolicy {
  /** As configured: bytes, 0 for the whole file, -1 for the backend's default. */
  readonly windowBytes: number
  /** True: files are mapped whole whatever the window size, which then limits only what a cursor points to. */
  readonly wholeFile: boolean
  /** Bytes of a file's first window; further ones may have a quarter of what is mapped of it, up to `windowBytes`. */
  readonly firstWindowBytes: number
}

/** Reading all of a large file then takes some twenty windows, and reading a little of it maps little. */
const GROWTH = 1 / 4

/** Most bytes of the next window of a file of which `mappedBytes` are mapped, and which may have `bytesMax`. */
export function nextWindowBytesMax(policy: WindowPolicy, bytesMax: number, mappedBytes: number): number {
  return policy.wholeFile
    ? bytesMax
    : Math.min(bytesMax, Math.max(policy.firstWindowBytes, mappedBytes * GROWTH))
}

/**
 * Most bytes of a region of a file of `fileSize` bytes, unless more are demanded contiguous.
 *
 * A file that should be whole and is larger than one mapping can be, or than should be copied at once, is served
 * by windows of the backend's default size.
 */
export function regionBytesMax(policy: WindowPolicy, backend: MapBackend, fileSize: number): number {
  const { windowBytesDefault, wholeFileBytesMax, mappingBytesMax, granularity } = backend
  let bytes = policy.windowBytes
  if (policy.wholeFile || bytes === 0) bytes = fileSize <= wholeFileBytesMax ? fileSize : windowBytesDefault
  else if (bytes === -1) bytes = windowBytesDefault
  return Math.min(bytes, alignDown(mappingBytesMax, granularity))
}

/** Most bytes that a cursor points to at a time, unless more are demanded contiguous. */
export function cursorBytesMax(policy: WindowPolicy): number {
  return policy.windowBytes > 0 ? policy.windowBytes : Infinity
}
