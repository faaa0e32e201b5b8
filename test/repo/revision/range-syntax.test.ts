import { describe, expect, test } from 'vitest'
import {
  chosenParents,
  parseDottedRange,
  parseParentsShorthand,
} from '../../../src/repo/revision/range-syntax.js'

describe('parseDottedRange() takes apart', () => {
  test.each([
    ['a..b', 'a', 'b', false],
    ['a...b', 'a', 'b', true],
    ['a..', 'a', 'HEAD', false],
    ['...', 'HEAD', 'HEAD', true],
    ['..b', 'HEAD', 'b', false],
    ['a....b', 'a', '.b', true],
    ['HEAD:../file', 'HEAD:', '/file', false],
  ])('%s', (text, left, right, isSymmetric) => {
    expect(parseDottedRange(text)).toEqual({ left, right, isSymmetric })
  })

  test.each(['', 'a', 'a.b', '..'])('nothing of %j', (text) => {
    expect(parseDottedRange(text)).toBeUndefined()
  })
})

describe('parseParentsShorthand() takes apart', () => {
  test.each([
    ['a^@', 'a', false, undefined],
    ['a^!', 'a', true, undefined],
    ['a^-', 'a', true, 1],
    ['a^-12', 'a', true, 12],
    ['a^!^@', 'a^!', false, undefined],
    ['^@', '', false, undefined],
  ])('%s', (text, name, hasCommit, parent) => {
    expect(parseParentsShorthand(text)).toEqual({ name, hasCommit, parent })
  })

  test.each(['', 'a', 'a^', 'a^2', 'a^-x', 'a^@b', 'a@', 'a!'])('nothing of %j', (text) => {
    expect(parseParentsShorthand(text)).toBeUndefined()
  })
})

test('chosenParents() gives all parents or the one that is asked for, and nothing where that is none', () => {
  const of = (parent: number | undefined) =>
    chosenParents({ name: 'a', hasCommit: true, parent }, ['p', 'q'])?.map(
      ({ oid, number }) => `${number}${oid}`,
    )
  expect([undefined, 1, 2].map(of)).toEqual([['1p', '2q'], ['1p'], ['2q']])
  expect([0, 3].map(of)).toEqual([undefined, undefined])
})
