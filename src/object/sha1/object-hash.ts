/** Hashes that name objects, a piece at a time: Node's own, or for SHA-1 the one that refuses what attacks have made. */
import { createHash } from 'node:crypto'
import type { HashAlgorithm } from '../hash-algorithm.js'
import { DetectingSha1 } from './collision-detector.js'

export interface ObjectHash {
  /** Takes in more bytes; text is UTF-8. */
  update(data: Uint8Array | string): ObjectHash
  /**
   * The hash; nothing may be taken in any more.
   *
   * @throws {Sha1CollisionError} What was hashed has been made to have the hash of something else.
   */
  digest(): Buffer
}

/** Whether attacks on the hash are looked for. */
export function detectsCollisions({ name, collisions }: HashAlgorithm): boolean {
  return name === 'sha1' && collisions !== 'off'
}

export function createObjectHash(algorithm: HashAlgorithm): ObjectHash {
  return detectsCollisions(algorithm) ? new DetectingSha1() : createHash(algorithm.name)
}
