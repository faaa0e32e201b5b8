import { describe, expect, test } from 'vitest'
import { commitDateIn, parseCommit, roundedOffDateIn, type Commit } from '../../src/object/commit.js'
import { CorruptObjectError } from '../../src/object/errors.js'
import { SHA1, SHA256 } from '../../src/object/hash-algorithm.js'
import { git, gitText, initRepository, temporaryFolder } from '../support/git.js'

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
const PARENT = '1'.repeat(40)
const AUTHOR = 'author A U Thor <author@example.com> 1112911993 -0700\n'
const COMMITTER = 'committer C O Mitter <committer@example.com> 1112911994 +0130\n'

function parse(text: string | Uint8Array): Commit {
  return parseCommit('oid', Buffer.from(text), SHA1)
}

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString('latin1')

test('parseCommit() takes an ordinary commit apart', () => {
  const commit = parse(
    `tree ${TREE}\nparent ${PARENT}\nparent ${TREE}\n${AUTHOR}${COMMITTER}\nSubject\n\nBody\n`,
  )
  expect(commit.tree).toBe(TREE)
  expect(commit.parents).toEqual([PARENT, TREE])
  expect(commit.author).toMatchObject({ nameText: 'A U Thor', emailText: 'author@example.com' })
  expect(commit.author!.date!.toISOString()).toBe('2005-04-07T22:13:13.000Z')
  expect(commit.committer).toMatchObject({ seconds: 1112911994, timezone: '+0130', offsetMinutes: 90 })
  expect(commit.commitDate).toBe(1112911994)
  expect(commit.messageText).toBe('Subject\n\nBody\n')
  expect(commit.subject).toBe('Subject')
  expect(commit.headers.map(({ name }) => name)).toEqual(['tree', 'parent', 'parent', 'author', 'committer'])
})

test('parseCommit() reads oids of 64 digits in a SHA-256 repository', () => {
  const oid = 'ab'.repeat(32)
  const commit = parseCommit(
    'oid',
    Buffer.from(`tree ${oid}\nparent ${oid}\n${AUTHOR}${COMMITTER}\n`),
    SHA256,
  )
  expect([commit.tree, ...commit.parents]).toEqual([oid, oid])
})

describe('Commit keeps every byte within reach:', () => {
  const signature =
    'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n  indented\n -----END PGP SIGNATURE-----\n'
  const text = `tree ${TREE}\n${AUTHOR}${COMMITTER}x-unknown one\n${signature}x-unknown two\n continued\nempty\n\nm\0n`
  const commit = parse(text)

  test('headers in order, unknown and repeated ones, of several lines', () => {
    expect(commit.headers.map(({ name }) => name)).toEqual([
      ...['tree', 'author', 'committer', 'x-unknown', 'gpgsig', 'x-unknown', 'empty'],
    ])
    expect(commit.headers.slice(3).map(({ value }) => textOf(value))).toEqual([
      'one',
      '-----BEGIN PGP SIGNATURE-----\n\niQEz\n indented\n-----END PGP SIGNATURE-----',
      'two\ncontinued',
      '',
    ])
    expect(textOf(commit.header('gpgsig'))).toContain('iQEz')
    expect(commit.header('no-such')).toBeUndefined()
  })

  test('the headers as stored, then the empty line and the message, make up the object', () => {
    const stored = commit.headers.map(({ raw }) => textOf(raw)).join('')
    expect(`${stored}\n${textOf(commit.message)!}`).toBe(text)
  })

  test('a NUL in the message, and no newline at its end', () => {
    expect([...commit.message]).toEqual([0x6d, 0, 0x6e])
  })
})

test('Commit reads names and message in the encoding that it names', () => {
  const latin1 = Buffer.from(
    `tree ${TREE}\nauthor J\xfcrgen <j> 1 +0000\n${COMMITTER}encoding ISO-8859-1\n\nGr\xfc\xdfe\n`,
    'latin1',
  )
  const commit = parse(latin1)
  expect(commit.encoding).toBe('ISO-8859-1')
  expect(commit.author!.nameText).toBe('J\u00fcrgen')
  expect([...commit.author!.name]).toEqual([...Buffer.from('J\xfcrgen', 'latin1')])
  expect(commit.messageText).toBe('Gr\u00fc\u00dfe\n')
  expect(
    parse(Buffer.from(latin1.toString('latin1').replace('ISO-8859-1', 'no-such'), 'latin1')).messageText,
  ).toBe('Gr\ufffd\ufffde\n')
})

describe('parseCommit() does not throw on', () => {
  test.each([
    ['no author and no committer', `tree ${TREE}\n\nmessage\n`],
    ['no empty line', `tree ${TREE}\n${AUTHOR}${COMMITTER}`],
    ['no newline at the end of the headers', `tree ${TREE}\n${AUTHOR}committer x`],
    ['the tree alone', `tree ${TREE}\n`],
    ['an empty message', `tree ${TREE}\n${AUTHOR}${COMMITTER}\n`],
    ['a continuation line first', `tree ${TREE}\n odd\n${AUTHOR}\n`],
  ])('%s', (_what, text) => {
    const commit = parse(text)
    expect(commit.tree).toBe(TREE)
    expect(commit.commitDate).toBeTypeOf('number')
    expect(commit.subject).toBeTypeOf('string')
    expect(commit.author?.date).toSatisfy((date) => date === undefined || date instanceof Date)
  })
})

