/** What a scan can be told, and how it is told to those who do it. */
import type { PackmapError } from '../../base/errors.js'
import type { ObjectType } from '../../object/object-type.js'
import { TYPE_NAMES } from '../../pack/data/entry-header.js'
import { ALL_TYPES } from '../../pack/traverse/delta-walk.js'
import type { VerifyLevel } from '../../pack/read/read-core.js'
import type { ScannedObject } from './scanned-object.js'

/** Sees one object; what it throws ends the scan. */
export type ScanVisitor = (object: ScannedObject) => void

export interface ScanOptions {
  /** The types that are wanted; of the others nothing is read but headers. Default: all. */
  readonly types?: readonly ObjectType[]
  /** What is checked of each object beyond what costs nothing. Default: as the database was opened. */
  readonly verify?: VerifyLevel
  /**
   * Told of each object that cannot be read, or of a pack whose objects cannot even be listed (`oid` is then
   * undefined), and why; the scan goes on. Default: the first such thing ends the scan.
   */
  readonly onDamage?: (oid: string | undefined, error: PackmapError) => void
}

/** Takes what a scan finds. */
export interface ScanSink {
  visit(object: ScannedObject): void
  damage(oid: string | undefined, error: PackmapError): void
}

/** What to do with each object. */
export interface ScanSettings {
  /** Bit n: objects of the `OBJ_…` number n are wanted. */
  readonly types: number
  readonly verify: VerifyLevel
}

/**
 * @param verify Holds where the options say nothing.
 * @throws {TypeError} `types` names something that is no type.
 */
export function scanSettings(options: ScanOptions, verify: VerifyLevel): ScanSettings {
  return { types: typeSet(options.types), verify: options.verify ?? verify }
}

function typeSet(types: readonly ObjectType[] | undefined): number {
  if (types === undefined) return ALL_TYPES
  let set = 0
  for (const type of new Set(types)) {
    const number = TYPE_NAMES.indexOf(type)
    if (number < 1) throw new TypeError(`types must be of commit, tree, blob and tag, not '${type}'`)
    set += 2 ** number
  }
  return set
}

/** Whether a type is one of a set: see {@link ScanSettings.types}. */
export function isWanted(types: number, type: ObjectType): boolean {
  return Math.floor(types / 2 ** TYPE_NAMES.indexOf(type)) % 2 === 1
}

/** What a scan hands its findings to, where that is functions. */
export function sinkFor(visit: ScanVisitor, { onDamage }: ScanOptions): ScanSink {
  return {
    visit,
    damage(oid, error) {
      if (!onDamage) throw error
      onDamage(oid, error)
    },
  }
}
