import { describe, expect, it } from 'vitest'
import { LastTrees } from '../../../src/repo/walk/last-trees.js'

function treesOf(sizes: readonly number[]): LastTrees {
  const trees = new LastTrees()
  sizes.forEach((size, at) => {
    trees.add({ pack: 1, offset: at, slot: 0, size })
  })
  return trees
}

describe('LastTrees.nearest()', () => {
  it('is the tree whose size is nearest, and of several the newest', () => {
    const trees = treesOf([100, 200, 100, 300])
    expect(trees.nearest(120)).toMatchObject({ size: 100, offset: 2 })
    expect(trees.nearest(260)).toMatchObject({ size: 300 })
    expect(trees.nearest(1000)).toMatchObject({ size: 300 })
    expect(new LastTrees().nearest(1)).toBeUndefined()
  })

  it('forgets all but the last eight', () => {
    const trees = treesOf([1, 1, 1, 5, 50, 60, 70, 80, 90, 100, 110])
    expect(trees.nearest(1)).toMatchObject({ size: 5, offset: 3 })
    trees.add({ pack: 1, offset: 11, slot: 0, size: 5 })
    expect(trees.nearest(1)).toMatchObject({ size: 5, offset: 11 })
  })
})
