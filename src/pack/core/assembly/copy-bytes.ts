/**
 * Copying inside the memory.
 *
 * Here and elsewhere a load that may be at any address says so: engines do not care, and the stand-in in plain JavaScript
 * (see scripts/build-wasm.js) believes what it is told.
 */

/** From here on the engine's own copy beats 16 bytes at a time. */
const LONG_COPY: u32 = 512

/**
 * Copies between ranges that do not overlap. The last block of each size is moved back to end where the range ends,
 * so that it covers some bytes twice and none outside.
 */
export function copyBytes(to: u32, from: u32, size: u32): void {
  if (size >= 16) {
    if (size >= LONG_COPY) {
      memory.copy(to, from, size)
      return
    }
    const last = size - 16
    for (let i: u32 = 0; i < last; i += 16) copySixteen(to + i, from + i)
    copySixteen(to + last, from + last)
  } else if (size >= 8) {
    store<u64>(to, load<u64>(from, 0, 1), 0, 1)
    store<u64>(to + size - 8, load<u64>(from + size - 8, 0, 1), 0, 1)
  } else if (size >= 4) {
    store<u32>(to, load<u32>(from, 0, 1), 0, 1)
    store<u32>(to + size - 4, load<u32>(from + size - 4, 0, 1), 0, 1)
  } else {
    for (let i: u32 = 0; i < size; i++) store<u8>(to + i, load<u8>(from + i))
  }
}

/** Sixteen bytes, which may overlap: all are read before any is written. */
export function copySixteen(to: u32, from: u32): void {
  if (ASC_FEATURE_SIMD) {
    v128.store(to, v128.load(from, 0, 1), 0, 1)
  } else {
    const first = load<u64>(from, 0, 1)
    const second = load<u64>(from, 8, 1)
    store<u64>(to, first, 0, 1)
    store<u64>(to, second, 8, 1)
  }
}

/** Zeros over `size` bytes, a multiple of 16, at an address that is one of 8. */
export function clearBytes(at: u32, size: u32): void {
  for (const end = at + size; at < end; at += 8) store<u64>(at, 0)
}
