/** Standard input as a whole, for the few formats that cannot be read in pieces. */
import type { ByteSource } from './byte-source.js'

const SIZE_AT_FIRST = 64 * 1024

/** Everything up to the end of input. */
export function readAll(source: ByteSource): Buffer {
  let buffer = Buffer.allocUnsafe(SIZE_AT_FIRST)
  let filled = 0
  for (;;) {
    if (filled === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2)
      buffer.copy(larger)
      buffer = larger
    }
    const size = source.read(buffer, filled)
    if (size === 0) return buffer.subarray(0, filled)
    filled += size
  }
}
