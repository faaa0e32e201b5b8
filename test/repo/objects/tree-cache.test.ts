import { expect, test } from 'vitest'
import { TreeCache } from '../../../src/repo/objects/tree-cache.js'

const tree = (size: number): Uint8Array => new Uint8Array(size).fill(size % 251)

test('TreeCache gives back what was kept, and lets go of what was unused for longest', () => {
  const cache = new TreeCache(4 * 1256)
  for (const oid of ['a', 'b', 'c', 'd']) cache.set(oid, tree(1000))
  expect(cache.get('a')).toEqual(tree(1000))
  cache.set('e', tree(1000))
  expect(['a', 'b', 'c', 'd', 'e'].filter((oid) => cache.get(oid))).toEqual(['a', 'c', 'd', 'e'])
})

test('TreeCache keeps nothing larger than a quarter of its budget, and nothing without one', () => {
  const cache = new TreeCache(4000)
  cache.set('large', tree(1001))
  expect(cache.get('large')).toBeUndefined()
  const none = new TreeCache(0)
  none.set('a', tree(0))
  expect(none.get('a')).toBeUndefined()
})

test('TreeCache keeps copies', () => {
  const cache = new TreeCache(4000)
  const data = tree(10)
  cache.set('a', data)
  data.fill(0)
  expect(cache.get('a')).toEqual(tree(10))
})

test('TreeCache keeps what is offered when it comes a second time, unless a thousand others came between', () => {
  const cache = new TreeCache(4000)
  cache.offer('a', tree(10))
  expect(cache.get('a')).toBeUndefined()
  cache.offer('a', tree(10))
  expect(cache.get('a')).toEqual(tree(10))
  cache.offer('b', tree(10))
  for (let i = 0; i < 1_024; i++) cache.offer(`other ${i}`, tree(10))
  cache.offer('b', tree(10))
  expect(cache.get('b')).toBeUndefined()
})
