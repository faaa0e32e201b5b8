import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DeltaTree, NO_ENTRY } from '../../../src/pack/traverse/delta-tree.js'
import { NO_BASE } from '../../../src/pack/traverse/entry-table.js'
import type { SharedPackTable } from '../../../src/pack/traverse/pack-table.js'
import { PositionFinder } from '../../../src/pack/traverse/position-finder.js'
import { splitTree, UNIT_WORDS } from '../../../src/pack/traverse/split-tree.js'

/** A table of entries with the given bases, of which only the shape matters. */
function tableWith(baseOf: readonly number[]): SharedPackTable {
  const count = baseOf.length
  const bases = Int32Array.from(baseOf)
  const tree = new DeltaTree({ count, bases })
  return {
    count,
    bases,
    firstChild: tree.firstChild,
    nextSibling: tree.nextSibling,
    firstRoot: tree.chainRoots({ count, bases }),
    offsets: new Float64Array(count + 1),
    sizes: new Float64Array(count).fill(100),
    indexPositions: new Int32Array(count),
    types: new Uint8Array(count).fill(3),
    headerLengths: new Uint8Array(count),
    cuts: new Uint8Array(count),
    lost: new Int32Array(0),
  }
}

/** How often each entry is in a unit, and how many entries each unit has. */
function walkUnits(table: SharedPackTable, units: Int32Array): { visits: number[]; sizes: number[] } {
  const visits = Array.from({ length: table.count }, () => 0)
  const sizes: number[] = []
  for (let row = 0; row < units.length; row += UNIT_WORDS) {
    const pending: number[] = []
    for (let on = units[row + 1]!; on !== units[row + 2]!; on = table.nextSibling[on]!) {
      expect(Math.max(table.bases[on]!, NO_ENTRY)).toBe(units[row])
      pending.push(on)
    }
    let size = 0
    for (let on = pending.pop(); on !== undefined; on = pending.pop()) {
      visits[on]!++
      size++
      for (let child = table.firstChild[on]!; child !== NO_ENTRY; child = table.nextSibling[child]!) {
        if (table.cuts[child] === 0) pending.push(child)
      }
    }
    sizes.push(size)
  }
  return { visits, sizes }
}

test('splitTree() puts every entry into one unit, and none has much more than its share, whatever the shape', () => {
  const shapes = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 600 })
  fc.assert(
    fc.property(
      shapes,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      (picks, wanted, kind) => {
        // `kind` 1 makes chains; the larger, the more roots and the broader the trees.
        const bases = picks.map((pick, i) => {
          if (i === 0 || pick < 0.05) return NO_BASE
          return kind === 1 ? i - 1 : Math.floor(pick * Math.max(1, i / kind))
        })
        const table = tableWith(bases)
        const { visits, sizes } = walkUnits(table, splitTree(table, wanted))
        expect(visits.every((count) => count === 1)).toBe(true)
        expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * Math.ceil(bases.length / wanted) + 1)
      },
    ),
    { seed: 3, numRuns: 300 },
  )
})

test('PositionFinder.positionOf() finds what begins at an offset, and nothing elsewhere', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(5000), { minLength: 1, maxLength: 300 }), (places) => {
      const sorted = places.sort((a, b) => a - b)
      const offsets = Float64Array.from([...sorted, 6000])
      const finder = new PositionFinder(offsets, sorted.length)
      for (let offset = 0; offset <= 6001; offset += 7)
        expect(finder.positionOf(offset)).toBe(sorted.indexOf(offset))
      for (const [position, offset] of sorted.entries()) expect(finder.positionOf(offset)).toBe(position)
    }),
    { seed: 4, numRuns: 100 },
  )
})