describe('parseCommit() refuses, as git does,', () => {
  test.each([
    ['no tree', `${AUTHOR}${COMMITTER}\n`],
    ['nothing', ''],
    ['a tree that is cut short', `tree ${TREE.slice(1)}\n`],
    ['a tree without newline', `tree ${TREE}`],
    ['a tree that is not hex', `tree ${'g'.repeat(40)}\n`],
    ['a parent that is no oid', `tree ${TREE}\nparent ${'x'.repeat(40)}\n`],
    ['a parent that is cut short', `tree ${TREE}\nparent 1234`],
  ])('%s', (_what, text) => {
    expect(() => parse(text)).toThrow(CorruptObjectError)
  })
})

test('commitDateIn() finds what git sorts by, in damaged commits too', () => {
  const repo = initRepository(temporaryFolder())
  const lines = [
    'committer C <c> 1112911993 +0000',
    'committer C <c> 1112911993',
    'committer C <c>1112911993 +0000',
    'committer C <c> 0 +0000',
    'committer C <c> garbage',
    'committer C <c',
    'committer',
    'committer C <c> 99999999999999 +0000',
    'committer C <c> 18446744073709551615 +0000',
    'committer C <c> 99999999999999999999999 +0000',
    'committer C <c> -99999999999999999999999 +0000',
    'committer C <c> -100000 +0000',
  ]
  for (const line of lines) {
    const data = Buffer.from(`tree ${TREE}\n${AUTHOR}${line}\n\nm\n`)
    const oid = gitText(repo, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], data)
    const shown = gitText(repo, ['rev-list', '--timestamp', '--no-walk', oid]).split(' ')[0]
    expect(commitDateIn(data), line).toBe(Number(shown))
  }
})

test.each([
  ['1700000000', 1_700_000_000n],
  ['9007199254740991', 9_007_199_254_740_991n],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['18446744073709551615', 2n ** 64n - 1n],
  ['18446744073709551616', 2n ** 64n - 1n],
  ['-99999999999999999999999', 2n ** 64n - 1n],
  ['-5', 2n ** 64n - 5n],
])('roundedOffDateIn() makes the date %s whole', (text, exact) => {
  const data = Buffer.from(`tree ${TREE}\n${AUTHOR}committer C <a>  ${text} +0000\n\n`)
  const date = commitDateIn(data)
  expect(BigInt(date) + BigInt(roundedOffDateIn(data, date))).toBe(exact)
})

test('commitDateIn() takes the date after the last > of the line, as git does since 2.41', () => {
  expect(commitDateIn(Buffer.from(`tree ${TREE}\n${AUTHOR}committer C <a> b> 5 +0000\n\n`))).toBe(5)
})

test('commitDateIn() is 0 where author and committer are not where they belong', () => {
  expect(commitDateIn(Buffer.from(`tree ${TREE}\n${COMMITTER}${AUTHOR}\n`))).toBe(0)
  expect(commitDateIn(Buffer.from(`tree ${TREE}\nx 1\n${AUTHOR}${COMMITTER}\n`))).toBe(0)
  expect(commitDateIn(Buffer.from(`tree ${TREE}\npx 1\n${AUTHOR}${COMMITTER}\n`))).toBe(0)
  expect(commitDateIn(Buffer.from(`tree ${TREE}\ntree ${TREE}\n${AUTHOR}${COMMITTER}\n`))).toBe(0)
  expect(commitDateIn(Buffer.from(`tree ${TREE}\n${AUTHOR}committer C <c> 5 +0000`))).toBe(0)
})

test('Commit.subject is what git log shows as the subject', () => {
  const repo = initRepository(temporaryFolder())
  const messages = [
    'one',
    '\n\nafter blank lines',
    'two\nlines\n\nbody',
    'trailing  \nspaces \n\nb',
    '',
    ' \n x',
  ]
  for (const message of messages) {
    const data = Buffer.from(`tree ${TREE}\n${AUTHOR}${COMMITTER}\n${message}`)
    const oid = gitText(repo, ['hash-object', '-t', 'commit', '-w', '--stdin'], data)
    expect(parse(data).subject).toBe(gitText(repo, ['log', '--no-walk', '--format=%s', oid]))
  }
})

test('parseCommit() and the fields take time linear in a header of 32 MB', () => {
  const long = Buffer.concat([
    Buffer.from(`tree ${TREE}\n${AUTHOR}${COMMITTER}long `),
    Buffer.alloc(32_000_000, 'x\n y'),
    Buffer.from('\n\nmessage'),
  ])
  const commit = parse(long)
  expect(commit.headers.length).toBe(4)
  expect(commit.messageText).toBe('message')
  expect(commit.header('long')!.length).toBeGreaterThan(20_000_000)
})

test('parseCommit() of every commit of a real history gives back the bytes of git log', () => {
  const repo = initRepository(temporaryFolder())
  git(repo, ['commit', '--allow-empty', '-m', 'first'])
  git(repo, [
    'commit',
    '--allow-empty',
    '-m',
    'second',
    '--author',
    'J\u00fcrgen <j@x>',
    '--date',
    '@99999 +1145',
  ])
  const oid = gitText(repo, ['rev-parse', 'HEAD'])
  const commit = parse(git(repo, ['cat-file', 'commit', oid]))
  const { author } = commit
  expect(
    `${author!.nameText}|${author!.emailText}|${author!.seconds!}|${author!.offsetMinutes}|${commit.subject}`,
  ).toBe(`${gitText(repo, ['log', '-1', '--format=%an|%ae|%at'])}|705|second`)
})
