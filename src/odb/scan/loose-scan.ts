/**
 * A part of the objects that a scan's packs do not have, each once: loose ones, and what git has brought or
 * moved to new packs since the scan began.
 */
import { encodeHex } from '../../object/oid.js'
import { PackmapError } from '../../base/errors.js'
import { oidsOfPart } from '../enumerate.js'
import { ObjectNotFoundError } from '../errors.js'
import type { HeldPacks } from '../held-packs.js'
import type { ObjectSource } from '../object-source.js'
import { showByOid } from './pack-scan.js'
import { isWanted, type ScanSettings, type ScanSink } from './scan-options.js'
import { ScannedObject } from './scanned-object.js'

/** Objects shown in a step: reading a loose one takes some 30 µs. */
const STEP_OBJECTS = 64

/**
 * Scans as it is iterated.
 *
 * @param part Which of `PARTS_BESIDE`.
 * @param held The packs whose objects the scan shows.
 */
export function* scanLoose(
  source: ObjectSource,
  part: number,
  held: HeldPacks,
  settings: ScanSettings,
  sink: ScanSink,
): Generator<void> {
  const shown = new ScannedObject(source.algorithm.size)
  for (const [i, oid] of oidsOfPart(source, part, held).entries()) {
    if (i % STEP_OBJECTS === 0) {
      source.end()
      yield
    }
    const raw = Buffer.from(oid, 'hex')
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
