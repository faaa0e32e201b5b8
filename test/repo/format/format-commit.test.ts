import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commitFormatter, formatCommit, FormatError, Repository } from '../../../src/index.js'
import { Mailmap } from '../../../src/repo/mailmap.js'
import { wrapText } from '../../../src/repo/format/columns.js'
import { makeMessageHistory } from '../../cli/support/message-history.js'
import { gitText, temporaryFolder } from '../../support/git.js'

test('formatCommit() shows what git log shows', () => {
  const folder = makeMessageHistory(join(temporaryFolder(), 'r'), 60, 2026)
  using repo = Repository.open(folder, { env: {} })
  for (const format of ['oneline', 'medium', 'fuller', 'reference', '%h%n%aN %ad%n%w(30)%B%d']) {
    const show = commitFormatter(repo, format, { date: 'iso' })
    for (const revision of ['main', 'main~1', 'main~3']) {
      const lines = gitText(folder, ['log', '-1', '--no-notes', '--date=iso', `--format=${format}`, revision])
      // Of git's own formats the line with the oid belongs to the log, not to the message.
      const expected = lines.replace(/^(?:commit )?[0-9a-f]{40}\s/, '')
      expect(show(revision).replace(/\n$/, '')).toBe(expected.replace(/\n$/, ''))
    }
  }
  expect(formatCommit(repo, 'main', '%N', { notes: true })).toBe('Note on main\n\nwith ä\n')
  expect(formatCommit(repo, 'main', '%N', { notes: ['other'] })).toBe('another\n')
})

test('formatCommit() refuses a format that is none', () => {
  const folder = makeMessageHistory(join(temporaryFolder(), 'r'), 60, 2026)
  using repo = Repository.open(folder, { env: {} })
  expect(() => formatCommit(repo, 'main', 'nothing')).toThrow(FormatError)
  expect(() => formatCommit(repo, 'main', '%C(always,blurple)')).toThrow(FormatError)
  expect(() => formatCommit(repo, 'main', '%ad', { date: 'never' })).toThrow(FormatError)
})

test('Mailmap reads a hostile file in time linear in its length', () => {
  const mailmap = new Mailmap()
  const started = performance.now()
  for (const part of [
    'a' + ' '.repeat(300_000) + 'b',
    '<'.repeat(300_000),
    'x <'.repeat(100_000),
    '<>'.repeat(200_000),
  ]) {
    mailmap.addLines(`${part}\n${part} <a@b>\n`)
  }
  mailmap.addLines('Proper <p@q> <a@b>')
  expect(mailmap.map({ name: 'n', email: 'A@B' })).toEqual({ name: 'Proper', email: 'p@q' })
  expect(performance.now() - started).toBeLessThan(2000)
})

test('wrapText() wraps a megabyte in time linear in it', () => {
  const started = performance.now()
  expect(wrapText('word '.repeat(200_000), 0, 0, 72).split('\n').length).toBeGreaterThan(13_000)
  expect(wrapText('x'.repeat(1_000_000), 0, 0, 72)).toHaveLength(1_000_000)
  expect(performance.now() - started).toBeLessThan(4000)
})
