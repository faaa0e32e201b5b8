/** The line diff beside git's own, on contents that are generated: hunks as `git diff --no-index` prints them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { DiffTooCostlyError } from '../../src/text/errors.js'
import { diffLines } from '../../src/text/line-diff/diff-lines.js'
import { LineDiffer } from '../../src/text/line-diff/line-differ.js'
import type { LineDiffOptions } from '../../src/text/line-diff/options.js'
import type { HunkOptions } from '../../src/text/patch/hunks.js'
import { writeHunks } from '../../src/text/patch/unified.js'
import { run, temporaryFolder } from '../support/git.js'

const SEED = 20_050_407
const RUNS = 25

const differ = new LineDiffer()

function hunksOf(before: string, after: string, options: LineDiffOptions & HunkOptions): string {
  const parts: Buffer[] = []
  const diff = differ.compare(
    Buffer.from(before, 'latin1'),
    Buffer.from(after, 'latin1'),
    options,
    options.context === 0,
  )
  const sink = {
    raw: (text: string) => parts.push(Buffer.from(text, 'latin1')),
    bytes: (bytes: Uint8Array) => parts.push(Buffer.from(bytes)),
  }
  writeHunks(diff, sink, options)
  return Buffer.concat(parts).toString('latin1')
}

function gitsHunks(folder: string, before: string, after: string, args: readonly string[]): string {
  writeFileSync(join(folder, 'a'), before, 'latin1')
  writeFileSync(join(folder, 'b'), after, 'latin1')
  const { stdout } = run('git', ['diff', '--no-index', ...args, 'a', 'b'], { cwd: folder })
  const text = stdout.toString('latin1')
  const begin = text.indexOf('\n@@')
  return begin < 0 ? '' : text.slice(begin + 1)
}

/** Few different lines: much can be matched in several ways, and groups can move. */
const FEW = [
  '',
  '  ',
  '{',
  '}',
  ' }',
  'int a',
  'int  a',
  '  foo()',
  'foo()\r',
  '\tbar',
  '    baz',
  'if x',
  '\t\t',
]
/** More than a diff looks at one by one. */
const SOME = [...FEW, ...Array.from({ length: 40 }, (_, i) => `${'  '.repeat(i % 5)}line ${i}`)]
/** Hardly a line twice. */
const MANY = [...FEW, ...Array.from({ length: 3000 }, (_, i) => `word ${i}`)]

const linesOf = (words: readonly string[], maxLength: number): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...words), { maxLength, size: 'max' })

/** A content and one that was made of it by a few edits. */
const edited = fc
  .constantFrom(FEW, SOME, MANY)
  .chain((words) =>
    fc.tuple(
      linesOf(words, 120),
      fc.array(fc.tuple(fc.nat(120), fc.nat(4), linesOf(words, 4)), { maxLength: 8 }),
      fc.boolean(),
      fc.boolean(),
    ),
  )
  .map(([before, edits, ...ends]): [string, string] => {
    const after = [...before]
    for (const [at, removed, added] of edits) after.splice(at % (after.length + 1), removed, ...added)
    const [a, b] = [before, after].map((lines, i) => lines.join('\n') + (ends[i] ? '\n' : ''))
    return [a!, b!]
  })

/** Two contents that have nothing to do with each other, long enough for the bounds on cost. */
const unrelated = fc
  .constantFrom(FEW, SOME, MANY)
  .chain((words) => fc.tuple(linesOf(words, 2500), linesOf(words, 2500)))
  .map(([before, after]): [string, string] => [before.join('\n'), `${after.join('\n')}\n`])

const CASES: [string[], LineDiffOptions & HunkOptions][] = [
  [[], {}],
  [['-U0'], { context: 0 }],
  [['-U1', '--inter-hunk-context=3'], { context: 1, interHunkContext: 3 }],
  [['--no-indent-heuristic'], { indentHeuristic: false }],
  [['--patience'], { algorithm: 'patience' }],
  [
    ['--anchored=int', '--anchored=line 1'],
    { algorithm: 'patience', anchors: ['int', Buffer.from('line 1')] },
  ],
  [['-w'], { ignoreSpace: 'all' }],
  [['-b'], { ignoreSpace: 'change' }],
  [['--ignore-space-at-eol'], { ignoreSpace: 'at-eol' }],
  [['--ignore-cr-at-eol'], { ignoreSpace: 'cr-at-eol' }],
  [['--ignore-blank-lines'], { ignoreBlankLines: true }],
  [['-b', '--ignore-blank-lines', '-U1'], { ignoreSpace: 'change', ignoreBlankLines: true, context: 1 }],
  [['-Ia', '-I^ '], { ignoreMatching: [/a/, /^ /] }],
  [['-W'], { functionContext: true }],
  [['-W', '--ignore-blank-lines'], { functionContext: true, ignoreBlankLines: true }],
]

