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

/** Part of the limit on memory that a window of the default size may take, so that there can be several. */
const SHARE_OF_WINDOW = 1 / 8

/** Reading all of a large file then takes some twenty windows, and reading a little of it maps little. */
const GROWTH = 1 / 4

/**
 * Most bytes of a window where others have had to go for want of room. V8 takes what is mapped for memory in use, and
 * answers every increase of 64 MiB with a collection of some 10 ms: through windows that come and go and are half as
 * large, reading forward is twice as fast.
 */
const MOVING_WINDOW_BYTES_MAX = 32 * 1024 ** 2

/**
 * Most bytes of the next window of a file of which `mappedBytes` are mapped, and which may have `bytesMax`.
 *
 * @param windowsMove Whether windows have been evicted.
 */
export function nextWindowBytesMax(
  policy: WindowPolicy,
  bytesMax: number,
  mappedBytes: number,
  windowsMove: boolean,
): number {
  if (policy.wholeFile) return bytesMax
  const most = windowsMove ? Math.min(bytesMax, MOVING_WINDOW_BYTES_MAX) : bytesMax
  return Math.min(most, Math.max(policy.firstWindowBytes, mappedBytes * GROWTH))
}

/**
 * Most bytes of a region of a file of `fileSize` bytes, unless more are demanded contiguous.
 *
 * A file that should be whole and is larger than one mapping can be, or than should be copied at once, is served
 * by windows of the default size.
 */
export function regionBytesMax(
  policy: WindowPolicy,
  backend: MapBackend,
  fileSize: number,
  memoryBytesMax: number,
): number {
  const { wholeFileBytesMax, mappingBytesMax, granularity } = backend
  const { windowBytes, wholeFile } = policy
  let bytes = windowBytes
  if ((wholeFile || windowBytes === 0) && fileSize <= wholeFileBytesMax) bytes = fileSize
  else if (wholeFile || windowBytes <= 0) bytes = defaultWindowBytes(backend, memoryBytesMax)
  return Math.min(bytes, alignDown(mappingBytesMax, granularity))
}

/** Bytes of a window where the caller leaves its size open. */
export function defaultWindowBytes(backend: MapBackend, memoryBytesMax: number): number {
  const { windowBytesDefault, granularity } = backend
  const share = alignDown(Math.min(memoryBytesMax, Number.MAX_SAFE_INTEGER) * SHARE_OF_WINDOW, granularity)
  return Math.max(granularity, Math.min(windowBytesDefault, share))
}

/** Most bytes that a cursor points to at a time, unless more are demanded contiguous. */
export function cursorBytesMax(policy: WindowPolicy): number {
  return policy.windowBytes > 0 ? policy.windowBytes : Infinity
}
