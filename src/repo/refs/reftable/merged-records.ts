/** The records of several tables as one sorted list. */
import type { TableRecord } from './table-records.js'

/**
 * Merges tables by key.
 *
 * @param tables The records of each, sorted, the newest table first: where several have a key, the first says what it
 *   is, or that it is deleted. A newer table may hold older keys: reflogs are shortened so.
 */
export function* mergeRecords<T>(
  tables: readonly Iterable<TableRecord<T>>[],
): Iterable<{ readonly key: Buffer; readonly value: T }> {
  const sources = tables.map((records) => new Source(records))
  for (;;) {
    let first: TableRecord<T> | undefined
    for (const { record } of sources) {
      if (record && (!first || Buffer.compare(record.key, first.key) < 0)) first = record
    }
    if (!first) return
    const { key, value } = first
    for (const source of sources) {
      if (source.record?.key.equals(key)) source.advance()
    }
    if (value !== 'deleted') yield { key, value }
  }
}

class Source<T> {
  record: TableRecord<T> | undefined
  readonly #records: Iterator<TableRecord<T>>

  constructor(records: Iterable<TableRecord<T>>) {
    this.#records = records[Symbol.iterator]()
    this.advance()
  }

  advance(): void {
    const next = this.#records.next()
    this.record = next.done ? undefined : next.value
  }
}
