/** Bytes of files, which are seen through windows: rows of src/pack/core/core-layout.ts, written by JavaScript. */
import { CUT_AT, FILE_ADDRESS, FILE_BEGIN, FILE_END } from '../core-layout'
import { copyBytes } from './copy-bytes'
import { need } from './host'

/**
 * The address of the byte at `offset` of a file, good until anything else is asked for. Hot: a hit is two comparisons.
 *
 * @param wanted Bytes from there on that will be read.
 */
export function addressOf(file: u32, offset: f64, wanted: f64): u32 {
  const begin = load<f64>(file, FILE_BEGIN)
  if (offset >= begin && offset < load<f64>(file, FILE_END)) {
    return load<u32>(file, FILE_ADDRESS) + <u32>(offset - begin)
  }
  return need(file, offset, wanted)
}

/** Bytes of the window from `offset` on, which it holds. */
export function leftFrom(file: u32, offset: f64): f64 {
  return load<f64>(file, FILE_END) - offset
}

/** Copies a range, across windows. */
export function copyOut(file: u32, offset: f64, size: u32, to: u32): void {
  while (size > 0) {
    const from = addressOf(file, offset, <f64>size)
    const part = <u32>min<f64>(<f64>size, leftFrom(file, offset))
    copyBytes(to, from, part)
    to += part
    offset += <f64>part
    size -= part
  }
}

/** The address of `size` bytes side by side, 64 at most: in the window, or put together. */
export function wholeAt(file: u32, offset: f64, size: u32, wanted: f64): u32 {
  const at = addressOf(file, offset, wanted)
  if (<f64>size <= leftFrom(file, offset)) return at
  copyOut(file, offset, size, CUT_AT)
  return CUT_AT
}

/** A big-endian number of 32 bits. */
export function word(file: u32, offset: f64): u32 {
  return bswap(load<u32>(wholeAt(file, offset, 4, 4), 0, 1))
}
