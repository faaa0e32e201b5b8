/**
 * The loose objects of an objects directory: `xx/yyyy…`, the first byte of the oid and the rest, in hex.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { HashAlgorithm } from '../object/hash-algorithm.js'

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
    const stat = statSync(this.pathOf(oid), { throwIfNoEntry: false })
    return stat?.isFile() ? stat.size : undefined
  }

  /** The hex oids whose first byte is `firstByte`, sorted; files of other names are passed over. */
  oidsOf(firstByte: number): string[] {
    const folder = firstByte.toString(16).padStart(2, '0')
    let names: string[]
    try {
      names = readdirSync(join(this.#directory, folder))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return []
      throw error
    }
    const length = this.#algorithm.hexSize - 2
    return names
      .filter((name) => name.length === length && HEX_DIGITS.test(name))
      .map((name) => folder + name)
      .sort()
  }
}
