import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRefNames, isRefName } from '../../../src/repo/refs/ref-name.js'
import { run } from '../../support/git.js'

const accepted = (name: string): boolean =>
  run('git', ['check-ref-format', '--allow-onelevel', name]).status === 0

test('isRefName() accepts what git check-ref-format accepts', () => {
  const names = [
    ...['HEAD', 'refs/heads/main', 'a/b/c', '@', 'a@', '@a', 'a/@', 'a@{', 'a@b{', '{', '}', 'a{b', 'a}'],
    ...[
      '.a',
      'a/.b',
      'a.',
      'a./b',
      'a..b',
      'a...',
      '..',
      '.',
      '/a',
      'a/',
      'a//b',
      'a.lock',
      'a.lock/b',
      'a.lockx',
    ],
    ...[
      'a b',
      'a~b',
      'a^b',
      'a:b',
      'a?b',
      'a*b',
      'a[b',
      'a]b',
      'a\\b',
      'a\tb',
      'a\x7fb',
      'a\x01b',
      'gr\u00fcn',
      'a-',
    ],
    ...[
      'refs/../../etc/passwd',
      'refs/heads/..',
      '../x',
      'a/./b',
      '.lock',
      'a/b.lock',
      '%',
      '"',
      "'",
      '$x',
      '!',
    ],
  ]
  expect(names.map((name) => [name, isRefName(name)])).toEqual(names.map((name) => [name, accepted(name)]))
  expect(isRefName('')).toBe(false)
})

test('isRefName() agrees with git on names of any shape', () => {
  const piece = fc.constantFrom(
    'a',
    '/',
    '.',
    '@',
    '{',
    '}',
    '.lock',
    '~',
    ' ',
    '-',
    '\\',
    '[',
    ']',
    '\u00e9',
  )
  const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `x${pieces.join('')}`)
  const names = fc.sample(name, { seed: 11, numRuns: 300 })
  expect(names.filter((candidate) => isRefName(candidate) !== accepted(candidate))).toEqual([])
})

test('compareRefNames() orders by the bytes of UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b))
      expect(Math.sign(compareRefNames(a, b))).toBe(expected)
    }),
    { seed: 12 },
  )
  expect(compareRefNames('\uffff', '\u{10000}')).toBe(-1)
})
