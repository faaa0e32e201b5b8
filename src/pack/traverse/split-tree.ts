/**
 * A pack's delta trees cut into units of about the same work, so that several threads are busy to the end.
 *
 * A unit is a run of siblings with all below them that is not cut off itself. Whoever walks one first makes their
 * base, along its chain, which others make too: what the units cost beyond a walk in one piece is one chain each.
 *
 * Trees are cut from the leaves upwards. A child carries up what is left below it, and as soon as some siblings
 * together have enough they become a unit; so no unit has more than twice the target, but for single objects,
 * however deep or broad the trees are. Entries stored whole are siblings too, with no base.
 */
import { NO_ENTRY } from './delta-tree.js'
import type { SharedPackTable } from './pack-table.js'

/** A run of siblings in numbers that threads can share: base or `NO_ENTRY`, first sibling, sibling behind the last. */
export const UNIT_WORDS = 3

/** What the work on one entry is in bytes, beside its own: one takes some 3 µs, and makes some 3 bytes in a ns. */
const ENTRY_COST = 4096
/** Inflating a byte takes as long as copying this many. */
const INFLATE_COST = 16
/** Beyond this a tree is so deep that nothing sensible can be said of what is copied. */
const COPIED_MAX = 2 ** 40

/** What cutting looks at. */
export type SplittableTable = Pick<
  SharedPackTable,
  'count' | 'sizes' | 'bases' | 'types' | 'firstChild' | 'nextSibling' | 'firstRoot' | 'cuts'
>

/** The work on each entry, in bytes copied: a rough guess. */
function workOf({ count, sizes, bases, types }: SplittableTable): Float64Array {
  const work = new Float64Array(count)
  // An object is about as large as what its tree grows from.
  const results = new Float64Array(count)
  for (let position = 0; position < count; position++) {
    const base = bases[position]!
    const isBaseKnown = base >= 0 && base < position
    const result = isBaseKnown ? results[base]! : base < 0 && types[position] !== 0 ? sizes[position]! : 0
    results[position] = Math.min(COPIED_MAX, result)
    work[position] = ENTRY_COST + INFLATE_COST * Math.min(COPIED_MAX, sizes[position]!) + results[position]!
  }
  return work
}

/**
 * Cuts the trees of a table into about `wanted` units, and marks in its `cuts` where.
 *
 * @returns The units, {@link UNIT_WORDS} numbers each, in the order in which they should be begun.
 */
export function splitTree(table: SplittableTable, wanted: number): Int32Array {
  const { count, bases, firstChild, nextSibling, firstRoot, cuts } = table
  const left = workOf(table)
  // Mostly every delta stands behind its base, and the order of the pack will do.
  const order = isBaseFirst(table) ? undefined : childrenLast(table)
  let total = 0
  for (let position = 0; position < count; position++) total += left[position]!
  const target = total / Math.max(1, wanted)
  const units: number[] = []

  /** Cuts runs of siblings with enough work between them off their base; returns the work of the rest. */
  const cutRuns = (base: number, firstSibling: number, isLastCut: boolean): number => {
    let first = firstSibling
    let sum = 0
    for (let child = firstSibling; child !== NO_ENTRY; child = nextSibling[child]!) {
      sum += left[child]!
      const next = nextSibling[child]!
      if (sum < target && !(isLastCut && next === NO_ENTRY)) continue
      units.push(base, first, next)
      for (let cut = first; cut !== next; cut = nextSibling[cut]!) cuts[cut] = 1
      first = next
      sum = 0
    }
    return sum
  }

  for (let i = (order?.length ?? count) - 1; i >= 0; i--) {
    const position = order ? order[i]! : i
    if (firstChild[position] !== NO_ENTRY) left[position]! += cutRuns(position, firstChild[position]!, false)
  }
  cutRuns(NO_ENTRY, firstRoot, true)
  return byPlace(units, bases)
}

/** Units in the order of what they begin with in the pack: then threads read it from front to back. */
function byPlace(units: readonly number[], bases: Int32Array): Int32Array {
  const rows = Array.from({ length: units.length / UNIT_WORDS }, (_, i) => i * UNIT_WORDS)
  const placeOf = (row: number): number => {
    const first = units[row + 1]!
    return bases[first]! >= 0 ? bases[first]! : first
  }
  rows.sort((a, b) => placeOf(a) - placeOf(b))
  return Int32Array.from(rows.flatMap((row) => units.slice(row, row + UNIT_WORDS)))
}

function isBaseFirst({ count, bases }: SplittableTable): boolean {
  for (let position = 0; position < count; position++) if (bases[position]! >= position) return false
  return true
}

/** All entries of all trees, each behind its base. */
function childrenLast({ count, firstChild, nextSibling, firstRoot }: SplittableTable): Int32Array {
  const order = new Int32Array(count)
  let found = 0
  for (let root = firstRoot; root !== NO_ENTRY; root = nextSibling[root]!) order[found++] = root
  for (let next = 0; next < found; next++) {
    let child = firstChild[order[next]!]!
    for (; child !== NO_ENTRY; child = nextSibling[child]!) order[found++] = child
  }
  return order.subarray(0, found)
}
