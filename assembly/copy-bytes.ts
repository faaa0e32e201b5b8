/** Copying inside the memory. */

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
    for (let i: u32 = 0; i < last; i += 16) v128.store(to + i, v128.load(from + i))
    v128.store(to + last, v128.load(from + last))
  } else if (size >= 8) {
    store<u64>(to, load<u64>(from))
    store<u64>(to + size - 8, load<u64>(from + size - 8))
  } else if (size >= 4) {
    store<u32>(to, load<u32>(from))
    store<u32>(to + size - 4, load<u32>(from + size - 4))
  } else {
    for (let i: u32 = 0; i < size; i++) store<u8>(to + i, load<u8>(from + i))
  }
}
