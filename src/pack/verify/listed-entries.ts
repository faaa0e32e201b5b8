/** What a listing says of the entries of a pack that has been verified. */
import type { Pack } from '../pack.js'
import type { EntryTable } from '../traverse/entry-table.js'
import type { SharedPackTable } from '../traverse/pack-table.js'

/** The columns of an {@link EntryTable} that are listed. */
export type ListedEntries = Pick<
  EntryTable,
  'count' | 'width' | 'oids' | 'bases' | 'offsets' | 'sizes' | 'depths' | 'objectTypes'
>

export function listedEntries({ index, algorithm }: Pack, table: SharedPackTable): ListedEntries {
  const { count, bases, offsets, sizes, indexPositions } = table
  const width = algorithm.size
  const oids = new Uint8Array(count * width)
  for (let position = 0; position < count; position++) {
    index.copyOid(indexPositions[position]!, oids, position * width)
  }
  return { count, width, oids, bases, offsets, sizes, ...chainsOf(table) }
}

/** Of each entry how many deltas make its object, and of which type that is. */
function chainsOf({ count, bases, types }: SharedPackTable): Pick<ListedEntries, 'depths' | 'objectTypes'> {
  const depths = new Uint32Array(count)
  const objectTypes = new Uint8Array(count)
  for (let position = 0; position < count; position++) {
    let steps = 0
    let on = position
    for (; objectTypes[on] === 0 && bases[on]! >= 0; on = bases[on]!) steps++
    if (objectTypes[on] === 0) objectTypes[on] = types[on]!
    const type = objectTypes[on]!
    let depth = depths[on]! + steps
    for (on = position; steps > 0; steps--, on = bases[on]!) {
      objectTypes[on] = type
      depths[on] = depth--
    }
  }
  return { depths, objectTypes }
}

/** Index position to pack position. */
export function orderOf({ count, indexPositions }: SharedPackTable): Int32Array {
  const order = new Int32Array(count)
  for (let position = 0; position < count; position++) order[indexPositions[position]!] = position
  return order
}
