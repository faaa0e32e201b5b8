import { expect, test } from 'vitest'
import { SHA1 } from '../../src/object/hash-algorithm.js'
import { CorruptObjectError } from '../../src/object/errors.js'
import { TreeCursor } from '../../src/object/tree-cursor.js'

const entry = (name: string, oid: number): Buffer =>
  Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.alloc(20, oid)])
const cursor = (...parts: Buffer[]): TreeCursor => new TreeCursor('tree', Buffer.concat(parts), SHA1)
const name = (tree: TreeCursor): string | undefined => tree.current()?.nameText

test.each([
  [
    'another oid',
    [entry('a', 1), entry('b', 2), entry('c', 3)],
    [entry('a', 1), entry('b', 9), entry('c', 3)],
    'b',
    'b',
  ],
  ['another name', [entry('a', 1), entry('bb', 2)], [entry('a', 1), entry('bc', 2)], 'bb', 'bc'],
  ['a name that goes on', [entry('a', 1), entry('b', 2)], [entry('a', 1), entry('b2', 2)], 'b', 'b2'],
  ['the end of one', [entry('a', 1)], [entry('a', 1), entry('b', 2)], undefined, 'b'],
  ['the end of both', [entry('a', 0)], [entry('a', 0)], undefined, undefined],
])('skipSame() stands before %s', (_, one, other, expectedOne, expectedOther) => {
  const [a, b] = [cursor(...one), cursor(...other)]
  a.skipSame(b)
  expect([name(a), name(b)]).toEqual([expectedOne, expectedOther])
})

test('skipSame() goes on from where two cursors stand apart', () => {
  const a = cursor(entry('a', 1), entry('c', 3), entry('d', 4))
  const b = cursor(entry('c', 3), entry('d', 5))
  a.current()
  a.advance()
  a.skipSame(b)
  expect([name(a), name(b)]).toEqual(['d', 'd'])
})

test('current() throws where the entry is cut short, in both trees alike', () => {
  const cut = entry('b', 2).subarray(0, 12)
  const [a, b] = [cursor(entry('a', 1), cut), cursor(entry('a', 1), cut)]
  a.skipSame(b)
  expect(() => a.current()).toThrow(CorruptObjectError)
})
