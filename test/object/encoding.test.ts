/** Encodings of commits: git, which has iconv's tables, says what a commit reads like. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeStrictly, recode } from '../../src/object/encoding.js'
import { commitInEncoding } from '../../src/repo/format/log-encoding.js'
import { Repository } from '../../src/repo/repository.js'
import { git, gitText, initRepository, temporaryFolder } from '../support/git.js'

const JAPANESE = ['eucJP', 'EUC-JP', 'CP932', 'SHIFT_JIS', 'ISO-2022-JP']
const WESTERN = ['ISO-8859-1', 'latin1', 'ISO8859-15', 'CP1252', 'CP437', 'IBM850', 'MACINTOSH']
const TEXTS: readonly (readonly [string, string])[] = [
  ...JAPANESE.map((name) => [name, '日本語'] as const),
  ...WESTERN.map((name) => [name, 'Café'] as const),
  ['CP949', '한국어'],
  ['UHC', '한국어'],
  ['CP936', '中文'],
  ['GBK', '中文'],
  ['CP950', '中文'],
  ['BIG5', '中文'],
  ['KOI8-R', 'Привет'],
  ['CP866', 'Привет'],
]

test.each(TEXTS)('a commit in %s reads as git shows it', (encoding, text) => {
  const folder = initRepository(join(temporaryFolder(), 'r'))
  const bytes = Buffer.from(recode(Buffer.from(text), 'UTF-8', encoding)!)
  const oid = commitOf(folder, encoding, bytes)
  using repo = Repository.open(folder)
  const commit = repo.readCommit(oid)
  const shown = gitText(folder, ['log', '-1', '--format=%an%n%s', oid])
  expect(shown).toBe(`${text}\n${text}`)
  expect(`${commit.author!.nameText}\n${commit.subject}`).toBe(shown)
})

test.each(['CP932', 'ASCII', 'x-none', 'UTF-16LE; rm'])('what is not %s is shown as it is', (encoding) => {
  const folder = initRepository(join(temporaryFolder(), 'r'))
  const oid = commitOf(folder, encoding, Buffer.from('a\xffb\x80', 'latin1'))
  using repo = Repository.open(folder)
  expect(repo.readCommit(oid).subject).toBe(gitText(folder, ['log', '-1', '--format=%s', oid]))
})

test('ISO-8859-1 is not windows-1252', () => {
  expect(decodeStrictly(Uint8Array.of(0x80, 0xe9), 'ISO-8859-1')).toBe('\x80é')
})

test.each([
  ['UTF-8', 'UTF-8'],
  ['ISO-8859-1', 'ISO-8859-1'],
  ['ISO-8859-1', 'EUC-JP'],
  [undefined, 'ISO-8859-1'],
  [undefined, 'ISO-2022-JP'],
] as const)('commitInEncoding() from %s to %s is what git shows raw', (from, to) => {
  const folder = initRepository(join(temporaryFolder(), 'r'))
  const text = to.startsWith('ISO-2022') ? '日本 x 語' : 'ä'
  const oid = commitOf(folder, from, Buffer.from(recode(Buffer.from(text), 'UTF-8', from ?? 'UTF-8')!))
  using repo = Repository.open(folder)
  const [, ...shown] = git(folder, ['rev-list', '--header', `--encoding=${to}`, '-1', oid])
    .toString('latin1')
    .split('\n')
  const message = Buffer.from(commitInEncoding(repo.read(oid).data, to)).toString('latin1')
  expect(message.replace(/\n\n/, '\n\n    ')).toBe(shown.join('\n').replace(/\0$/, ''))
})

function commitOf(folder: string, encoding: string | undefined, text: Uint8Array): string {
  const tree = gitText(folder, ['mktree'], '')
  const raw = Buffer.from(text).toString('latin1')
  const header = encoding === undefined ? '' : `encoding ${encoding}\n`
  const commit = `tree ${tree}\nauthor ${raw} <a@b> 1 +0000\ncommitter C <c@d> 1 +0000\n${header}\n${raw}\n`
  return gitText(
    folder,
    ['hash-object', '-w', '-t', 'commit', '--stdin', '--literally'],
    Buffer.from(commit, 'latin1'),
  )
}
