/**
 * Object ids as raw bytes and as hex, and the conversions between them.
 *
 * Raw bytes are what files hold and what is compared; hex is what people and programs pass about.
 */
/* eslint no-bitwise: "off" -- hex digits are four bits each */
import { InvalidOidError } from './errors.js'
import type { HashAlgorithm } from './hash-algorithm.js'

/** An oid as callers may give it: hex digits of either case, or raw bytes. */
export type OidLike = string | Uint8Array

const NOT_A_DIGIT = 0xff
const DIGIT_OF = new Uint8Array(128).fill(NOT_A_DIGIT)
for (let digit = 0; digit < 16; digit++) {
  DIGIT_OF[digit.toString(16).charCodeAt(0)] = digit
  DIGIT_OF[digit.toString(16).toUpperCase().charCodeAt(0)] = digit
}
const CODE_OF = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** Where the digits of an oid are gathered: in one piece, for a string joined of twenty is slow to make and to use. */
const DIGITS = Buffer.allocUnsafeSlow(64)

/**
 * Writes the raw bytes of a hex oid to `out`, which may be longer.
 *
 * Hot: once per look-up, so the result goes to a reused array.
 *
 * @returns False: `hex` is not `2 * size` hex digits; `out` is then undefined.
 */
export function decodeHex(hex: string, out: Uint8Array, size: number): boolean {
  if (hex.length !== size * 2) return false
  for (let i = 0, at = 0; i < size; i++, at += 2) {
    const high = hex.charCodeAt(at)
    const low = hex.charCodeAt(at + 1)
    if ((high | low) > 127) return false
    const digits = (DIGIT_OF[high]! << 8) | DIGIT_OF[low]!
    if ((digits & 0xf0f0) !== 0) return false
    out[i] = (digits >> 4) | (digits & 0x0f)
  }
  return true
}

/** As {@link decodeHex} to `out[outAt…]`, from ASCII at `digits[at…]`, which has `2 * size` bytes from there on. */
export function decodeHexAt(
  digits: Uint8Array,
  at: number,
  out: Uint8Array,
  size: number,
  outAt = 0,
): boolean {
  for (let i = outAt; i < outAt + size; i++, at += 2) {
    const high = digits[at]!
    const low = digits[at + 1]!
    if ((high | low) > 127) return false
    const both = (DIGIT_OF[high]! << 8) | DIGIT_OF[low]!
    if ((both & 0xf0f0) !== 0) return false
    out[i] = (both >> 4) | (both & 0x0f)
  }
  return true
}

/** Whether hex digits are those that {@link encodeHex} writes. */
export function isLowerCase(hex: string): boolean {
  // Of the digits only A to F lack this bit.
  for (let i = 0; i < hex.length; i++) if ((hex.charCodeAt(i) & 0x20) === 0) return false
  return true
}

/** The hex digits of `size` raw bytes at `at`, in lower case. */
export function encodeHex(bytes: Uint8Array, at = 0, size = bytes.length - at): string {
  const room = size * 2 <= DIGITS.length ? DIGITS : Buffer.allocUnsafe(size * 2)
  for (let i = 0; i < size; i++) {
    const byte = bytes[at + i]!
    room[2 * i] = CODE_OF[byte >>> 4]!
    room[2 * i + 1] = CODE_OF[byte & 0x0f]!
  }
  return room.toString('latin1', 0, size * 2)
}

/**
 * The raw bytes of an oid: those given, or decoded to `room`.
 *
 * @param room As long as an oid. Default: new.
 * @throws {InvalidOidError} It has another length than the algorithm's, or digits that are not hex.
 */
export function toRawOid(oid: OidLike, algorithm: HashAlgorithm, room?: Uint8Array): Uint8Array {
  if (typeof oid !== 'string') {
    if (oid.length !== algorithm.size) throw new InvalidOidError(encodeHex(oid))
    return oid
  }
  const raw = room ?? new Uint8Array(algorithm.size)
  if (!decodeHex(oid, raw, algorithm.size)) throw new InvalidOidError(oid)
  return raw
}

/** The oid that no object has: all zeros. Git writes it for "none". */
export function nullOid(algorithm: HashAlgorithm): string {
  return '0'.repeat(algorithm.hexSize)
}
