/** How much of a file a manager maps at a time. */
import { alignDown } from './alignment.js'
import type { MapBackend } from './backend/map-backend.js'

export interface WindowPolicy {
  /** As configured: bytes, 0 for the whole file, -1 for the backend's default. */
  readonly windowBytes: number
  /** True: files are mapped whole whatever the window size, which then limits only what a cursor points to. */
  readonly wholeFile: boolean
  /** Bytes of a file's first three windows; further ones may have `windowBytes`. */
  readonly firstWindowBytes: number
}

/** Part of the limit on memory that a window of the default size may take, so that there can be several. */
const SHARE_OF_WINDOW = 1 / 8

/**
 * Windows after which a file is taken to be read all over. V8 takes what is mapped for memory in use: twenty windows that
 * grow with what is mapped cost it three collections more than one window with all of the file, and each change of
 * windows has to be looked up.
 */
const SMALL_WINDOWS = 3

/**
 * Most bytes of a window where others have had to go for want of room. V8 takes what is mapped for memory in use, and
 * answers every increase of 64 MiB with a collection of some 10 ms: through windows that come and go and are half as
 * large, reading forward is twice as fast.
 */
const MOVING_WINDOW_BYTES_MAX = 32 * 1024 ** 2

/**
 * Most bytes of the next window of a file of which `windows` are mapped, and which may have `bytesMax`.
 *
 * @param windowsMove Whether windows have been evicted.
 */
export function nextWindowBytesMax(
  policy: WindowPolicy,
  bytesMax: number,
  windows: number,
  windowsMove: boolean,
): number {
  if (policy.wholeFile) return bytesMax
  const most = windowsMove ? Math.min(bytesMax, MOVING_WINDOW_BYTES_MAX) : bytesMax
  return windows < SMALL_WINDOWS ? Math.min(most, policy.firstWindowBytes) : most
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
