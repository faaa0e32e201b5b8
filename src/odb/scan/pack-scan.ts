/**
 * The objects of one pack for a scan: in delta-tree order, with what is damaged read from elsewhere if it can be.
 */
import { crc32 } from '../../base/crc32.js'
import { PackmapError } from '../../base/errors.js'
import { CorruptObjectError, Sha1CollisionError } from '../../object/errors.js'
import { encodeHex } from '../../object/oid.js'
import { CorruptPackError } from '../../pack/errors.js'
import type { FileWindow } from '../../pack/file-window.js'
import { ObjectHasher } from '../../pack/indexing/object-hasher.js'
import type { Pack } from '../../pack/pack.js'
import type { ReadCore } from '../../pack/read/read-core.js'
import { DeltaWalk } from '../../pack/traverse/delta-walk.js'
import type { SharedPackTable } from '../../pack/traverse/pack-table.js'
import type { ObjectSource } from '../object-source.js'
import { isWanted, type ScanSettings, type ScanSink } from './scan-options.js'
import { ScannedObject } from './scanned-object.js'

/** A pack, and what is known of it before it is scanned. */
export interface ScannedPack {
  /** The scan's own, which no refresh of the database closes. */
  readonly pack: Pack
  readonly table: SharedPackTable
  /** 1 at the index position of each object that is shown elsewhere. */
  readonly duplicates: Uint8Array | undefined
}

export class PackScan {
  readonly #source: ObjectSource
  readonly #scanned: ScannedPack
  readonly #settings: ScanSettings
  readonly #sink: ScanSink
  readonly #walk: DeltaWalk
  readonly #file: FileWindow
  readonly #object: ScannedObject
  readonly #hasher: ObjectHasher
  readonly #expected: Uint8Array
  readonly #actual: Uint8Array

  /** @param core The scan's own. */
  constructor(
    source: ObjectSource,
    core: ReadCore,
    scanned: ScannedPack,
    settings: ScanSettings,
    sink: ScanSink,
  ) {
    const { pack, table } = scanned
    this.#source = source
    this.#scanned = scanned
    this.#settings = settings
    this.#sink = sink
    this.#file = pack.data.file
    this.#object = new ScannedObject(pack.algorithm.size)
    this.#hasher = new ObjectHasher(pack.algorithm)
    this.#expected = new Uint8Array(pack.algorithm.size)
    this.#actual = new Uint8Array(pack.algorithm.size)
    this.#walk = new DeltaWalk(core, pack.data, table, table, {
      types: settings.types,
      onFault: (position, error) => {
        this.#readElsewhere(position, error)
      },
    })
  }

  /** See {@link DeltaWalk.begin}. */
  begin(base: number, first: number, stop: number): void {
    this.#walk.begin(base, first, stop)
  }

  /** See {@link DeltaWalk.run}. Throws what the sink throws. */
  run(allowance: number): boolean {
    return this.#walk.run(this.#visit, allowance)
  }

  /** Shows what is in no tree, as far as it can be read. */
  readLost(): void {
    const { pack, table } = this.#scanned
    for (const position of table.lost) {
      const offset = table.offsets[position]!
      this.#readElsewhere(position, new CorruptPackError(pack.path, offset, 'delta without a base'))
    }
  }

  // Hot: once per object.
  readonly #visit = (position: number, type: number, bytes: Uint8Array, at: number, size: number): void => {
    const { pack, table, duplicates } = this.#scanned
    const indexPosition = table.indexPositions[position]!
    if (duplicates?.[indexPosition] === 1) return
    if (this.#settings.verify !== 'none') {
      const fault = this.#verify(position, indexPosition, type, bytes, at, size)
      if (fault) {
        this.#readElsewhere(position, fault)
        return
      }
    }
    this.#object.show(pack.index, indexPosition, type, bytes, at, size)
    this.#sink.visit(this.#object)
  }

  #verify(
    position: number,
    indexPosition: number,
    type: number,
    bytes: Uint8Array,
    at: number,
    size: number,
  ): PackmapError | undefined {
    const { pack, table } = this.#scanned
    const crc = pack.index.crcAt(indexPosition)
    const offset = table.offsets[position]!
    if (crc !== undefined && crc !== this.#crcOf(offset, table.offsets[position + 1]!)) {
      return new CorruptPackError(pack.path, offset, 'the CRC-32 of the entry is not the one in the index')
    }
    if (this.#settings.verify !== 'oid') return undefined
    const expected = this.#expected
    const actual = this.#actual
    pack.index.copyOid(indexPosition, expected)
    try {
      this.#hasher.hash(type, bytes, at, size, actual, 0)
    } catch (error) {
      if (error instanceof Sha1CollisionError) return error
      throw error
    }
    for (let i = 0; i < expected.length; i++) {
      if (expected[i] !== actual[i]) {
        return new CorruptObjectError(encodeHex(expected), 0, `content has the oid ${encodeHex(actual)}`)
      }
    }
    return undefined
  }

  #crcOf(begin: number, end: number): number {
    const file = this.#file
    let crc = 0
    for (let at = begin; at < end;) {
      file.seek(at, end - at)
      const stop = Math.min(end, file.end)
      crc = crc32(file.bytes.subarray(at - file.begin, stop - file.begin), crc)
      at = stop
    }
    return crc
  }

  /** Shows another copy of an object that this walk cannot make, or tells of it. */
  #readElsewhere(position: number, error: PackmapError): void {
    const { pack, table, duplicates } = this.#scanned
    const indexPosition = table.indexPositions[position]!
    if (duplicates?.[indexPosition] === 1) return
    const raw = new Uint8Array(pack.algorithm.size)
    pack.index.copyOid(indexPosition, raw)
    showByOid(this.#source, raw, this.#object, this.#settings, this.#sink, error)
  }
}

/**
 * Shows an object that is read by itself, or tells why it cannot be.
 *
 * @param reason What to tell where the object has vanished.
 */
export function showByOid(
  source: ObjectSource,
  raw: Uint8Array,
  shown: ScannedObject,
  settings: ScanSettings,
  sink: ScanSink,
  reason: PackmapError,
): void {
  const hex = encodeHex(raw)
  let object
  try {
    object = source.readVerified(raw, hex, settings.verify)
  } catch (error) {
    if (!(error instanceof PackmapError)) throw error
    sink.damage(hex, error)
    return
  }
  if (!object) {
    sink.damage(hex, reason)
  } else if (isWanted(settings.types, object.type)) {
    shown.showRead(object, raw)
    sink.visit(shown)
  }
}
