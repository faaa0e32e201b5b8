/** The beginnings of entries in the middle of a packfile, by what they look like. */
/* eslint no-bitwise: "off" -- the operands are single bytes */
import { EntryHeader, OBJ_REF_DELTA, readEntryHeader } from '../data/entry-header.js'
import type { FileWindow } from '../file-window.js'

/** RFC 1950, CMF: deflate with a window of 32 KiB, as all programs write that make packs. */
const ZLIB_CMF = 0x78
/** RFC 1950, FLG: there is a preset dictionary, which packs never have. */
const ZLIB_FDICT = 0x20
/** Larger entries are passed over: most of what is tried is none. */
const SIZE_MAX = 64 * 1024
/** Bytes of a header up to that size, at most: 3 of type and size, 8 of a distance. */
const LENGTH_MAX = 11

/**
 * The first offset from `at` on where there may be an entry whose size is usual and which is no ref-delta, or `end`. Of
 * bytes at random one in some thousand is taken for one.
 *
 * Streams are looked for, by their first byte, and then headers before them: where content does not deflate, that
 * passes over most of it at the speed of memory.
 */
export function findEntry(file: FileWindow, at: number, end: number): number {
  while (at < end) {
    file.seek(at, end - at)
    const stop = Math.min(end, file.end) - file.begin
    const found = findInBytes(file.bytes, at - file.begin, stop)
    if (found >= 0) return file.begin + found
    at = file.begin + stop
  }
  return end
}

/** -1: there is none whose header and first two bytes of its stream lie between `from` and `stop`. */
function findInBytes(bytes: Uint8Array, from: number, stop: number): number {
  const header = new EntryHeader()
  for (let streamAt = bytes.indexOf(ZLIB_CMF, from + 1); streamAt > 0;) {
    if (streamAt + 2 > stop) return -1
    if (isStream(bytes[streamAt + 1]!)) {
      for (let at = Math.max(from, streamAt - LENGTH_MAX); at < streamAt; at++) {
        const fault = readEntryHeader(bytes, at, streamAt, 0, header)
        const isFitting = fault === undefined && at + header.length === streamAt
        if (isFitting && header.type !== OBJ_REF_DELTA && header.size <= SIZE_MAX) return at
      }
    }
    streamAt = bytes.indexOf(ZLIB_CMF, streamAt + 1)
  }
  return -1
}

/** Whether a stream may have this second byte. */
function isStream(flags: number): boolean {
  return (ZLIB_CMF * 256 + flags) % 31 === 0 && (flags & ZLIB_FDICT) === 0
}
