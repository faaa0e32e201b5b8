import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIdent } from '../../src/object/ident.js'
import { gitText, initRepository, temporaryFolder } from '../support/git.js'

const ident = (line: string): ReturnType<typeof parseIdent> => parseIdent(Buffer.from(line))

describe('parseIdent() of', () => {
  test.each([
    ['A U Thor <a@b> 1112911993 -0700', 'A U Thor', 'a@b', 1112911993, '-0700', -420],
    ['<a@b> 1 +0000', '', 'a@b', 1, '+0000', 0],
    ['A <a@b> 1', 'A', 'a@b', 1, undefined, 0],
    ['A <a@b>', 'A', 'a@b', undefined, undefined, 0],
    ['A <a@b> -1 +0000', 'A', 'a@b', -1, '+0000', 0],
    ['A <a@b> 1 +051800', 'A', 'a@b', 1, '+051800', 31080],
    ['A <a@b> 1 -7', 'A', 'a@b', 1, '-7', -7],
    ['A <a@b> 1 UTC', 'A', 'a@b', 1, undefined, 0],
    ['A <a<b> 1 +0000', 'A', 'a<b', 1, '+0000', 0],
    ['A <a>b> 1 +0000', 'A', 'a', 1, '+0000', 0],
    ['A <> 1 +0000', 'A', '', 1, '+0000', 0],
    ['A', 'A', '', undefined, undefined, 0],
    ['', '', '', undefined, undefined, 0],
    ['A <a@b', 'A', 'a@b', undefined, undefined, 0],
    ['  spaced   <a> 1 +0000', '  spaced', 'a', 1, '+0000', 0],
    ['A <a> 99999999999999999999 +0000', 'A', 'a', 1e20, '+0000', 0],
  ])('%j', (line, name, email, seconds, timezone, offset) => {
    const parsed = ident(line)
    expect(parsed.nameText).toBe(name)
    expect(parsed.emailText).toBe(email)
    expect(parsed.seconds).toBe(seconds)
    expect(parsed.timezone).toBe(timezone)
    expect(parsed.offsetMinutes).toBe(offset)
  })
})

test('Ident.date is undefined where there is none, or one that Date cannot hold', () => {
  expect(ident('A <a>').date).toBeUndefined()
  expect(ident('A <a> 99999999999999999999 +0000').date).toBeUndefined()
  expect(ident('A <a> -1 +0000').date).toEqual(new Date(-1000))
})

test('parseIdent() agrees with git log on lines of any shape', () => {
  const piece = fc.constantFrom('A', ' ', '<', '>', 'x@y', '12', '+0100', '-0230', '-5', '.', '\t')
  const line = fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join(''))
  const lines = fc.sample(line, { seed: 4711, numRuns: 150 }).filter((text) => text.includes('<'))
  const repo = initRepository(temporaryFolder())
  const tree = gitText(repo, ['mktree'], '')
  const committer = 'committer C <c> 1 +0000'
  for (const text of lines) {
    const data = `tree ${tree}\nauthor ${text}\n${committer}\n\nm\n`
    const oid = gitText(repo, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], data)
    const shown = gitText(repo, ['log', '--no-walk', '--format=%an|%ae|%at', oid])
    if (shown === '||') continue // git shows nothing at all of a line without '>'
    const { nameText, emailText, seconds, timezone } = ident(text)
    // Git takes a date without a time zone, and one before 1970, for none.
    const hasDate = timezone !== undefined && seconds! >= 0 && !Object.is(seconds, -0)
    expect(`${nameText}|${emailText}|${hasDate ? seconds! : ''}`, text).toBe(shown)
  }
})

test('parseIdent() never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const parsed = parseIdent(bytes)
      expect(parsed.offsetMinutes).toBeTypeOf('number')
      expect(parsed.name.length + parsed.email.length).toBeLessThanOrEqual(bytes.length)
    }),
    { seed: 1, numRuns: 2000 },
  )
})
