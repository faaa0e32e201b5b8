/**
 * ISO-2022-JP (RFC 1468), written: ASCII, and JIS X 0208 between escape sequences. Its characters have the two bytes of
 * EUC-JP without their highest bits.
 */
/* eslint no-bitwise: "off" -- the operands are single bytes */

const TO_ASCII = '\x1b(B'
const TO_JIS = '\x1b$B'
// eslint-disable-next-line no-control-regex -- all of ASCII
const RUNS = /[\x00-\x7f]+|[^\x00-\x7f]+/g

/** @returns Undefined: a character is in neither set. */
export function encodeIso2022Jp(
  text: string,
  toEucJp: (text: string) => Uint8Array | undefined,
): Uint8Array | undefined {
  let raw = ''
  for (const [run] of text.matchAll(RUNS)) {
    if (run.charCodeAt(0) < 0x80) {
      raw += run
      continue
    }
    const bytes = toEucJp(run)
    // Two bytes of 0xa1 and more for each character: others are of sets that this encoding has not.
    if (bytes?.length !== run.length * 2 || bytes.some((byte) => byte < 0xa1)) return undefined
    raw += TO_JIS + String.fromCharCode(...bytes.map((byte) => byte & 0x7f)) + TO_ASCII
  }
  return Buffer.from(raw, 'latin1')
}
