/**
 * Many objects in the order in which they lie in their packs: chains that share bases are then read one after
 * another, while their bases are in the cache.
 */
import { encodeHex, type OidLike, toRawOid } from '../object/oid.js'
import type { ObjectSource } from './object-source.js'

/** What is known of one object before it is read: 24 bytes and the hex oid. */
interface Wanted {
  readonly hex: string
  /** Number of its pack; 0 for what no pack has. */
  readonly pack: number
  /** Where its entry begins: bytes from the start of the packfile. */
  readonly offset: number
}

/**
 * The oids in the order in which reading them is fastest, in hex: packs one after another, each by offset; then what
 * is loose, or not there.
 *
 * @throws {InvalidOidError} One is none.
 */
export function inReadingOrder(source: ObjectSource, oids: Iterable<OidLike>): string[] {
  const { algorithm, files, place } = source
  const wanted: Wanted[] = []
  try {
    for (const oid of oids) {
      const raw = toRawOid(oid, algorithm)
      const hex = encodeHex(raw)
      const pack = source.locate(raw, hex) ? place.pack : undefined
      wanted.push({ hex, pack: pack?.id ?? 0, offset: pack ? place.offset : 0 })
    }
  } finally {
    files.release()
  }
  wanted.sort((a, b) => b.pack - a.pack || a.offset - b.offset)
  return wanted.map(({ hex }) => hex)
}
