import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDelta } from '../../src/pack/delta/apply-delta.js'
import { DeltaSizes, readDeltaSizes } from '../../src/pack/delta/delta-sizes.js'
import { copy, type DeltaStep, deltaOf, insert, resultOf } from '../support/delta.js'

const SEED = 20_050_407

/** Applies `delta` with base, delta and result in one array, as the reader does, or in three. */
function apply(base: Uint8Array, delta: Uint8Array, isOneArray: boolean): Uint8Array | string {
  const sizes = new DeltaSizes()
  if (!readDeltaSizes(delta, 0, delta.length, sizes)) return 'sizes'
  if (!isOneArray) {
    const result = new Uint8Array(sizes.result)
    return (
      applyDelta(base, 0, base.length, delta, sizes.next, delta.length, result, 0, sizes.result) ?? result
    )
  }
  const arena = new Uint8Array(base.length + delta.length + sizes.result + 2)
  const deltaAt = base.length + 1
  const resultAt = deltaAt + delta.length
  arena.set(base)
  arena.set(delta, deltaAt)
  const end = deltaAt + delta.length
  const from = deltaAt + sizes.next
  const fault = applyDelta(arena, 0, base.length, arena, from, end, arena, resultAt, sizes.result)
  if (fault !== undefined) return fault
  expect(arena[arena.length - 1]).toBe(0)
  return arena.slice(resultAt, resultAt + sizes.result)
}

/** A base and steps that are right for it. */
const baseAndSteps = fc.uint8Array({ minLength: 1, maxLength: 70_000 }).chain((base) => {
  const copies = fc
    .tuple(fc.nat(base.length - 1), fc.integer({ min: 1, max: 0xffffff }))
    .map(([offset, size]): DeltaStep => copy(offset, Math.min(size, base.length - offset)))
  const inserts = fc.uint8Array({ minLength: 1, maxLength: 127 }).map(insert)
  return fc.tuple(fc.constant(base), fc.array(fc.oneof(copies, inserts), { maxLength: 30 }))
})

describe.each([
  ['one array', true],
  ['three arrays', false],
])('applyDelta() in %s', (_, isOneArray) => {
  it('makes what the steps say', () => {
    fc.assert(
      fc.property(baseAndSteps, ([base, steps]) => {
        const result = resultOf(base, steps)
        expect(Buffer.from(apply(base, deltaOf(base, steps), isOneArray) as Uint8Array)).toEqual(result)
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('never writes outside the result, whatever the delta holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 60 }), (base, noise) => {
        const delta = Buffer.concat([Buffer.from([base.length, 50]), noise])
        const result = apply(base, delta, isOneArray)
        expect(typeof result === 'string' || result.length === 50).toBe(true)
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  const base = new Uint8Array(100).map((_, i) => i)
  const raw = (resultSize: number, ...instructions: number[]): Uint8Array =>
    new Uint8Array([100, resultSize, ...instructions])

  it('takes a size of 0 in a copy for 65,536', () => {
    const large = new Uint8Array(65_536).map((_, i) => i % 251)
    expect(apply(large, new Uint8Array([0x80, 0x80, 4, 0x80, 0x80, 4, 0x80]), isOneArray)).toEqual(large)
  })

  it.each([
    ['a copy past the end of the base', raw(20, 0x91, 90, 20), 'delta copies from outside its base'],
    ['a copy from beyond 2^31', raw(20, 0x9f, 0, 0, 0, 0xff, 20), 'delta copies from outside its base'],
    ['a copy past the end of the result', raw(10, 0x91, 0, 20), 'delta makes more than it declares'],
    ['an insert past the end of the result', raw(1, 2, 65, 66), 'delta makes more than it declares'],
    ['a copy cut short', raw(10, 0x93, 0), 'delta is cut short'],
    ['an insert cut short', raw(10, 10, 1, 2, 3), 'delta is cut short'],
    ['the reserved instruction', raw(10, 0, 0x91, 0, 10), 'delta has the reserved instruction 0'],
    ['too few instructions', raw(10, 0x91, 0, 9), 'delta makes less than it declares'],
  ])('refuses %s', (_name, delta, fault) => {
    expect(apply(base, delta, isOneArray)).toBe(fault)
  })
})

describe('readDeltaSizes()', () => {
  const read = (...bytes: number[]): DeltaSizes | undefined => {
    const sizes = new DeltaSizes()
    return readDeltaSizes(new Uint8Array(bytes), 0, bytes.length, sizes) ? sizes : undefined
  }

  it('reads sizes beyond 32 bits', () => {
    expect(read(0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1)).toMatchObject({
      base: 2 ** 42 - 1,
      result: 1,
      next: 7,
    })
  })

  it.each([
    ['no bytes', []],
    ['one size', [5]],
    ['a size cut short', [5, 0x80]],
    ['a size beyond 2^53', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1]],
    ['a size that does not end', Array.from({ length: 100 }, () => 0x80)],
  ])('refuses %s', (_name, bytes) => {
    expect(read(...bytes)).toBeUndefined()
  })
})
