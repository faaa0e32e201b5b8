/**
 * Oids from contents: the hash of "type SP size NUL" and the content.
 *
 * One call of the hash function for both, with the header written in front of the content: objects in packs are so
 * small that a hash object each costs more than the hashing (0.4 against 2 µs for a hundred bytes).
 *
 * SHA-1 looks for the known ways to make collisions, as git's does, unless the algorithm says that it should not.
 */
import * as crypto from 'node:crypto'
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { detectingSha1 } from '../../object/sha1/collision-detector.js'
import { createObjectHash, detectsCollisions, type ObjectHash } from '../../object/sha1/object-hash.js'
import { TYPE_NAMES } from '../data/entry-header.js'

const SPACE = 0x20
const DIGIT_0 = 0x30

export class ObjectHasher {
  readonly #algorithm: HashAlgorithm
  readonly #detects: boolean

  constructor(algorithm: HashAlgorithm) {
    this.#algorithm = algorithm
    this.#detects = detectsCollisions(algorithm)
  }

  /**
   * Writes the raw oid of an object to `out[outAt…]`.
   *
   * Hot: once per object.
   *
   * @param type The `OBJ_…` number.
   * @param bytes Holds the content at `at…at + size`; the `HEADROOM` bytes before it are overwritten.
   * @throws {Sha1CollisionError} The object has been made to have the oid of another.
   */
  hash(type: number, bytes: Uint8Array, at: number, size: number, out: Uint8Array, outAt: number): void {
    const begin = writeHeaderBefore(type, bytes, at, size)
    const data = bytes.subarray(begin, at + size)
    if (this.#detects) {
      detectingSha1(data, out, outAt)
      return
    }
    const { name, size: width } = this.#algorithm
    const digest = digestOf(name, data)
    for (let i = 0; i < width; i++) out[outAt + i] = digest.charCodeAt(i)
  }

  /** A hash that has taken in the header of an object whose content will come in pieces. */
  begin(type: number, size: number): ObjectHash {
    return createObjectHash(this.#algorithm).update(`${TYPE_NAMES[type]!} ${size}\0`)
  }
}

type DigestFunction = (name: string, bytes: Uint8Array) => string

let chosen: DigestFunction | undefined

/** The hash as text of one unit a byte, which costs a third of what a buffer does. */
function digestOf(name: string, bytes: Uint8Array): string {
  chosen ??= digestFunction() // not sooner: most programs that load this hash nothing, and `node:crypto` is large
  return chosen(name, bytes)
}

/** Nodes before 20.12 lack the hash of one call. */
function digestFunction(): DigestFunction {
  return typeof crypto.hash === 'function'
    ? (name, bytes) => crypto.hash(name, bytes, 'binary')
    : (name, bytes) => crypto.createHash(name).update(bytes).digest('binary')
}

/** Writes "type SP size NUL" so that it ends at `at`; returns where it begins. */
function writeHeaderBefore(type: number, bytes: Uint8Array, at: number, size: number): number {
  bytes[--at] = 0
  let rest = size
  do {
    bytes[--at] = DIGIT_0 + (rest % 10)
    rest = Math.floor(rest / 10)
  } while (rest > 0)
  bytes[--at] = SPACE
  const name = TYPE_NAMES[type]!
  for (let i = name.length - 1; i >= 0; i--) bytes[--at] = name.charCodeAt(i)
  return at
}
