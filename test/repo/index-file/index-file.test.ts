import { mkdirSync, rmSync, writeFileSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PackmapError, UnsupportedFormatError } from '../../../src/base/errors.js'
import { SHA1, SHA256 } from '../../../src/object/hash-algorithm.js'
import { CorruptIndexFileError } from '../../../src/repo/index-file/errors.js'
import { IndexReader } from '../../../src/repo/index-file/index-reader.js'
import { parseIndexFile } from '../../../src/repo/index-file/parse-index-file.js'
import { git, gitText, initRepository, scratchFolder } from '../../support/git.js'

const root = scratchFolder()

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

/** A work tree with names of many lengths, one of them beyond what fits into the flags. */
function makeWorkTree(name: string, ...init: string[]): string {
  const path = initRepository(join(root, name), ...init)
  const blob = gitText(path, ['hash-object', '-w', '--stdin'], 'content\n')
  const names = Array.from({ length: 40 }, (_, n) => `${'folder/'.repeat(n % 4)}${'n'.repeat(n + 1)}`)
  names.push(`${'long/'.repeat(900)}file`, 'n\u00e4ive')
  const lines = names.map((file) => `100644 ${blob} 0\t${file}\n`)
  for (const stage of [1, 2, 3]) lines.push(`100755 ${blob} ${stage}\tconflict\n`)
  git(path, ['update-index', '--index-info'], lines.join(''))
  return path
}

/** What git lists: `mode oid stage TAB path`. */
function byGit(path: string): string[] {
  return gitText(path, ['ls-files', '--stage', '-z']).split('\0').filter(Boolean)
}

function byPackmap(path: string, algorithm = SHA1): string[] {
  const gitDir = join(path, '.git')
  const { entries } = new IndexReader(join(gitDir, 'index'), gitDir, algorithm).current()
  return entries.map(
    ({ path: name, mode, oid, stage }) =>
      `${mode.toString(8)} ${oid} ${stage}\t${Buffer.from(name).toString()}`,
  )
}

describe.each([
  ['sha1', SHA1],
  ['sha256', SHA256],
] as const)('IndexReader reads as git does, with %s,', (name, algorithm) => {
  let path: string

  beforeAll(() => {
    path = makeWorkTree(name, `--object-format=${name}`)
  })

  test.each(['2', '3', '4'])('version %s', (version) => {
    mkdirSync(join(path, 'sub'), { recursive: true })
    writeFileSync(join(path, 'sub', 'intended'), '')
    // An entry that is only intended has the flags that make git write version 3 instead of 2.
    if (version === '3') git(path, ['add', '-N', 'sub/intended'])
    git(path, ['update-index', '--index-version', version === '3' ? '2' : version])
    expect(readFileSync(join(path, '.git/index'))[7]).toBe(Number(version))
    expect(byPackmap(path, algorithm)).toEqual(byGit(path))
  })

  test('a split index: entries shared, added, replaced and removed', () => {
    const blob = gitText(path, ['hash-object', '-w', '--stdin'], 'other\n')
    git(path, ['update-index', '--force-remove', 'sub/intended'])
    git(path, ['-c', 'splitIndex.maxPercentChange=100', 'update-index', '--split-index'])
    git(
      path,
      ['-c', 'splitIndex.maxPercentChange=100', 'update-index', '--index-info'],
      `100644 ${blob} 0\tadded\n100755 ${blob} 0\tnn\n0 ${'0'.repeat(algorithm.hexSize)}\tfolder/nnnnnn\n`,
    )
    expect(readdirSync(join(path, '.git')).some((file) => file.startsWith('sharedindex.'))).toBe(true)
    expect(byPackmap(path, algorithm)).toEqual(byGit(path))
  })
})

test('IndexReader.current() is empty without an index, and follows the file when git writes another', async () => {
  const path = initRepository(join(root, 'growing'))
  const gitDir = join(path, '.git')
  const reader = new IndexReader(join(gitDir, 'index'), gitDir, SHA1)
  expect(reader.current().entries).toEqual([])
  writeFileSync(join(path, 'one'), '1')
  git(path, ['add', 'one'])
  expect(reader.current().entries).toHaveLength(1)
  await setTimeout(50) // what has just been written may be written again within the same tick of the file system's clock
  expect(reader.current()).toBe(reader.current())
  writeFileSync(join(path, 'two'), '2')
  git(path, ['add', 'two'])
  expect(reader.current().entries).toHaveLength(2)
})

describe('parseIndexFile() refuses', () => {
  const header = (version: number, count: number): Buffer => {
    const bytes = Buffer.from('DIRC\0\0\0\0\0\0\0\0', 'latin1')
    bytes.writeUInt32BE(version, 4)
    bytes.writeUInt32BE(count, 8)
    return bytes
  }
  const trailer = Buffer.alloc(20)
  const extension = (name: string, size: number, content = ''): Buffer => {
    const bytes = Buffer.from(`${name}\0\0\0\0${content}`, 'latin1')
    bytes.writeUInt32BE(size, 4)
    return bytes
  }

  test.each([
    ['an empty file', Buffer.alloc(0), CorruptIndexFileError],
    ['another signature', Buffer.alloc(60), CorruptIndexFileError],
    ['version 1', Buffer.concat([header(1, 0), trailer]), UnsupportedFormatError],
    ['version 5', Buffer.concat([header(5, 0), trailer]), UnsupportedFormatError],
    [
      'more entries than fit',
      Buffer.concat([header(2, 2 ** 32 - 1), Buffer.alloc(99), trailer]),
      CorruptIndexFileError,
    ],
    [
      'an extension beyond the end',
      Buffer.concat([header(2, 0), extension('TREE', 9), trailer]),
      CorruptIndexFileError,
    ],
    [
      'an extension that it must know and does not',
      Buffer.concat([header(2, 0), extension('what', 0), trailer]),
      UnsupportedFormatError,
    ],
  ])('%s', (_, bytes, kind) => {
    expect(() => parseIndexFile(bytes, 'index', SHA1)).toThrow(kind)
  })

  test('version 4 paths that take more than the file could mean', () => {
    const long = 40_000
    const entry = (dropped: number, suffix: string): Buffer =>
      Buffer.concat([Buffer.alloc(62), Buffer.from([dropped]), Buffer.from(`${suffix}\0`)])
    const entries = [entry(0, 'x'.repeat(long)), ...Array.from({ length: 600 }, () => entry(0, 'y'))]
    const bytes = Buffer.concat([header(4, entries.length), ...entries, trailer])
    expect(() => parseIndexFile(bytes, 'index', SHA1)).toThrow(CorruptIndexFileError)
  })

  test('any damage with an error of its own, or reads it', () => {
    const path = makeWorkTree('damaged')
    git(path, ['update-index', '--index-version', '4'])
    const whole = readFileSync(join(path, '.git/index'))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const bytes = Buffer.from(whole.subarray(0, length))
        if (at < length) bytes[at] = byte
        try {
          parseIndexFile(bytes, 'index', SHA1)
        } catch (error) {
          if (!(error instanceof PackmapError)) throw error
        }
      }),
      { seed: 20050407, numRuns: 500 },
    )
  })
})
