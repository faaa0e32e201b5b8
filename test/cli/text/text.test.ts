import { describe, expect, test } from 'vitest'
import { formatCount, printable, table } from '../../../src/cli/text/people.js'
import { bytesToRaw } from '../../../src/object/raw-text.js'
import { quotePath } from '../../../src/text/quote-path.js'
import { relativePath } from '../../../src/cli/text/relative-path.js'
import { normalizePath } from '../../../src/repo/pathspec/parse-pathspec.js'

describe('quotePath()', () => {
  test('quotes what git quotes', () => {
    expect(quotePath('plain path', true)).toBe('plain path')
    expect(quotePath('tab\t', false)).toBe('"tab\\t"')
    expect(quotePath('"\\', false)).toBe('"\\"\\\\"')
    expect(quotePath('\x01\x7f', false)).toBe('"\\001\\177"')
  })

  test('quotes high bytes only where core.quotePath asks for it', () => {
    const raw = bytesToRaw(Buffer.from('ü'))
    expect(quotePath(raw, true)).toBe('"\\303\\274"')
    expect(quotePath(raw, false)).toBe(raw)
  })
})

describe('relativePath()', () => {
  test.each([
    ['a/b', '', 'a/b'],
    ['a/b', 'a/', 'b'],
    ['a', 'a/', './'],
    ['a', 'a/b/', '../'],
    ['c/d', 'a/b/', '../../c/d'],
    ['ab', 'a/', '../ab'],
  ])('%s from %j is %s', (path, prefix, expected) => {
    expect(relativePath(path, prefix)).toBe(expected)
  })
})

describe('normalizePath()', () => {
  test.each([
    ['a/./b//c', 'a/b/c'],
    ['a/b/..', 'a/'],
    ['a/..', ''],
    ['a/', 'a/'],
    ['../a', undefined],
    ['a/../..', undefined],
  ])('%s is %s', (path, expected) => {
    expect(normalizePath(path)).toBe(expected)
  })
})

describe('text for people', () => {
  test('printable() lets nothing through that steers a terminal', () => {
    expect(printable('a\u001b[31mb\u0007\u202ec\t')).toBe('a\ufffd[31mb\ufffd\ufffdc    ')
  })

  test('formatCount() groups digits', () => {
    expect(formatCount(849014)).toBe('849,014')
    expect(formatCount(12)).toBe('12')
  })

  test('table() aligns by columns of the terminal', () => {
    expect(
      table(
        [
          ['李', 'x'],
          ['ab', 'yy'],
          ['a', ''],
        ],
        [1],
      ),
    ).toEqual(['李   x', 'ab  yy', 'a'])
  })
})
