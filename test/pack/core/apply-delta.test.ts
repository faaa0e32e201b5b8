import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDelta } from '../../../src/pack/delta/apply-delta.js'
import { createDeltaApplier, type DeltaApplier } from '../../../src/pack/delta/delta-applier.js'
import { bareCore, CORES } from '../../support/bare-core.js'
import { Random } from '../../support/random.js'

const SEED = 20_050_407
const GUARD = 64

describe.each(CORES)('applyDelta() in %s', (name) => {
  const core = bareCore(name)
  const arena = core.memory
  const ours = createDeltaApplier(core)
  const { bytes } = arena
  const twin: DeltaApplier = {
    apply: (base, baseSize, at, end, result, resultSize) =>
      applyDelta(bytes, base, baseSize, bytes, at, end, bytes, result, resultSize),
  }

  /** What an applier answers and leaves in the arena, from a fixed content of it. */
  function outcome(applier: DeltaApplier, base: Uint8Array, delta: Uint8Array, size: number): unknown {
    const start = arena.firstScratchAt
    const baseAt = start + GUARD
    const deltaAt = baseAt + base.length + GUARD
    const resultAt = deltaAt + delta.length + GUARD
    const end = resultAt + size + GUARD
    arena.bytes.fill(0xaa, start, end)
    arena.bytes.set(base, baseAt)
    arena.bytes.set(delta, deltaAt)
    const fault = applier.apply(baseAt, base.length, deltaAt, deltaAt + delta.length, resultAt, size)
    const around = Buffer.concat([
      arena.bytes.slice(start, baseAt),
      arena.bytes.slice(deltaAt - GUARD, deltaAt),
      arena.bytes.slice(resultAt - GUARD, resultAt),
      arena.bytes.slice(end - GUARD, end),
    ])
    expect(around.every((byte) => byte === 0xaa)).toBe(true)
    return { fault, result: fault ?? Buffer.from(arena.bytes.slice(resultAt, resultAt + size)) }
  }

  it('applies what the one for arrays applies, with the same faults', () => {
    const base = new Random(SEED).bytes(70_000)
    // Bytes that are mostly instructions: right, nearly right, and noise.
    const copies = fc
      .tuple(fc.nat(70_100), fc.oneof(fc.nat(40), fc.nat(2_000), fc.nat(70_000)))
      .map(([offset, size]) => [
        0xf7, // three bytes of offset, three of size
        offset % 256,
        Math.floor(offset / 256) % 256,
        Math.floor(offset / 65_536),
        size % 256,
        Math.floor(size / 256) % 256,
        Math.floor(size / 65_536),
      ])
    const inserts = fc.uint8Array({ minLength: 1, maxLength: 127 }).map((bytes) => [bytes.length, ...bytes])
    const noise = fc.uint8Array({ maxLength: 3 }).map((bytes) => [...bytes])
    const instructions = fc.array(fc.oneof(copies, inserts, { arbitrary: noise, weight: 1 }), {
      maxLength: 12,
    })
    let applied = 0
    fc.assert(
      fc.property(instructions, fc.oneof(fc.constant(-1), fc.nat(300_000)), (parts, size) => {
        const delta = Uint8Array.from(parts.flat())
        const right = parts.reduce((sum, [first, ...rest]) => {
          if (first !== 0xf7) return sum + (first ?? 0)
          return sum + (rest[3]! + rest[4]! * 256 + rest[5]! * 65_536 || 65_536)
        }, 0)
        const wanted = size < 0 ? Math.min(right, 600_000) : size
        const expected = outcome(twin, base, delta, wanted)
        expect(outcome(ours, base, delta, wanted)).toEqual(expected)
        if ((expected as { fault?: string }).fault === undefined) applied++
      }),
      { seed: SEED, numRuns: 1_000 },
    )
    expect(applied).toBeGreaterThan(100)
  })
})
