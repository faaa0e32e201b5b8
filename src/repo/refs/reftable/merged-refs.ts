/** The refs of several tables as one sorted list. */
import { decodeName } from '../../../object/name-text.js'
import type { StoredRef } from '../ref-store.js'
import { type RefRecord, refRecords } from './table-records.js'
import type { TableFile } from './table-file.js'

/**
 * Merges tables by name.
 *
 * @param tables Newest first: where several have a name, the first says what it is, or that it is deleted.
 * @param from Names below this are left out.
 */
export function* mergeRefs(tables: readonly TableFile[], from: Uint8Array): Iterable<StoredRef> {
  const sources = tables.map((table) => new Source(refRecords(table, from)))
  for (;;) {
    let first: RefRecord | undefined
    for (const { record } of sources) {
      if (record && (!first || Buffer.compare(record.key, first.key) < 0)) first = record
    }
    if (!first) return
    const { key, value } = first
    for (const source of sources) {
      if (source.record?.key.equals(key)) source.advance()
    }
    if (value !== 'deleted') yield { name: decodeName(key), value }
  }
}

class Source {
  record: RefRecord | undefined
  readonly #records: Iterator<RefRecord>

  constructor(records: Iterable<RefRecord>) {
    this.#records = records[Symbol.iterator]()
    this.advance()
  }

  advance(): void {
    const next = this.#records.next()
    this.record = next.done ? undefined : next.value
  }
}
