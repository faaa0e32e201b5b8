/**
 * Every object of a database once, on the thread that asks, a step at a time.
 *
 * Pack after pack in delta-tree order, each entry inflated once; then what is in none of these packs. Between two steps nothing is
 * claimed of the mapped windows. In memory are a pack's table (some 35 bytes an entry), and of contents what the
 * scan's own core holds.
 */
import { PackmapError } from '../../base/errors.js'
import type { Pack } from '../../pack/pack.js'
import type { ReadCore } from '../../pack/read/read-core.js'
import { NO_ENTRY } from '../../pack/traverse/delta-tree.js'
import { tableOf } from '../../pack/traverse/pack-table.js'
import { PARTS_BESIDE } from '../enumerate.js'
import { HeldPacks } from '../held-packs.js'
import type { ObjectSource } from '../object-source.js'
import { markDuplicates } from './duplicates.js'
import { scanLoose } from './loose-scan.js'
import { PackScan, showByOid } from './pack-scan.js'
import type { ScanSettings, ScanSink } from './scan-options.js'
import { ScannedObject } from './scanned-object.js'

/**
 * Scans as it is iterated.
 *
 * @param allowance About as many bytes of objects are shown in a step.
 * @throws What the sink throws, and {@link PackmapError} where a limit leaves no room.
 */
export function* scanSteps(
  source: ObjectSource,
  settings: ScanSettings,
  visitor: ScanSink,
  allowance: number,
): Generator<void> {
  const sink = withinBudget(source, visitor)
  using held = HeldPacks.hold(source, (error) => {
    sink.damage(undefined, error)
  })
  const { packs } = held
  const core = source.createWalkCore()
  try {
    const duplicates = markDuplicates(packs, source.files)
    for (const [i, pack] of packs.entries()) {
      yield* scanPack(source, core, pack, duplicates[i], settings, sink, allowance)
    }
    for (let part = 0; part < PARTS_BESIDE; part++) {
      try {
        yield* scanLoose(source, part, held, settings, sink)
      } finally {
        source.end()
      }
    }
  } finally {
    core.release()
  }
}

function withinBudget(source: ObjectSource, sink: ScanSink): ScanSink {
  return {
    visit(object) {
      source.countScanned(object.size)
      sink.visit(object)
    },
    damage(oid, error) {
      sink.damage(oid, error)
    },
  }
}

/** One pack, as a whole. */
export function* scanPack(
  source: ObjectSource,
  core: ReadCore,
  pack: Pack,
  duplicates: Uint8Array | undefined,
  settings: ScanSettings,
  sink: ScanSink,
  allowance: number,
): Generator<void> {
  let scan: PackScan
  let firstRoot: number
  try {
    const table = tableOf(pack)
    firstRoot = table.firstRoot
    scan = new PackScan(source, core, { pack, table, duplicates }, settings, sink)
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    yield* scanByOid(source, pack, duplicates, settings, sink, error)
    return
  }
  scan.begin(NO_ENTRY, firstRoot, NO_ENTRY)
  for (let isOver = false; !isOver;) {
    try {
      isOver = scan.run(allowance)
      if (isOver) scan.readLost()
    } finally {
      source.end()
    }
    yield
  }
}

/** A pack whose index and data do not go together, object by object. */
function* scanByOid(
  source: ObjectSource,
  pack: Pack,
  duplicates: Uint8Array | undefined,
  settings: ScanSettings,
  sink: ScanSink,
  reason: PackmapError,
): Generator<void> {
  const shown = new ScannedObject(source.algorithm.size)
  const raw = new Uint8Array(source.algorithm.size)
  const { index } = pack
  for (let position = 0; position < index.objectCount; position++) {
    if (duplicates?.[position] === 1) continue
    try {
      index.copyOid(position, raw)
      showByOid(source, raw, shown, settings, sink, reason)
    } finally {
      source.end()
    }
    yield
  }
}
