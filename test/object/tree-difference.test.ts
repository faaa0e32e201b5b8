import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTreeDifference, newEntries } from '../../src/object/tree-difference.js'
import { createWasmMemory } from '../../src/base/webassembly.js'

const SEED = 20_050_407
const OID_SIZE = 20
/** Behind each range the compiled difference may read, but not write. */
const GUARD = 32

interface Entry {
  readonly mode: string
  readonly name: string
  readonly oid: number
}

const memory = createWasmMemory(1 << 20)!
const bytes = new Uint8Array(memory.buffer)
const compiled = createTreeDifference(bytes, memory)

function treeOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat(
    entries.map(({ mode, name, oid }) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(OID_SIZE, oid)]),
    ),
  )
}

/** What is new in `tree`, by both; everything around the ranges is the same afterwards. */
function difference(tree: Uint8Array, seen: Uint8Array): Buffer {
  const at = GUARD
  const seenAt = at + tree.length + GUARD
  const to = seenAt + seen.length + GUARD
  const results = [compiled, newEntries.bind(undefined, bytes)].map((find) => {
    bytes.fill(0xaa, 0, to + tree.length + GUARD)
    bytes.set(tree, at)
    bytes.set(seen, seenAt)
    const end = find(at, at + tree.length, seenAt, seenAt + seen.length, OID_SIZE, to)
    expect(end).toBeLessThanOrEqual(to + tree.length)
    expect(Buffer.from(bytes.slice(end, to + tree.length + GUARD)).every((byte) => byte === 0xaa)).toBe(true)
    return Buffer.from(bytes.slice(to, end))
  })
  expect(results[0]).toEqual(results[1])
  return results[0]!
}

const entry = fc.record({
  mode: fc.constantFrom('100644', '40000', '100755', '160000'),
  name: fc.oneof(
    fc.constantFrom('a', 'b', 'ab', 'a.c', 'z'),
    fc.integer({ min: 1, max: 70 }).map((n) => 'm'.repeat(n)),
  ),
  oid: fc.nat(3),
})
const entries = fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 12 })
const sorted = entries.map((list) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1)))

describe('newEntries()', () => {
  it('gives the entries that the other tree has not, as they are and in order', () => {
    fc.assert(
      fc.property(sorted, sorted, (tree, seen) => {
        const known = new Set(seen.map((one) => treeOf([one]).toString('latin1')))
        const expected = tree.filter((one) => !known.has(treeOf([one]).toString('latin1')))
        expect(difference(treeOf(tree), treeOf(seen))).toEqual(treeOf(expected))
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('gives no entry of a disordered tree too few', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), fc.array(entry, { maxLength: 12 }), (tree, seen) => {
        const known = new Set(seen.map((one) => treeOf([one]).toString('latin1')))
        const found = difference(treeOf(tree), treeOf(seen)).toString('latin1')
        for (const one of tree.map((each) => treeOf([each]).toString('latin1'))) {
          expect(known.has(one) || found.includes(one)).toBe(true)
        }
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('gives a malformed entry, and all behind it', () => {
    const good = treeOf([{ mode: '100644', name: 'a', oid: 1 }])
    const cut = Buffer.from('100644 b\0 cut short')
    const noMode = Buffer.concat([Buffer.from('x b\0'), Buffer.alloc(OID_SIZE), good])
    for (const bad of [cut, noMode]) expect(difference(Buffer.concat([good, bad]), good)).toEqual(bad)
  })

  it('answers the same of any bytes in WebAssembly and in TypeScript', () => {
    const piece = fc.oneof(
      entry.map((one) => treeOf([one])),
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom(Buffer.from('100644 '), Buffer.from('\0'), Buffer.alloc(OID_SIZE)),
    )
    const any = fc.array(piece, { maxLength: 8 }).map((parts) => Buffer.concat(parts))
    fc.assert(
      fc.property(any, any, (tree, seen) => {
        difference(tree, seen)
      }),
      { seed: SEED, numRuns: 600 },
    )
  })
})
