import { describe, expect, test } from 'vitest'
import { wildmatch, wildmatchName } from '../../src/repo/wildmatch.js'

/** Lines of git's own t3070: whether the text matches with `*` kept from crossing `/`, and without. */
const CASES: readonly (readonly [inPath: boolean, anywhere: boolean, text: string, pattern: string])[] = [
  [true, true, 'foo', 'foo'],
  [false, false, 'foo', 'bar'],
  [true, true, '', ''],
  [true, true, 'foo', '???'],
  [false, false, 'foo', '??'],
  [true, true, 'foo', '*'],
  [true, true, 'foo', 'f*'],
  [false, false, 'foo', '*f'],
  [true, true, 'foo', '*foo*'],
  [true, true, 'foobar', '*ob*a*r*'],
  [true, true, 'aaaaaaabababab', '*ab'],
  [true, true, 'foo*', 'foo\\*'],
  [false, false, 'foobar', 'foo\\*bar'],
  [true, true, 'f\\oo', 'f\\\\oo'],
  [true, true, 'ball', '*[al]?'],
  [false, false, 'ten', '[ten]'],
  [true, true, 'ten', '**[!te]'],
  [false, false, 'ten', '**[!ten]'],
  [true, true, 'ten', 't[a-g]n'],
  [false, false, 'ten', 't[!a-g]n'],
  [true, true, 'ton', 't[!a-g]n'],
  [true, true, 'ton', 't[^a-g]n'],
  [true, true, 'a]b', 'a[]]b'],
  [true, true, 'a-b', 'a[]-]b'],
  [true, true, 'a]b', 'a[]-]b'],
  [false, false, 'aab', 'a[]-]b'],
  [true, true, 'aab', 'a[]a-]b'],
  [true, true, ']', ']'],
  [false, true, 'foo/baz/bar', 'foo*bar'],
  [false, true, 'foo/baz/bar', 'foo**bar'],
  [true, true, 'foobazbar', 'foo**bar'],
  [true, true, 'foo/baz/bar', 'foo/**/bar'],
  [true, false, 'foo/baz/bar', 'foo/**/**/bar'],
  [true, true, 'foo/b/a/z/bar', 'foo/**/bar'],
  [true, false, 'foo/bar', 'foo/**/bar'],
  [false, true, 'foo/bar', 'foo?bar'],
  [false, true, 'foo/bar', 'foo[/]bar'],
  [false, true, 'foo/bar', 'f[^eiu][^eiu][^eiu][^eiu][^eiu]r'],
  [true, true, 'foo-bar', 'f[^eiu][^eiu][^eiu][^eiu][^eiu]r'],
  [true, false, 'foo', '**/foo'],
  [true, true, 'XXX/foo', '**/foo'],
  [true, true, 'bar/baz/foo', '**/foo'],
  [false, true, 'bar/baz/foo', '*/foo'],
  [false, true, 'foo/bar/baz', '**/bar*'],
  [true, true, 'deep/foo/bar/baz', '**/bar/*'],
  [false, true, 'deep/foo/bar/baz/', '**/bar/*'],
  [true, true, 'deep/foo/bar/baz/', '**/bar/**'],
  [false, false, 'deep/foo/bar', '**/bar/*'],
  [true, true, 'deep/foo/bar/', '**/bar/**'],
  [false, true, 'foo/bar/baz', '**/bar**'],
  [true, true, 'foo/bar/baz/x', '*/bar/**'],
  [false, true, 'deep/foo/bar/baz/x', '*/bar/**'],
  [true, true, 'deep/foo/bar/baz/x', '**/bar/*/*'],
  [true, true, 'a1B', '[[:alpha:]][[:digit:]][[:upper:]]'],
  [true, true, '1', '[[:digit:][:upper:][:space:]]'],
  [false, false, '1', '[[:digit:][:upper:][:spaci:]]'],
  [true, true, '5', '[[:xdigit:]]'],
  [true, true, '-', '[\\-_]'],
  [true, true, ']', '[\\]]'],
  [false, false, '\\]', '[\\]]'],
  [true, true, '[ab]', '\\[ab]'],
  [true, true, '[ab]', '[[]ab]'],
  [false, false, 'ab', 'a[]b'],
  [false, false, 'ab', '[!'],
  [false, false, '-', '[-'],
  [true, true, '-', '[-]'],
  [true, true, '-adobe-courier-bold-o-normal--12-120-75-75-m-70-iso8859-1', '-*-*-*-*-*-*-12-*-*-*-m-*-*-*'],
  [false, true, 'abcd/abcdefg/abcdefghijk/abcdefghijklmnop.txt', '*a*b*g*n*t'],
]

describe('wildmatch()', () => {
  test.each(CASES)('%s / %s: %j against %j', (inPath, anywhere, text, pattern) => {
    expect(wildmatch(pattern, text, { pathname: true })).toBe(inPath)
    expect(wildmatch(pattern, text)).toBe(anywhere)
  })

  test('ignores case where asked to', () => {
    expect(wildmatch('A*[b-d]', 'axC', { ignoreCase: true })).toBe(true)
    expect(wildmatch('A*[b-d]', 'axC')).toBe(false)
  })

  test.each([
    ['[[:upper:]]', 'a', true],
    ['[^[:upper:]]', 'a', false],
    ['[Z-a]', '_', true],
    ['[--Z]', 'b', true],
    ['[A]', 'a', false],
    ['\\A', 'a', false],
    ['\xc3', '\xe3', false],
  ])('ignores case in %j against %j as git does: %s', (pattern, text, isMatch) => {
    expect(wildmatch(pattern, text, { ignoreCase: true })).toBe(isMatch)
  })

  test.each([
    ['[[:]', '[', true],
    ['[[:u]', ':', true],
    ['[[:a-c]', 'b', true],
    ['[[:]]', ':]', true],
    ['[[:alpha:]', 'a', false],
  ])('takes `[:` without `:]` for two characters, in %j against %j: %s', (pattern, text, isMatch) => {
    expect(wildmatch(pattern, text)).toBe(isMatch)
  })
})

describe('wildmatchName()', () => {
  test('takes a name byte by byte', () => {
    expect(wildmatchName('?', '\u00e9')).toBe(false)
    expect(wildmatchName('??', '\u00e9')).toBe(true)
    expect(wildmatchName('?', '\udce9')).toBe(true)
    expect(wildmatchName('*\u00e9', 'caf\u00e9')).toBe(true)
  })
})
