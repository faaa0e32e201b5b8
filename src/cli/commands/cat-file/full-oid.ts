/** Telling a full oid from every other way to name an object. */

/**
 * The oid that bytes `begin` to `end` spell in lower-case hex and nothing else; undefined for anything else, even for
 * an oid in capitals, which the general way understands.
 *
 * Hot: once per line of a batch.
 */
export function fullOidAt(bytes: Buffer, begin: number, end: number, hexSize: number): string | undefined {
  if (end - begin !== hexSize) return undefined
  for (let at = begin; at < end; at++) {
    const byte = bytes[at]!
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return undefined
  }
  return bytes.toString('latin1', begin, end)
}
