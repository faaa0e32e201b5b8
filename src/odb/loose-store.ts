/**
 * The loose objects of an objects directory: `xx/yyyy…`, the first byte of the oid and the rest, in hex.
 */
import { join } from 'node:path'
import type { HashAlgorithm } from '../object/hash-algorithm.js'
import { entriesOf, regularFile } from './file-stat.js'

const HEX_DIGITS = /^[0-9a-f]+$/

export class LooseStore {
  readonly #directory: string
  readonly #algorithm: HashAlgorithm

  /** @param directory The objects directory. */
  constructor(directory: string, algorithm: HashAlgorithm) {
    this.#directory = directory
    this.#algorithm = algorithm
  }

  /** Where an object would lie, by its hex oid in lower case. */
  pathOf(oid: string): string {
    return join(this.#directory, oid.slice(0, 2), oid.slice(2))
  }

  /** Bytes of an object's file; undefined: there is no such file. */
  fileSizeOf(oid: string): number | undefined {
    return regularFile(this.pathOf(oid))?.size
  }

  /** The hex oids whose first byte is `firstByte`, sorted; files of other names are passed over. */
  oidsOf(firstByte: number): string[] {
    const folder = firstByte.toString(16).padStart(2, '0')
    const length = this.#algorithm.hexSize - 2
    return entriesOf(join(this.#directory, folder))
      .filter((entry) => !entry.isDirectory() && entry.name.length === length && HEX_DIGITS.test(entry.name))
      .map(({ name }) => folder + name)
      .sort()
  }
}
