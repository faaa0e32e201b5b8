import { describe, expect, test } from 'vitest'
import { CorruptObjectError } from '../../src/object/errors.js'
import { SHA1, SHA256 } from '../../src/object/hash-algorithm.js'
import { encodeText } from '../../src/object/text.js'
import { canonicalMode, findEntry, Tree } from '../../src/object/tree.js'
import { git, gitText, initRepository, temporaryFolder } from '../support/git.js'

/** The bytes of a tree; every oid is filled with the entry's number. */
function treeBytes(
  entries: readonly (readonly [mode: string, name: string | Uint8Array])[],
  oidSize = 20,
): Buffer {
  const parts = entries.map(([mode, name], i) =>
    Buffer.concat([
      Buffer.from(`${mode} `),
      Buffer.from(name),
      Buffer.alloc(1),
      Buffer.alloc(oidSize, i + 1),
    ]),
  )
  return Buffer.concat(parts)
}

const entriesOf = (data: Uint8Array): string[] =>
  [...new Tree('tree', data, SHA1)].map(({ mode, nameText }) => `${mode.toString(8)} ${nameText}`)

const find = (data: Uint8Array, name: string): string | undefined =>
  findEntry('tree', data, encodeText(name), SHA1)?.oid.slice(0, 2)

test('Tree iterates the entries of a tree as git ls-tree lists them', () => {
  const repo = initRepository(temporaryFolder())
  const blob = gitText(repo, ['hash-object', '-w', '--stdin'], 'x')
  const empty = gitText(repo, ['mktree'], '')
  const listing = [
    `100644 blob ${blob}\tplain`,
    `100755 blob ${blob}\trun`,
    `120000 blob ${blob}\tlink`,
    `040000 tree ${empty}\tfolder`,
    `160000 commit ${'5'.repeat(40)}\tsubmodule`,
  ].join('\n')
  const oid = gitText(repo, ['mktree', '--missing'], `${listing}\n`)
  const data = git(repo, ['cat-file', 'tree', oid])
  const listed = [...new Tree(oid, data, SHA1)].map(
    (entry) => `${entry.mode.toString(8).padStart(6, '0')} ${entry.type} ${entry.oid}\t${entry.nameText}`,
  )
  expect(listed).toEqual(gitText(repo, ['ls-tree', oid]).split('\n'))
})

test('TreeEntry keeps the stored mode beside the one that git shows', () => {
  const modes = ['100664', '100600', '100777', '040000', '40755', '120777', '160755', '0', '644', '100644']
  const data = treeBytes(modes.map((mode, i) => [mode, `${i}`]))
  const entries = [...new Tree('tree', data, SHA1)]
  expect(entries.map(({ rawMode }) => rawMode)).toEqual(modes.map((mode) => Number.parseInt(mode, 8)))
  expect(entries.map(({ mode }) => mode.toString(8))).toEqual([
    ...['100644', '100644', '100755', '40000', '40000', '120000', '160000', '160000', '160000', '100644'],
  ])
  expect(canonicalMode(0o100664)).toBe(0o100644)
})

test('TreeEntry.name is bytes, which need be neither UTF-8 nor safe', () => {
  const name = Uint8Array.from([0xff, 0x2f, 0x0a, 0x20])
  const [entry] = new Tree('tree', treeBytes([['100644', name]]), SHA1)
  expect([...entry!.name]).toEqual([...name])
  expect(entry!.nameText).toBe('\ufffd/\n ')
})

test('Tree reads oids of 32 bytes in a SHA-256 repository', () => {
  const data = treeBytes(
    [
      ['40000', 'a'],
      ['100644', 'b'],
    ],
    32,
  )
  expect([...new Tree('tree', data, SHA256)].map(({ oid }) => oid)).toEqual([
    '01'.repeat(32),
    '02'.repeat(32),
  ])
  expect(new Tree('tree', data, SHA256).find(encodeText('b'))?.oid).toBe('02'.repeat(32))
})

test('Tree iterates entries out of order and repeated names as they stand', () => {
  const data = treeBytes([
    ['100644', 'b'],
    ['100644', 'a'],
    ['100644', 'a'],
  ])
  expect(entriesOf(data)).toEqual(['100644 b', '100644 a', '100644 a'])
})

describe('Tree refuses, where iteration reaches it,', () => {
  const whole = treeBytes([
    ['100644', 'first'],
    ['100644', 'second'],
  ])
  const secondAt = whole.length / 2 - 0.5

  test('an entry that is cut short at any byte', () => {
    for (let end = Math.floor(secondAt) + 1; end < whole.length; end++) {
      const seen: string[] = []
      const read = (): void => {
        for (const { nameText } of new Tree('tree', whole.subarray(0, end), SHA1)) seen.push(nameText)
      }
      if (end === 33) continue
      expect(read, `cut to ${end} bytes`).toThrow(CorruptObjectError)
      expect(seen.length).toBe(end < 32 ? 0 : 1)
    }
  })

  test.each([
    ['a mode that is not octal', treeBytes([['100844', 'x']])],
    ['a mode that is missing', treeBytes([['', 'x']])],
    ['a name that is empty', treeBytes([['100644', '']])],
    ['a negative mode', treeBytes([['-1', 'x']])],
  ])('%s', (_what, data) => {
    expect(() => entriesOf(data)).toThrow(CorruptObjectError)
  })
})

describe('findEntry()', () => {
  const data = treeBytes([
    ['100644', 'a'],
    ['100644', 'a-b'],
    ['40000', 'a.b'],
    ['40000', 'aa'],
    ['100644', 'aab'],
    ['100644', 'c'],
    ['100644', 'cc'],
  ])

  test('finds every name, and no name that is not there', () => {
    expect(['a', 'a-b', 'a.b', 'aa', 'aab', 'c', 'cc'].map((name) => find(data, name))).toEqual([
      ...['01', '02', '03', '04', '05', '06', '07'],
    ])
    for (const name of ['', 'A', 'a-', 'a-bb', 'a.', 'aaa', 'b', 'ccc', 'd', 'a\0']) {
      expect(find(data, name), name).toBeUndefined()
    }
  })

  test('finds the same as iteration does, in trees of git', () => {
    const repo = initRepository(temporaryFolder())
    const blob = gitText(repo, ['hash-object', '-w', '--stdin'], 'x')
    const empty = gitText(repo, ['mktree'], '')
    const names = Array.from({ length: 300 }, (_, i) => `n${(i * 7919) % 1009}${i % 3 ? '' : '.x'}`)
    const lines = names.map((name, i) =>
      i % 5 ? `100644 blob ${blob}\t${name}` : `040000 tree ${empty}\t${name}`,
    )
    const oid = gitText(repo, ['mktree'], `${lines.join('\n')}\n`)
    const tree = git(repo, ['cat-file', 'tree', oid])
    for (const { name } of new Tree(oid, tree, SHA1)) {
      expect(Buffer.from(findEntry(oid, tree, name, SHA1)!.name)).toEqual(Buffer.from(name))
    }
    expect(findEntry(oid, tree, encodeText('n'), SHA1)).toBeUndefined()
  })

  test('misses what stands after a greater name, as git does', () => {
    const unsorted = treeBytes([
      ['100644', 'b'],
      ['100644', 'a'],
    ])
    expect(find(unsorted, 'a')).toBeUndefined()
    expect(find(unsorted, 'b')).toBe('01')
  })

  test('throws for an entry that is cut short, rather than find half of one', () => {
    for (let end = 1; end < 22; end++) {
      expect(() => find(data.subarray(0, end), 'a'), `cut to ${end} bytes`).toThrow(CorruptObjectError)
    }
  })
})
