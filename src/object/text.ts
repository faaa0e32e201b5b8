/**
 * Text beside bytes: how names and messages of any age read to a person.
 *
 * The bytes are what counts. Text is made on request, and bytes that the encoding cannot hold become U+FFFD.
 */
import { decodeStrictly, isUtf8 } from './encoding.js'

// A byte order mark is a character of the text: a name that begins with one must not equal one that does not.
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true })
const ENCODER = new TextEncoder()

/**
 * Reads `bytes` in `encoding`, the name that a commit's `encoding` header gives.
 *
 * @param encoding Where it is not known, or where `bytes` are not of it, they are read as UTF-8, as git shows them then.
 */
export function decodeText(bytes: Uint8Array, encoding?: string): string {
  if (isUtf8(encoding)) return UTF8.decode(bytes)
  return decodeStrictly(bytes, encoding!) ?? UTF8.decode(bytes)
}

/** Up to so many characters are copied one by one: calling the encoder costs as much as that. */
const SHORT_TEXT = 64

/** The UTF-8 bytes of `text`. */
export function encodeText(text: string): Uint8Array {
  const { length } = text
  if (length > SHORT_TEXT) return ENCODER.encode(text)
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return ENCODER.encode(text)
    bytes[i] = code
  }
  return bytes
}

/** The characters U+0000 to U+00FF of `bytes` from `at` to `end`: for what the format says is ASCII. */
export function asciiText(bytes: Uint8Array, at: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString('latin1')
}
