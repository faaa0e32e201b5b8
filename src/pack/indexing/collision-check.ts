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
    if (bytes) compareContents(this.#existing, oid, objectTypes[position]!, bytes, at, size)
    else this.postponed.push(position)
  }
}

/**
 * Compares the object of an oid that is there already with the one of type `type` whose content is at `bytes[at…]`.
 *
 * @throws {OidCollisionError} They differ.
 */
export function compareContents(
  existing: ExistingObjects,
  oid: Uint8Array,
  type: number,
  bytes: Uint8Array,
  at: number,
  size: number,
): void {
  const other = existing.read(oid)
  if (!other) return // it has gone meanwhile
  const isSame =
    other.type === TYPE_NAMES[type] && Buffer.compare(other.data, bytes.subarray(at, at + size)) === 0
  if (!isSame) throw new OidCollisionError(encodeHex(oid))
}
