import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SHA1 } from '../../../src/object/hash-algorithm.js'
import { CorruptRefError } from '../../../src/repo/refs/errors.js'
import { PackedRefs } from '../../../src/repo/refs/packed-refs.js'
import { git, gitText, initRepository, temporaryFolder } from '../../support/git.js'

const OID = 'abcdef0123'.repeat(4)
const PEELED = '9876543210'.repeat(4)
const HEADER = '# pack-refs with: peeled fully-peeled sorted \n'

const packed = (text: string): PackedRefs => new PackedRefs(Buffer.from(text), 'packed-refs', SHA1)
const names = (refs: PackedRefs, prefix = ''): string[] => [...refs.list(prefix)].map(({ name }) => name)

test('PackedRefs finds each ref that git packs, by binary search, and no other', () => {
  const path = initRepository(temporaryFolder())
  git(path, ['commit', '--allow-empty', '-q', '-m', 'x'])
  const head = gitText(path, ['rev-parse', 'HEAD'])
  const commands = Array.from({ length: 257 }, (_, i) => `create refs/heads/b${(i * 7919) % 257} ${head}\n`)
  git(path, ['update-ref', '--stdin'], commands.join(''))
  for (const tag of ['a', 'm', 'z']) git(path, ['tag', '-a', '-m', tag, tag])
  git(path, ['pack-refs', '--all'])
  const refs = packed(readFileSync(join(path, '.git', 'packed-refs'), 'utf8'))
  const listed = gitText(path, ['for-each-ref', '--format=%(refname) %(objectname) %(*objectname)'])
  const expected = listed.split('\n').map((line) => line.trimEnd())
  const describeValue = (name: string): string => {
    const value = refs.find(name)
    return value?.kind === 'direct' ? [name, value.oid, value.peeled].join(' ').trimEnd() : `${name}: nothing`
  }
  expect(names(refs).map(describeValue)).toEqual(expected)
  for (const name of [
    '',
    'refs',
    'refs/heads/',
    'refs/heads/b',
    'refs/heads/b2577',
    'refs/heads/c',
    'refs/tags/zz',
  ]) {
    expect(refs.find(name), name).toBeUndefined()
  }
})

test('PackedRefs.list() begins at a prefix and ends with it', () => {
  const text = ['a/x', 'a/y', 'ab', 'b/x'].map((name) => `${OID} refs/${name}\n`).join('')
  const refs = packed(HEADER + text)
  expect(names(refs, 'refs/a/')).toEqual(['refs/a/x', 'refs/a/y'])
  expect(names(refs, 'refs/a')).toEqual(['refs/a/x', 'refs/a/y', 'refs/ab'])
  expect(names(refs, 'refs/c')).toEqual([])
  expect(names(refs, 'a')).toEqual([])
})

test('PackedRefs sorts a file that does not say it is sorted, peeled lines with it', () => {
  const refs = packed(`# pack-refs with: peeled \n${OID} refs/tags/z\n^${PEELED}\n${OID} refs/tags/a\n`)
  expect(names(refs)).toEqual(['refs/tags/a', 'refs/tags/z'])
  expect(refs.find('refs/tags/z')).toEqual({ kind: 'direct', oid: OID, peeled: PEELED })
  expect(refs.find('refs/tags/a')).toEqual({ kind: 'direct', oid: OID })
})

test('PackedRefs of an empty file, or of a header alone, has no refs', () => {
  for (const text of ['', HEADER, '# a comment\n']) {
    expect(names(packed(text))).toEqual([])
    expect(packed(text).find('refs/heads/main')).toBeUndefined()
  }
})

describe('PackedRefs refuses', () => {
  test.each([
    ['a last line without newline', `${HEADER}${OID} refs/heads/main`],
    ['an oid that is cut short', `${HEADER}${OID.slice(1)} refs/heads/main\n`],
    ['an oid that is not hex', `${HEADER}${'x'.repeat(40)} refs/heads/main\n`],
    ['a line without name', `${HEADER}${OID}\n`],
    ['a peeled line without ref', `${HEADER}^${PEELED}\n`],
    ['a line that is no ref', `${HEADER}hello\n`],
    ['an unsorted file with such a line', `${OID} refs/heads/main\nhello\n`],
  ])('%s', (_what, text) => {
    const use = (): void => {
      const refs = packed(text)
      refs.find('refs/heads/main')
      names(refs)
    }
    expect(use).toThrow(CorruptRefError)
  })
})
