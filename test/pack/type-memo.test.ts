import { describe, expect, it } from 'vitest'
import { TypeMemo } from '../../src/pack/cache/type-memo.js'
import { Random } from '../support/random.js'

const COMMIT = 1
const BLOB = 3
const SEED = 11

describe('TypeMemo', () => {
  it('get() knows the latest type of an offset, in the small table and in the large one', () => {
    const memo = new TypeMemo()
    for (let offset = 12; offset < 100_000; offset += 97) {
      expect(memo.get(1, offset)).toBe(0)
      memo.set(1, offset, BLOB)
      expect(memo.get(1, offset)).toBe(BLOB)
      memo.set(1, offset, COMMIT)
      expect(memo.get(1, offset)).toBe(COMMIT)
    }
  })

  it(`get() may forget and never mixes up packs or offsets (seed ${SEED})`, () => {
    const random = new Random(SEED)
    const memo = new TypeMemo()
    const types = new Map<string, number>()
    let remembered = 0
    for (let i = 0; i < 20_000; i++) {
      const pack = random.next(3)
      const offset = 2 ** 32 * random.next(2) + random.next(5000)
      const type = memo.get(pack, offset)
      if (type > 0) {
        expect(type).toBe(types.get(`${pack} ${offset}`))
        remembered++
      }
      const next = 1 + random.next(4)
      memo.set(pack, offset, next)
      types.set(`${pack} ${offset}`, next)
    }
    expect(remembered).toBeGreaterThan(1000)
  })
})
