/** Nothing that a repository or a caller can write makes a parser hang, crash, or throw what is no error of ours. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PackmapError } from '../../src/base/errors.js'
import { parseCommit } from '../../src/object/commit.js'
import { SHA1 } from '../../src/object/hash-algorithm.js'
import { parseTag } from '../../src/object/tag.js'
import { findEntry, Tree } from '../../src/object/tree.js'
import { GraphFile } from '../../src/repo/commit-graph/graph-file.js'
import { parseConfig } from '../../src/repo/config/parse-config.js'
import { approxidate } from '../../src/repo/date/approxidate.js'
import { PackedRefs } from '../../src/repo/refs/packed-refs.js'
import { reflogEntries } from '../../src/repo/refs/reflog-lines.js'
import { TableFile } from '../../src/repo/refs/reftable/table-file.js'
import { Repository } from '../../src/repo/repository.js'
import { RegexSyntaxError } from '../../src/repo/revision/regex/posix-syntax.js'
import { compileExtendedRegex } from '../../src/repo/revision/regex/text-condition.js'
import { wildmatch } from '../../src/repo/wildmatch.js'
import { git, initRepository, scratchFolder } from '../support/git.js'

const RUNS = { seed: 20050407, numRuns: 3000 }

/** Runs `use`, which may fail in the ways that bad input is told of. */
function mayRefuse(use: () => unknown, ...others: (abstract new (...args: never[]) => Error)[]): void {
  try {
    use()
  } catch (error) {
    if (![PackmapError, ...others].some((kind) => error instanceof kind)) throw error
  }
}

/** Reads properties that are computed when they are read. */
function touch(...values: readonly unknown[]): void {
  expect(values.length).toBeGreaterThan(0)
}

/** Bytes that look like the format: pieces of it in any order, cut anywhere. */
function pieces(...texts: readonly string[]): fc.Arbitrary<Buffer> {
  const noise = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes))
  const known = fc.constantFrom(...texts).map((text) => Buffer.from(text, 'latin1'))
  const parts = fc.array(fc.oneof({ weight: 6, arbitrary: known }, noise), { maxLength: 14 })
  return fc.tuple(parts, fc.nat(12)).map(([list, cut]) => {
    const bytes = Buffer.concat(list)
    return bytes.subarray(0, Math.max(0, bytes.length - cut))
  })
}

const OID = '0123456789abcdef0123456789abcdef01234567'
const RAW_OID = Buffer.from(OID, 'hex').toString('latin1')

describe('of any bytes', () => {
  test('parseCommit(), parseTag() and what they give', () => {
    const lines = [
      `tree ${OID}\n`,
      `parent ${OID}\n`,
      `object ${OID}\n`,
      'type commit\n',
      'tag x\n',
      'author A <a> 1 +0\n',
    ]
    const more = [
      'committer C <c> -5 -9999\n',
      'encoding utf-16le\n',
      'gpgsig a\n b\n',
      '\n',
      ' ',
      'x',
      '\0',
      'encoding x\n',
    ]
    fc.assert(
      fc.property(pieces(...lines, ...more), (bytes) => {
        mayRefuse(() => {
          const commit = parseCommit('oid', bytes, SHA1)
          touch(commit.author?.date, commit.messageText, commit.subject, commit.commitDate)
          const raw = Buffer.concat(commit.headers.map((header) => header.raw))
          expect(bytes.subarray(0, raw.length).equals(raw)).toBe(true)
          expect(bytes.length - raw.length - commit.message.length).toBeLessThanOrEqual(1)
        })
        mayRefuse(() => {
          const tag = parseTag('oid', bytes, SHA1)
          touch(tag.tagger?.date, tag.messageText, tag.nameText)
        })
      }),
      RUNS,
    )
  })

  test('Tree, and findEntry(), which finds what iteration finds in sorted trees', () => {
    fc.assert(
      fc.property(pieces('100644 ', '40000 ', 'a\0', 'b\0', 'ab\0', RAW_OID, '\0', ' ', '7'), (bytes) => {
        mayRefuse(() => {
          const entries = [...new Tree('tree', bytes, SHA1)]
          const names = entries.map(({ name }) => Buffer.from(name).toString('latin1'))
          const isSorted = names.every((name, i) => i === 0 || names[i - 1]! < name)
          for (const entry of isSorted ? entries : []) {
            expect(findEntry('tree', bytes, entry.name, SHA1)?.oid).toBe(entry.oid)
          }
        })
        mayRefuse(() => findEntry('tree', bytes, Buffer.from('ab'), SHA1))
      }),
      RUNS,
    )
  })

  test('PackedRefs', () => {
    const lines = [
      `${OID} refs/heads/a\n`,
      `${OID} refs/b\n`,
      `^${OID}\n`,
      '# pack-refs with: sorted\n',
      '#\n',
      '\n',
      ' ',
    ]
    fc.assert(
      fc.property(pieces(...lines), (bytes) => {
        mayRefuse(() => {
          const refs = new PackedRefs(bytes, 'packed-refs', SHA1)
          touch(refs.find('refs/heads/a'), ...refs.list('refs/'), ...refs.list(''))
        })
      }),
      RUNS,
    )
  })

  test('reflogEntries()', () => {
    const lines = [
      `${OID} ${OID} A <a> 1 +0000\tmessage\n`,
      `${OID} `,
      '\t',
      '\n',
      'checkout: moving from a to b',
    ]
    fc.assert(
      fc.property(pieces(...lines), (bytes) => {
        expect([...reflogEntries(bytes, SHA1)].length).toBeLessThanOrEqual(14)
      }),
      RUNS,
    )
  })

  test('parseConfig()', () => {
    const texts = ['[a]', '[b "c"]', 'd', '=', '\n', '"', '\\', '#', ' ', 'true', '[', ']', '\r\n', '\\\n']
    fc.assert(
      fc.property(pieces(...texts), (bytes) => {
        mayRefuse(() => parseConfig(bytes.toString(), 'config'))
      }),
      RUNS,
    )
  })

  test('TableFile and GraphFile', () => {
    const texts = [
      'REFT',
      '\x01',
      '\x02',
      '\0\0\0\0',
      'CGPH',
      '\x01\x01',
      'OIDF',
      'OIDL',
      'CDAT',
      '\xff\xff\xff\xff',
    ]
    fc.assert(
      fc.property(pieces(...texts), (bytes) => {
        mayRefuse(() => new TableFile('table', bytes))
        mayRefuse(() => new GraphFile('graph', bytes, SHA1))
      }),
      RUNS,
    )
  })
})

