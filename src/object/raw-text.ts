/**
 * Bytes in strings of one unit a byte ("latin1"): they can be compared, cut and joined like text, and lose nothing.
 *
 * Paths, names and messages are carried so where they are only passed on.
 */
import { decodeName, encodeName } from './name-text.js'

/** Bytes as a string of one unit a byte. */
export function bytesToRaw(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** The bytes of a string of one unit a byte. */
export function rawToBytes(raw: string): Uint8Array {
  return Buffer.from(raw, 'latin1')
}

/** A command-line argument or a ref's name as a string of one unit a byte. */
export function textToRaw(text: string): string {
  return bytesToRaw(encodeName(text))
}

/** What {@link textToRaw} was given. */
export function rawToText(raw: string): string {
  // eslint-disable-next-line no-control-regex -- all of ASCII
  return /^[\x00-\x7f]*$/.test(raw) ? raw : decodeName(Buffer.from(raw, 'latin1'))
}
