import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CorruptObjectError } from '../../../src/object/errors.js'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { findEntry } from '../../../src/object/tree.js'
import { MALFORMED, NOT_THERE } from '../../../src/pack/core/core-layout.js'
import { bareCore, CORES } from '../../support/bare-core.js'

const SEED = 20_050_407

describe.each(CORES)('findEntry() in %s', (name) => {
  const { memory: arena, functions } = bareCore(name)
  const TREE_AT = arena.firstScratchAt + 100

  /** Where in the tree `findEntry` of the module finds the name. */
  function foundAt(tree: Uint8Array, name: Uint8Array): number {
    arena.bytes.fill(0x31, TREE_AT - 100, TREE_AT + tree.length + 100) // what lies around it looks like modes
    arena.bytes.set(tree, TREE_AT)
    arena.bytes.fill(0xaa, arena.nameAt, arena.nameAt + name.length + 8)
    arena.bytes.set(name, arena.nameAt)
    const end = TREE_AT + tree.length
    const at = functions.findEntry(TREE_AT, end, arena.nameAt, name.length, SHA1.size)
    return at < 0 ? at : at - TREE_AT
  }

  /** The same of the TypeScript, in the module's numbers. */
  function expectedAt(tree: Uint8Array, name: Uint8Array): number {
    try {
      const entry = findEntry('tree', tree, name, SHA1)
      if (!entry) return NOT_THERE
      // The mode before the name has as many digits as stand between it and the entry before.
      let at = entry.name.byteOffset - tree.byteOffset - 1
      while (at > 0 && tree[at - 1]! >= 0x30 && tree[at - 1]! <= 0x37) at--
      return at
    } catch (error) {
      expect(error).toBeInstanceOf(CorruptObjectError)
      return MALFORMED
    }
  }

  const entryName = fc.oneof(
    fc.constantFrom('a', 'ab', 'abc', 'test', 'tests', 'issue4461.pdf', 'issue4461.pdf.link', 'Makefile'),
    fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '\u00e9'), minLength: 1, maxLength: 40 }),
  )
  // Oids end in a byte that is no digit, so that the test can tell where a mode begins.
  const oid = fc.uint8Array({ minLength: 19, maxLength: 19 }).map((bytes) => [...bytes, 0xff])
  const mode = fc.constantFrom('100644', '100644', '40000', '160000', '0', '0100644', '00000000000040000')
  const entry = fc
    .tuple(mode, entryName, oid)
    .map(([digits, text, bytes]) => ({ text, bytes: [...Buffer.from(`${digits} ${text}\0`), ...bytes] }))

  it('finds a name in a tree where the TypeScript finds it, sorted or not', () => {
    let found = 0
    const entries = fc.array(entry, { maxLength: 12 })
    fc.assert(
      fc.property(entries, fc.boolean(), fc.nat(12), entryName, (all, isSorted, which, other) => {
        const order = isSorted
          ? all.toSorted((a, b) => Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)))
          : all
        const tree = Uint8Array.from(order.flatMap(({ bytes }) => bytes))
        const wanted = Buffer.from(order[which]?.text ?? other)
        const at = foundAt(tree, wanted)
        expect(at).toBe(expectedAt(tree, wanted))
        if (at >= 0) found++
      }),
      { seed: SEED, numRuns: 2_000 },
    )
    expect(found).toBeGreaterThan(300)
  })

  it('says of a tree that it breaks the format where the TypeScript throws', () => {
    let malformed = 0
    const damage = fc.record({
      at: fc.nat(400),
      byte: fc.constantFrom(0, 0x20, 0x30, 0x38, 0xff),
      cut: fc.nat(60),
    })
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 8 }),
        damage,
        entryName,
        (all, { at, byte, cut }, other) => {
          const whole = Uint8Array.from(all.flatMap(({ bytes }) => bytes))
          whole[at % whole.length] = byte
          const tree = whole.slice(0, Math.max(1, whole.length - cut))
          const answer = foundAt(tree, Buffer.from(other))
          const expected = expectedAt(tree, Buffer.from(other))
          // An entry that is found may have a mode that begins elsewhere now: what counts is that it is found.
          expect(Math.min(answer, 0)).toBe(Math.min(expected, 0))
          if (answer === MALFORMED) malformed++
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    )
    expect(malformed).toBeGreaterThan(300)
  })
})
