/** What `verify-pack -v` prints of a pack: its entries, and how long their chains are. */
import { encodeHex } from '../../../object/oid.js'
import { TYPE_NAMES } from '../../../pack/data/entry-header.js'
import type { ListedEntries } from '../../../pack/verify/listed-entries.js'
import type { Output } from '../../io/output.js'

const TYPE_WIDTH = 6

/** A line for each entry, in the order of the pack. */
export function listEntries(entries: ListedEntries, out: Output): void {
  for (let position = 0; position < entries.count; position++) out.raw(entryLine(entries, position))
}

function entryLine(entries: ListedEntries, position: number): string {
  const { width, oids, bases, offsets, sizes, depths, objectTypes } = entries
  const oidOf = (at: number): string => encodeHex(oids, at * width, width)
  const base = bases[position]!
  const offset = offsets[position]!
  const type = TYPE_NAMES[objectTypes[position]!]!.padEnd(TYPE_WIDTH)
  const delta = base < 0 ? '' : ` ${depths[position]!} ${oidOf(base)}`
  return `${oidOf(position)} ${type} ${sizes[position]!} ${offsets[position + 1]! - offset} ${offset}${delta}\n`
}

/** How many entries there are with each number of deltas to apply. */
export function listChains(entries: ListedEntries, out: Output): void {
  const histogram: number[] = []
  for (let position = 0; position < entries.count; position++) {
    const depth = entries.depths[position]!
    while (histogram.length <= depth) histogram.push(0)
    histogram[depth]!++
  }
  histogram.forEach((count, depth) => {
    if (count === 0) return
    const name = depth === 0 ? 'non delta' : `chain length = ${depth}`
    out.text(`${name}: ${count} object${count === 1 ? '' : 's'}\n`)
  })
}
