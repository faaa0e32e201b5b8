import { describe, expect, it } from 'vitest'
import { LookPacer } from '../../src/odb/look-pacer.js'

describe('LookPacer', () => {
  it('has every look made until there is a storm of them, and from then on once a period', () => {
    let now = 1_000
    const pacer = new LookPacer(() => now)
    let seenAt = -Infinity
    const look = (): boolean => {
      pacer.begin()
      if (pacer.trusts(seenAt)) return false
      seenAt = now
      return true
    }
    const looks = Array.from({ length: 1_000 }, look).filter(Boolean).length
    expect(looks).toBe(64)
    expect(pacer.isStorm).toBe(true)
    now += 25
    pacer.begin()
    expect(pacer.isStorm).toBe(false)
    expect(look()).toBe(true)
  })

  it('never trusts what was not seen, nor what was seen long ago', () => {
    let now = 0
    const pacer = new LookPacer(() => now)
    pacer.begin()
    for (let i = 0; i < 100; i++) expect(pacer.trusts(-Infinity)).toBe(false)
    now = 19
    pacer.begin()
    for (let i = 0; i < 100; i++) expect(pacer.trusts(-2)).toBe(false)
    expect(pacer.trusts(0)).toBe(true)
  })
})
