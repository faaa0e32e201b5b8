import { describe, expect, test } from 'vitest'
import { CorruptObjectError } from '../../src/object/errors.js'
import { SHA1 } from '../../src/object/hash-algorithm.js'
import { parseTag, type Tag } from '../../src/object/tag.js'
import { git, gitText, initRepository, temporaryFolder } from '../support/git.js'

const OBJECT = '1'.repeat(40)

const parse = (text: string): Tag => parseTag('oid', Buffer.from(text), SHA1)

test('parseTag() takes a tag of git apart', () => {
  const repo = initRepository(temporaryFolder())
  git(repo, ['commit', '--allow-empty', '-m', 'first'])
  git(repo, ['tag', '-a', '-m', 'Subject\n\nBody', 'v1.0'])
  const tag = parseTag('oid', git(repo, ['cat-file', 'tag', 'v1.0']), SHA1)
  expect(tag.object).toBe(gitText(repo, ['rev-parse', 'HEAD']))
  expect(tag.type).toBe('commit')
  expect(tag.nameText).toBe('v1.0')
  expect(tag.tagger).toMatchObject({ nameText: 'C O Mitter', seconds: 1112911993, timezone: '-0700' })
  expect(tag.messageText).toBe('Subject\n\nBody\n')
})

test('parseTag() reads old tags without tagger, and keeps unknown headers', () => {
  const tag = parse(`object ${OBJECT}\ntype blob\ntag v0\nx-odd a\n b\n\nmessage`)
  expect(tag.tagger).toBeUndefined()
  expect(tag.type).toBe('blob')
  expect(tag.headers.map(({ name }) => name)).toEqual(['object', 'type', 'tag', 'x-odd'])
  expect(tag.messageText).toBe('message')
  expect(parse(`object ${OBJECT}\ntype tag\ntag v0\n`).message.length).toBe(0)
})

describe('parseTag() refuses, as git does,', () => {
  test.each([
    ['nothing', ''],
    ['no object', 'type commit\ntag v1\n'],
    ['an object that is no oid', `object ${'z'.repeat(40)}\ntype commit\ntag v1\n`],
    ['no type', `object ${OBJECT}\ntag v1\n`],
    ['a type that is none', `object ${OBJECT}\ntype thing\ntag v1\n`],
    ['no name', `object ${OBJECT}\ntype commit\n\nmessage`],
    ['a name without newline', `object ${OBJECT}\ntype commit\ntag v1`],
    ['a type without newline', `object ${OBJECT}\ntype commit`],
  ])('%s', (_what, text) => {
    expect(() => parse(text)).toThrow(CorruptObjectError)
  })
})
