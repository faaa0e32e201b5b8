/** POSIX expressions as git matches them, and none that takes for ever. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RegexSyntaxError } from '../../../../src/repo/revision/regex/posix-syntax.js'
import { JavaScriptSource } from '../../../../src/repo/revision/regex/javascript-source.js'
import { parseExtendedRegex } from '../../../../src/repo/revision/regex/posix-syntax.js'
import { RegexTooCostlyError } from '../../../../src/repo/revision/regex/regex-matcher.js'
import { compileExtendedRegex } from '../../../../src/repo/revision/regex/text-condition.js'

const SEED = 20_261_123
const matches = (source: string, text: string): boolean =>
  compileExtendedRegex(source, Infinity).matches(text)

/** The same by JavaScript's own expressions. */
function matchesInJavaScript(source: string, text: string): boolean {
  const builder = new JavaScriptSource()
  parseExtendedRegex(source, builder)
  return new RegExp(builder.source, 'su').test(text)
}

/** Expressions of every kind of part, within one another. */
const { expression } = fc.letrec<{ expression: string; part: string }>((tie) => ({
  expression: fc
    .array(fc.array(tie('part'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((alternatives) => alternatives.map((parts) => parts.join('')).join('|')),
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '[[:alpha:]]',
      '\\w',
      '\\W',
      '\\b',
      '\\B',
      '\\<',
      '\\>',
      '^',
      '$',
      '\u{1f600}',
    ),
    fc
      .tuple(tie('expression'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{0,}'))
      .map(([inner, times]) => `(${inner})${times}`),
    fc
      .tuple(fc.constantFrom('a', 'b', '[b-]'), fc.constantFrom('*', '+', '?', '{2}', '*?'))
      .map((pair) => pair.join('')),
  ),
}))

describe('compileExtendedRegex()', () => {
  it(`matches what JavaScript matches (seed ${SEED})`, () => {
    const text = fc.array(fc.constantFrom('a', 'b', ' ', '-', '\n', '\u{1f600}'), { maxLength: 8 })
    fc.assert(
      fc.property(expression, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
        const condition = compileExtendedRegex(source, Infinity)
        for (const each of texts.map((parts) => parts.join(''))) {
          expect([source, each, condition.matches(each)]).toEqual([
            source,
            each,
            matchesInJavaScript(source, each),
          ])
        }
      }),
      { seed: SEED, numRuns: 600 },
    )
  })

  it('takes letters of every script for words, as the C library does', () => {
    expect(matches('\\<über\\>', 'das über-ding')).toBe(true)
    expect(matches('\\bber\\b', 'das über-ding')).toBe(false)
  })

  it.each([
    '(a+)+$',
    '^(a|a)*$',
    '(a|aa)+$',
    '(.*)*x$',
    '(a*)*b$',
    '([a-z]+)*[0-9]$',
    '(x+x+)+y',
    '^((a{0,9}){0,9}){0,9}$',
  ])('%s ends on what makes backtracking go on for ever', (source) => {
    const text = `${'a'.repeat(20_000)}!`
    expect(compileExtendedRegex(source, 20_000_000).matches(text)).toBe(false)
    expect(compileExtendedRegex(source, 20_000_000).matches('xxxxy aaab a1')).toBe(
      matchesInJavaScript(source, 'xxxxy aaab a1'),
    )
  })

  it('gives up at the limit on its work, for all texts together', () => {
    const condition = compileExtendedRegex('(a|b){400}c', 100_000)
    const use = (): void => {
      for (let i = 0; i < 1000; i++) condition.matches('ab'.repeat(i))
    }
    expect(use).toThrow(RegexTooCostlyError)
  })

  it('goes on rightly when it has forgotten what it knew', () => {
    // 2^11 states, of some hundred places each.
    const condition = compileExtendedRegex(`b(a|b){300}c`, Infinity)
    const noise = Array.from(
      { length: 20_000 },
      (_, i) => 'ab'[(Math.imul(i, 2_654_435_761) >>> 16) % 2],
    ).join('')
    expect(condition.matches(noise)).toBe(false)
    expect(condition.matches(`${noise}b${'a'.repeat(300)}c`)).toBe(true)
  })

  it('runs back-references where there is no limit, and refuses them where there is one', () => {
    expect(matches('(a|b)-\\1$', 'x a-b b-b')).toBe(true)
    expect(matches('(a|b)-\\1$', 'a-b')).toBe(false)
    expect(() => compileExtendedRegex('(a|b)-\\1$', 1e9)).toThrow(RegexTooCostlyError)
  })

  it.each([
    '(',
    '[',
    '[z-a]',
    '*',
    'a|*',
    'a{2,1}',
    'a{99999}',
    '[[:no:]]',
    '\\',
    '((x{99}){99}){99}',
    '(\\2)',
  ])('refuses %s', (source) => {
    expect(() => compileExtendedRegex(source, Infinity)).toThrow(RegexSyntaxError)
  })

  it('takes brackets a hundred thousand deep', () => {
    const depth = 100_000
    expect(matches(`${'('.repeat(depth)}a${')'.repeat(depth)}`, 'bab')).toBe(true)
  })
})
