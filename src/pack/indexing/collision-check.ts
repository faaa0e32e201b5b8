/**
 * Objects of a pack held against those of the same oid that a repository has already: the same content, or an error.
 *
 * Git does this against SHA-1 collisions: a second object must never take the place of the one that is trusted.
 */
import { TYPE_NAMES } from '../data/entry-header.js'
import { encodeHex } from '../../object/oid.js'
import { OidCollisionError } from './errors.js'
import type { ExistingObjects } from './existing-objects.js'
import type { PackContents } from './pack-contents.js'

export class CollisionCheck {
  /** Pack positions of objects that exist and whose content was not at hand. */
  readonly postponed: number[] = []
  readonly #contents: PackContents
  readonly #existing: ExistingObjects

  constructor(contents: PackContents, existing: ExistingObjects) {
    this.#contents = contents
    this.#existing = existing
  }

  /**
   * Checks the object at a pack position, whose content is at `bytes[at…]`; without `bytes` it is postponed.
   *
   * @throws {OidCollisionError} The repository has another object of the same oid.
   */
  check(position: number, bytes: Uint8Array | undefined, at: number, size: number): void {
    const { oids, width, objectTypes } = this.#contents.entries
    const oid = oids.subarray(position * width, (position + 1) * width)
    if (!this.#existing.has(oid)) return
    if (!bytes) {
      this.postponed.push(position)
      return
    }
    const other = this.#existing.read(oid)
    if (!other) return // it has gone meanwhile
    const isSame =
      other.type === TYPE_NAMES[objectTypes[position]!] &&
      Buffer.compare(other.data, bytes.subarray(at, at + size)) === 0
    if (!isSame) throw new OidCollisionError(encodeHex(oid))
  }
}
