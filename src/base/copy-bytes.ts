/**
 * Copying out of memory that may be shared.
 *
 * The arena in which objects are made is shared memory to V8, whoever uses it, and `set` copies that as others might
 * write to it: byte after byte, unless source and target lie equally within a word (16 KiB in 4.8 µs instead of 0.6).
 * `Buffer.fill` with as many bytes as there are to fill is `memcpy`, on every version of Node.
 */

/** Below this a call that leaves JavaScript costs more than it saves. */
const FILL_MIN = 256

/** Copies `bytes` to `target[at…]`, where there must be room. */
export function copyBytes(target: Buffer, at: number, bytes: Uint8Array): void {
  if (bytes.length < FILL_MIN) target.set(bytes, at)
  else target.fill(bytes, at, at + bytes.length)
}
