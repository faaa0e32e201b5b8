/** The loose objects of one first byte for a scan: those that no pack has, each once. */
import { encodeHex } from '../../object/oid.js'
import { PackmapError } from '../../base/errors.js'
import { NOT_FOUND } from '../../pack/oid-table/oid-table.js'
import type { Pack } from '../../pack/pack.js'
import { ObjectNotFoundError } from '../errors.js'
import type { ObjectSource } from '../object-source.js'
import { showByOid } from './pack-scan.js'
import { isWanted, type ScanSettings, type ScanSink } from './scan-options.js'
import { ScannedObject } from './scanned-object.js'

/** How many folders of loose objects an objects directory has. */
export const LOOSE_FOLDERS = 256

/** @param packs The packs whose objects the scan shows. */
export function scanLoose(
  source: ObjectSource,
  firstByte: number,
  packs: readonly Pack[],
  settings: ScanSettings,
  sink: ScanSink,
): void {
  const shown = new ScannedObject(source.algorithm.size)
  for (const oid of new Set(source.loose.flatMap((store) => store.oidsOf(firstByte)))) {
    const raw = Buffer.from(oid, 'hex')
    if (packs.some(({ index }) => index.find(raw) !== NOT_FOUND)) continue
    if (!mayBeWanted(source, raw, settings)) continue
    showByOid(source, raw, shown, settings, sink, new ObjectNotFoundError(oid, () => false))
  }
}

/** Spares reading objects of types that are not wanted. */
function mayBeWanted(source: ObjectSource, raw: Uint8Array, { types }: ScanSettings): boolean {
  try {
    const header = source.readHeader(raw, encodeHex(raw))
    return !header || isWanted(types, header.type)
  } catch (error) {
    if (error instanceof PackmapError) return true // reading it will tell
    throw error
  }
}
