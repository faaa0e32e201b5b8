/** Everything that is found out about a pack while it is indexed, from the first pass to the written files. */
import type { HashAlgorithm } from '../../object/hash-algorithm.js'
import { EntryTable } from '../traverse/entry-table.js'
import { RefDeltas } from './ref-deltas.js'

export class PackContents {
  readonly entries: EntryTable
  readonly refDeltas: RefDeltas
  /** Deltas whose object is not known yet. */
  unresolved = 0
  /** The checksum that the pack ends with: raw bytes. */
  checksum: Buffer = Buffer.alloc(0)

  /** @param capacity See {@link EntryTable}. */
  constructor(
    readonly algorithm: HashAlgorithm,
    capacity?: number,
  ) {
    this.entries = new EntryTable(algorithm, capacity)
    this.refDeltas = new RefDeltas(algorithm.size)
  }
}
