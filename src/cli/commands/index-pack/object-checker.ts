/** What `--strict` and `--fsck-objects` ask of the objects of a pack. */
import { fsckObject, type FsckFault } from '../../../object/fsck.js'
import type { HashAlgorithm } from '../../../object/hash-algorithm.js'
import type { ObjectType } from '../../../object/object-type.js'
import { encodeHex } from '../../../object/oid.js'
import { OidSet } from '../../../object/oid-set.js'
import { visitReferences } from '../../../object/references.js'
import type { ExistingObjects } from '../../../pack/indexing/existing-objects.js'
import type { PackContents } from '../../../pack/indexing/pack-contents.js'
import { FatalError } from '../../failure.js'

const LF = 0x0a

export type FsckSeverity = 'error' | 'warn' | 'ignore'

export interface FsckSettings {
  /** Whether the objects must keep the rules of git-fsck(1). */
  readonly wantsRules: boolean
  /** Whether every object that is named must be in the pack or the repository. */
  readonly wantsLinks: boolean
  /** The parents that take the place of a commit's own, by its oid: of shallow commits none are asked for. */
  readonly grafts?: ReadonlyMap<string, readonly string[]>
  /** Of rules, by git's names of them in lower case, where they are not to have their own. */
  readonly severities: ReadonlyMap<string, FsckSeverity>
}

export class ObjectChecker {
  readonly #settings: FsckSettings
  readonly #algorithm: HashAlgorithm
  readonly #complain: (line: string) => void
  readonly #named: OidSet

  constructor(settings: FsckSettings, algorithm: HashAlgorithm, complain: (line: string) => void) {
    this.#settings = settings
    this.#algorithm = algorithm
    this.#complain = complain
    this.#named = new OidSet(algorithm.size)
  }

  /**
   * Looks at one object.
   *
   * @throws {FatalError} It breaks a rule that is an error.
   */
  readonly inspect = (type: ObjectType, oid: Uint8Array, data: Uint8Array): void => {
    let isBad = false
    for (const fault of this.#settings.wantsRules ? fsckObject(type, data, this.#algorithm) : []) {
      const severity = this.#severityOf(fault)
      if (severity === 'ignore') continue
      isBad ||= severity === 'error'
      const word = severity === 'error' ? 'error' : 'warning'
      this.#complain(`${word}: object ${encodeHex(oid)}: ${fault.id}: ${fault.text}`)
    }
    if (isBad) throw new FatalError('fsck error in packed object')
    if (!this.#settings.wantsLinks) return
    const parents = type === 'commit' ? this.#settings.grafts?.get(encodeHex(oid)) : undefined
    const links = parents ? linesWithParents(data, parents) : data
    visitReferences(type, links, this.#algorithm, (named) => {
      this.#named.add(named)
    })
  }

  #severityOf({ id, isError }: FsckFault): FsckSeverity {
    return this.#settings.severities.get(id.toLowerCase()) ?? (isError ? 'error' : 'warn')
  }

  /**
   * Looks for every object that is named.
   *
   * @returns How many of them are not in the pack but in the repository.
   * @throws {FatalError} An object names one that is in neither.
   */
  checkLinks({ entries }: PackContents, existing: ExistingObjects | undefined): number {
    const { count, oids, width } = entries
    const packed = new OidSet(width)
    for (let position = 0; position < count; position++) {
      packed.add(oids.subarray(position * width, (position + 1) * width))
    }
    let elsewhere = 0
    for (const oid of this.#named) {
      if (packed.has(oid)) continue
      if (!existing?.has(oid)) throw new FatalError(`did not receive expected object ${encodeHex(oid)}`)
      elsewhere++
    }
    return elsewhere
  }
}

/** The lines of a commit that name objects, with other parents. */
function linesWithParents(data: Uint8Array, parents: readonly string[]): Uint8Array {
  const tree = data.subarray(0, data.indexOf(LF) + 1)
  return Buffer.concat([tree, Buffer.from(parents.map((parent) => `parent ${parent}\n`).join(''))])
}
