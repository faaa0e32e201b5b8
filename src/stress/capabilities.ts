/** What an engine may lack: operations that need it are left out, and promises that rest on it are not checked. */
import type { FaultName } from './faults.js'
import type { Operation } from './operation.js'

export interface EngineCapabilities {
  /** Files mapped whole: the manager of kind `static`. */
  readonly wholeFiles: boolean
  /** Limits that may be exceeded while everything mapped is claimed: the option `strict: false`. */
  readonly softLimits: boolean
  /** What is unused goes after `idleTimeout`. */
  readonly idleRelease: boolean
  /** Room is made by what was used least recently. */
  readonly lruEviction: boolean
  /** `copy()` and `assign()` of cursors. */
  readonly copies: boolean
  readonly resume: boolean
  readonly regionOrRead: boolean
  readonly copyInto: boolean
  /** `SlidingWindowMapBuffer` works on its cursors: they are packmap's, or very like them. */
  readonly buffers: boolean
  /** Sources of cursors other than paths: `Buffer`s, URLs, descriptors. */
  readonly pathBytes: boolean
  readonly urls: boolean
  readonly descriptors: boolean
  /** Files that are cut, grow or are replaced are noticed by new cursors. */
  readonly changedFiles: boolean
  /** A map that fails is a `MapError`, and one that fails for want of room is tried again. */
  readonly failures: boolean
  /** `stats()` of the manager, and the counts of regions. */
  readonly statistics: boolean
  /** With all given back, no file is remembered and no table is longer than when the manager was new. */
  readonly forgets: boolean
  /** The option `budget`, which threads share. */
  readonly sharedBudget: boolean
}

export const ALL_CAPABILITIES: EngineCapabilities = {
  wholeFiles: true,
  softLimits: true,
  idleRelease: true,
  lruEviction: true,
  copies: true,
  resume: true,
  regionOrRead: true,
  copyInto: true,
  buffers: true,
  pathBytes: true,
  urls: true,
  descriptors: true,
  changedFiles: true,
  failures: true,
  statistics: true,
  forgets: true,
  sharedBudget: true,
}

/** @throws {TypeError} A name is none of them, or its value no boolean. */
export function capabilitiesOf(declared: Partial<EngineCapabilities> = {}): EngineCapabilities {
  for (const [name, value] of Object.entries(declared)) {
    if (!(name in ALL_CAPABILITIES)) {
      const known = Object.keys(ALL_CAPABILITIES).join(', ')
      throw new TypeError(`an engine declares the capability '${name}'; there are ${known}`)
    }
    if (typeof value !== 'boolean') throw new TypeError(`the capability '${name}' is neither true nor false`)
  }
  return { ...ALL_CAPABILITIES, ...declared }
}

/** The faults that an engine can be asked to stand. */
export function faultsWithin(
  faults: readonly FaultName[],
  { changedFiles, failures }: EngineCapabilities,
): FaultName[] {
  return faults.filter((fault) => {
    if (fault === 'repack') return true
    return FAILURES.includes(fault) ? failures : changedFiles
  })
}

/** Faults that are failures of the system; the others change files. */
const FAILURES: readonly FaultName[] = ['open-fails', 'map-fails', 'map-count', 'descriptors']

/** `operation`, or the nearest that an engine with `has` can be asked for. */
export function operationWithin(operation: Operation, has: EngineCapabilities): Operation {
  switch (operation.kind) {
    case 'read': {
      const { by, slot, file, offset, size } = operation
      const can = { 'copy-into': has.copyInto, 'region-or-read': has.regionOrRead }
      const isThere = by in can ? can[by as keyof typeof can] : has.buffers
      return isThere ? operation : { kind: 'use', slot, file, offset, size: Math.max(1, size), minSize: 0 }
    }
    case 'resume':
      return has.resume ? operation : { kind: 'unuse', slot: operation.slot }
    case 'open': {
      const can = { path: true, bytes: has.pathBytes, url: has.urls, descriptor: has.descriptors }
      return can[operation.as] ? operation : { ...operation, as: 'path' }
    }
    case 'assign':
      return has.copies ? operation : { kind: 'unuse', slot: operation.slot }
    case 'fail':
    case 'hide':
      return has.failures ? operation : { kind: 'turn' }
    case 'truncate':
    case 'grow':
    case 'replace':
    case 'replace-alike':
      return has.changedFiles ? operation : { kind: 'turn' }
    case 'use':
    case 'unuse':
    case 'drop':
    case 'collect':
    case 'release-all':
    case 'turn':
    case 'rest':
    case 'show':
    case 'object':
    case 'header':
    case 'path':
      return operation
  }
}
