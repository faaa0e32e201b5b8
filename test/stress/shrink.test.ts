import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shrink } from '../../src/stress/shrink.js'

const FOREVER = 1e9

test('shrink() leaves just the items that a fault needs, wherever they are', async () => {
  const culprits = fc.uniqueArray(fc.nat(199), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(culprits, async (needed) => {
      const items = Array.from({ length: 200 }, (_, index) => index)
      const fails = (part: readonly number[]): Promise<boolean> =>
        Promise.resolve(needed.every((item) => part.includes(item)))
      const { items: left } = await shrink(items, fails, FOREVER)
      expect(left).toEqual([...needed].sort((a, b) => a - b))
    }),
    { seed: 3, numRuns: 30 },
  )
})

test('shrink() gives the whole list when no time is left', async () => {
  const { items } = await shrink([1, 2, 3], () => Promise.resolve(true), -1)
  expect(items).toEqual([1, 2, 3])
})
