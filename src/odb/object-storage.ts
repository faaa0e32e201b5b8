/** What an object takes on disk, and what it is stored against. */
import { nullOid } from '../object/oid.js'
import { EntryHeader } from '../pack/data/entry-header.js'
import type { Pack } from '../pack/pack.js'
import { baseOf } from '../pack/data/base-of.js'
import type { ObjectSource } from './object-source.js'

/** What an object takes on disk. */
export interface ObjectStorage {
  /** Bytes of the pack entry, or of the loose file. */
  readonly diskSize: number
  /** The hex oid of the object that this one is stored as a delta against; all zeros where it is stored whole. */
  readonly deltaBase: string
}

/**
 * Reads no more than the object's entry header, or the size of its file.
 *
 * @param hex The same oid, for errors.
 * @returns Undefined: there is no such object.
 * @throws {CorruptPackError | CorruptIndexError} The header is broken, or the base is not in the pack.
 */
export function storageOf(source: ObjectSource, raw: Uint8Array, hex: string): ObjectStorage | undefined {
  if (!source.locate(raw, hex)) return undefined
  const { pack, offset, loosePath } = source.place
  if (!pack) {
    using file = source.openLoose(loosePath)
    return { diskSize: file.size, deltaBase: nullOid(source.algorithm) }
  }
  return { diskSize: pack.endOf(offset) - offset, deltaBase: deltaBaseOf(source, pack, offset) }
}

function deltaBaseOf({ algorithm }: ObjectSource, pack: Pack, offset: number): string {
  const header = new EntryHeader()
  pack.data.readHeader(offset, header)
  const base = baseOf(pack, offset, header)
  return base === 0 ? nullOid(algorithm) : pack.oidAt(base)
}