describe('of any text', () => {
  let scratch: string
  let repo: Repository

  beforeAll(() => {
    scratch = scratchFolder()
    const path = initRepository(join(scratch, 'work'))
    git(path, ['commit', '--allow-empty', '-q', '-m', 'first'])
    git(path, ['commit', '--allow-empty', '-q', '-m', 'second'])
    git(path, ['tag', '-a', '-m', 'x', 'v1'])
    repo = Repository.open(path, { env: {} })
  })

  afterAll(() => {
    repo.close()
    rmSync(scratch, { recursive: true, force: true })
  })

  test('resolve(), parseRange() and resolveRefName()', () => {
    const token = fc.constantFrom(
      ...[
        'HEAD',
        '@',
        'main',
        'v1',
        '^',
        '~',
        '{',
        '}',
        ':',
        '/',
        '.',
        '..',
        '...',
        '-',
        '!',
        '0',
        '1',
        '99',
        'u',
      ],
      ...[
        'tree',
        'commit',
        '^{}',
        '^{/',
        '@{',
        '@{-1}',
        '@{u}',
        'yesterday',
        '-g',
        'abcd',
        '[',
        '(',
        '*',
        '\\',
        '\0',
      ],
      ...['refs/', 'heads/', '../', './', ' ', '\u00e9', '\ud800', '__proto__', 'constructor'],
    )
    const revision = fc.array(token, { maxLength: 7 }).map((tokens) => tokens.join(''))
    fc.assert(
      fc.property(revision, (text) => {
        mayRefuse(() => repo.resolve(text))
        mayRefuse(() => repo.parseRange(text))
        mayRefuse(() => repo.resolveRefName(text))
      }),
      { ...RUNS, numRuns: 1500 },
    )
  })

  test('approxidate() and compileExtendedRegex()', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        expect(approxidate(text, 1251660000)).toSatisfy(
          (value) => value === undefined || typeof value === 'number',
        )
        mayRefuse(() => compileExtendedRegex(text, Infinity).matches('some text'), RegexSyntaxError)
      }),
      RUNS,
    )
  })

  test('wildmatch(), in time that patterns of many stars do not blow up', () => {
    const pattern = `${'*a'.repeat(30)}b`
    expect(wildmatch(pattern, 'a'.repeat(200))).toBe(false)
    expect(wildmatch(pattern, 'a'.repeat(200), { pathname: true })).toBe(false)
    for (const count of [8, 40, 100_000]) {
      const text = `${'a/'.repeat(60)}b`
      expect(wildmatch(`${'**/'.repeat(count)}x`, text, { pathname: true })).toBe(false)
      expect(wildmatch(`${'**/'.repeat(count)}b`, text, { pathname: true })).toBe(true)
    }
    expect(wildmatch(`${'**/a/'.repeat(30)}b`, 'a/'.repeat(60), { pathname: true })).toBe(false)
  })
})
