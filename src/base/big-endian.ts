/**
 * Big-endian numbers out of bytes whose bounds the caller has checked.
 *
 * A typed array reads `undefined` past its end and arithmetic makes that 0, so an unchecked read gives a wrong
 * number instead of an error: check one span for several fields, then read them with these.
 */
/* eslint no-bitwise: "off" -- the operands are single bytes and 32-bit words, which is what these read */

/** The unsigned 32-bit number at `at`. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

/** Writes a number below 2^32 to `bytes[at…]`: in loops over many, half the time of `Buffer.writeUInt32BE`. */
export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

/** The unsigned 16-bit number at `at`. */
export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!
}

/**
 * The unsigned 64-bit number at `at`. Beyond 2^53 it is rounded and so fails `Number.isSafeInteger`, which the
 * caller must ask before using it as a size or an offset.
 */
export function readUint64(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) * 0x1_0000_0000 + readUint32(bytes, at + 4)
}
