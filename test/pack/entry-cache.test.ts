import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/pack/cache/arena.js'
import { EntryCache, NO_SLOT } from '../../src/pack/cache/entry-cache.js'

const SEED = 20_050_407
const arena = new Arena(20 * 1024, 64)
const RING = arena.ringSize
/** The small ring has a tenth. */
const KEPT = RING - Math.floor(RING / 80) * 8

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
        const ring = arena.bytes
        const sizes = new Map<string, number>()
        for (const { pack, offset, size } of steps) {
          const slot = cache.find(pack, offset)
          if (slot === NO_SLOT) {
            const reserved = put(cache, ring, pack, offset, size)
            expect(reserved === NO_SLOT).toBe(size >= KEPT / 4)
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

  it('never writes over pinned bytes, whatever moves', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4_000), { minLength: 20, maxLength: 120 }), (sizes) => {
        const cache = newCache()
        let pinnedAt = 0
        let pinned = new Uint8Array(0)
        for (const [i, size] of sizes.entries()) {
          for (let offset = 12; offset < 12 + i; offset += 1 + (size % 3)) cache.find(1, offset)
          const slot = cache.reserve(1, 12 + i, 3, size, 0, pinnedAt, pinnedAt + pinned.length)
          if (slot === NO_SLOT) continue
          const at = cache.at[slot]!
          expect(at + size + 1).toBeLessThanOrEqual(RING)
          arena.bytes.fill(i + 1, at, at + size + 1)
          expect(Buffer.compare(arena.bytes.subarray(pinnedAt, pinnedAt + pinned.length), pinned)).toBe(0)
          if (i % 3 === 0) [pinnedAt, pinned] = [at, arena.bytes.slice(at, at + size)]
        }
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('keeps what is asked for again, however much passes by', () => {
    const cache = newCache()
    const popular = [101, 102, 103]
    for (let i = 0; i < 2_000; i++) {
      for (const offset of [1_000 + i, ...popular]) {
        if (i % 5 > 0 && popular.includes(offset)) continue
        if (cache.find(1, offset) === NO_SLOT) put(cache, arena.bytes, 1, offset, 120)
      }
    }
    for (const offset of popular) expect(cache.find(1, offset)).not.toBe(NO_SLOT)
    const passed = Array.from({ length: 1_000 }, (_, i) => cache.find(1, 1_000 + i)).filter(
      (s) => s !== NO_SLOT,
    )
    expect(passed.length).toBeLessThan(150)
  })

  it('is filled before anything goes', () => {
    const cache = newCache()
    const count = Math.floor(RING / 240) - 4
    for (let i = 0; i < count; i++) put(cache, arena.bytes, 1, 100 + i, 230)
    for (let i = 0; i < count; i++) expect(cache.find(1, 100 + i)).not.toBe(NO_SLOT)
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

  it('keeps what a delta makes in its place, once it is offered a second time', () => {
    const large = new Arena(4 * 1024 * 1024, 64)
    const cache = new EntryCache(large)
    const content = Uint8Array.from({ length: 50 }, (_, i) => i)
    const scratchAt = large.firstScratchAt
    large.bytes.set(content, scratchAt)
    const delta = cache.reserve(1, 500, 6, 20, 400)
    cache.offerMade(1, 500, 3, scratchAt, 50, true)
    expect(cache.find(1, 500)).toBe(delta)
    cache.offerMade(1, 500, 3, scratchAt, 50, true)
    const made = cache.find(1, 500)
    expect(cache.holds(delta, 1, 500)).toBe(delta === made)
    expect([cache.types[made], cache.sizes[made]]).toEqual([3, 50])
    expect(large.bytes.slice(cache.at[made], cache.at[made]! + 50)).toEqual(content)
  })

  it('keeps of what deltas make one in some, the same ones each time', () => {
    const kept = [0, 1].map(() => {
      const cache = new EntryCache(new Arena(4 * 1024 * 1024, 64))
      const offsets = Array.from({ length: 400 }, (_, i) => 12 + i * 97)
      for (const offset of offsets) {
        cache.offerMade(1, offset, 3, 0, 20)
        cache.offerMade(1, offset, 3, 0, 20)
      }
      return offsets.filter((offset) => cache.find(1, offset) !== NO_SLOT)
    })
    expect(kept[0]!.length).toBeGreaterThan(20)
    expect(kept[0]!.length).toBeLessThan(100)
    expect(kept[1]).toEqual(kept[0])
  })
})