describe('writeHunks()', () => {
  test.each(CASES)('prints what git diff %j prints, on edited contents', (args, options) => {
    const folder = temporaryFolder()
    fc.assert(
      fc.property(edited, ([before, after]) => {
        expect(hunksOf(before, after, options)).toBe(gitsHunks(folder, before, after, args))
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })

  test.each(CASES.slice(0, 7))('prints what git diff %j prints, on unrelated ones', (args, options) => {
    const folder = temporaryFolder()
    fc.assert(
      fc.property(unrelated, ([before, after]) => {
        expect(hunksOf(before, after, options)).toBe(gitsHunks(folder, before, after, args))
      }),
      { seed: SEED, numRuns: 6 },
    )
  })

  // Until 2.45 git set frequent lines aside with --minimal too, and until 2.53 it did not compare groups again.
  test.each([
    ['minimal', ['--minimal'], linesOf(MANY, 40)],
    ['histogram', ['--histogram'], linesOf(MANY, 300)],
  ] as const)('prints what git diff --%s prints where lines are rare', (algorithm, args, lines) => {
    const folder = temporaryFolder()
    fc.assert(
      fc.property(lines, lines, fc.nat(10), (before, other, kept) => {
        const after = [...before.slice(kept), ...other, ...before.slice(0, 2 * kept)]
        const texts = [`${before.join('\n')}\n`, `${after.join('\n')}\n`] as const
        expect(hunksOf(...texts, { algorithm })).toBe(gitsHunks(folder, ...texts, args))
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })
})

describe('diffLines()', () => {
  const lines = (text: string): Buffer => Buffer.from(text.replace(/./g, '$&\n'))

  it('tells changes as numbers of lines, from 0', () => {
    expect(diffLines(lines('abc'), lines('axyc'))).toEqual([
      { oldStart: 1, oldLines: 1, newStart: 1, newLines: 2 },
    ])
    expect(diffLines(lines(''), lines('ab'))).toEqual([
      { oldStart: 0, oldLines: 0, newStart: 0, newLines: 2 },
    ])
    expect(diffLines(lines('ab'), lines('ab'))).toEqual([])
  })

  // As git 2.54 and later have it.
  it.each([
    ['AxAAAxAAA', 'AxAZAxAAA', [{ oldStart: 3, oldLines: 1, newStart: 3, newLines: 1 }]],
    [
      'AZBx',
      'CDxZEx',
      [
        { oldStart: 0, oldLines: 1, newStart: 0, newLines: 3 },
        { oldStart: 2, oldLines: 1, newStart: 4, newLines: 1 },
      ],
    ],
  ])('compares groups of a histogram again that have come to stand side by side: %s, %s', (a, b, changes) => {
    expect(diffLines(lines(a), lines(b), { algorithm: 'histogram' })).toEqual(changes)
  })

  it('ends where it takes more steps than allowed', () => {
    const many = (word: string): Buffer =>
      Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${word} ${(i * 7919) % 900}\n`).join(''))
    for (const algorithm of ['minimal', 'histogram', 'patience', 'myers'] as const) {
      const options = { algorithm, workMax: 10_000 }
      const after = Buffer.concat([many('a').subarray(3), many('a').subarray(1000)])
      expect(() => diffLines(many('a'), after, options)).toThrow(DiffTooCostlyError)
    }
  })

  it('takes a million lines that all differ, one line of 100 MB, and NUL bytes', () => {
    const million = (word: string): Buffer =>
      Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => `${word}${i}\n`).join(''))
    expect(diffLines(million('a'), million('b'))).toEqual([
      { oldStart: 0, oldLines: 1_000_000, newStart: 0, newLines: 1_000_000 },
    ])
    const long = Buffer.alloc(100_000_000, 'x')
    expect(diffLines(long, Buffer.concat([long, Buffer.from('\n')]))).toHaveLength(1)
    expect(diffLines(Buffer.from('a\0b\nc'), Buffer.from('a\0b\nd'))).toHaveLength(1)
  })
})
