import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/pack/cache/arena.js'
import { EntryCache, NO_SLOT } from '../../src/pack/cache/entry-cache.js'

const SEED = 20_050_407
const arena = new Arena(20 * 1024, 64)
const RING = arena.ringSize

/** An empty cache; the arena's tables are zeros again. */
function newCache(): EntryCache {
  arena.bytes.fill(0)
  return new EntryCache(arena)
}

/** Fills what `reserve` gave, one byte behind included, with a byte that only this entry has. */
function put(cache: EntryCache, ring: Uint8Array, pack: number, offset: number, size: number): number {
  const slot = cache.reserve(pack, offset, 3, size, offset - 1)
  if (slot !== NO_SLOT) ring.fill((pack * 31 + offset) % 256, cache.at[slot], cache.at[slot]! + size + 1)
  return slot
}

describe('EntryCache', () => {
  it('gives back what was put in, for as long as it says that it holds it', () => {
    const step = fc.record({
      pack: fc.integer({ min: 1, max: 3 }),
      offset: fc.integer({ min: 12, max: 300 }),
      size: fc.oneof(fc.nat(40), fc.nat(2_000), fc.nat(5_000)),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const cache = newCache()
        const ring = new Uint8Array(RING)
        const sizes = new Map<string, number>()
        for (const { pack, offset, size } of steps) {
          const slot = cache.find(pack, offset)
          if (slot === NO_SLOT) {
            const reserved = put(cache, ring, pack, offset, size)
            expect(reserved === NO_SLOT).toBe(size >= RING / 4)
            if (reserved !== NO_SLOT) sizes.set(`${pack}:${offset}`, size)
          } else {
            expect(cache.holds(slot, pack, offset)).toBe(true)
            expect(cache.sizes[slot]).toBe(sizes.get(`${pack}:${offset}`))
            expect(cache.bases[slot]).toBe(offset - 1)
            const at = cache.at[slot]!
            const bytes = ring.subarray(at, at + cache.sizes[slot]!)
            expect(bytes.every((byte) => byte === (pack * 31 + offset) % 256)).toBe(true)
          }
        }
      }),
      { seed: SEED, numRuns: 200 },
    )
  })

  it('never reserves over pinned bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4_000), { minLength: 20, maxLength: 60 }), (sizes) => {
        const cache = newCache()
        let pinnedAt = 0
        let pinnedEnd = 0
        for (const [i, size] of sizes.entries()) {
          const slot = cache.reserve(1, 12 + i, 3, size, 0, pinnedAt, pinnedEnd)
          if (slot === NO_SLOT) continue
          const at = cache.at[slot]!
          expect(at >= pinnedEnd || at + size + 1 <= pinnedAt).toBe(true)
          expect(at + size + 1).toBeLessThanOrEqual(RING)
          if (i % 3 === 0) [pinnedAt, pinnedEnd] = [at, at + size]
        }
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('keeps the newest entries', () => {
    const cache = newCache()
    const ring = new Uint8Array(RING)
    for (let i = 0; i < 100; i++) put(cache, ring, 1, 100 + i, 999)
    const kept = Array.from({ length: 100 }, (_, i) => cache.find(1, 100 + i) !== NO_SLOT)
    expect(kept.lastIndexOf(false)).toBe(99 - Math.floor(RING / 1000))
  })

  it('forgets what is dropped, and everything when cleared', () => {
    const cache = newCache()
    const slot = cache.reserve(1, 12, 3, 10, 0)
    cache.reserve(1, 13, 3, 10, 0)
    cache.drop(slot)
    expect(cache.holds(slot, 1, 12)).toBe(false)
    expect(cache.find(1, 12)).toBe(NO_SLOT)
    expect(cache.find(1, 13)).not.toBe(NO_SLOT)
    cache.clear()
    expect(cache.find(1, 13)).toBe(NO_SLOT)
  })

  it('caches nothing when it has no ring', () => {
    expect(new EntryCache(new Arena(0, 64)).reserve(1, 12, 3, 0, 0)).toBe(NO_SLOT)
  })
})
