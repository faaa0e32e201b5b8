/** A history whose messages, people and dates are of every kind, as an input of git fast-import. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, initRepository } from '../../support/git.js'
import { seededNumbers } from '../../support/tangled-history.js'

const NAMES = [
  'Ada Lovelace',
  'Jürgen Ångström',
  '山田 太郎',
  'A. "Quoted" Name',
  'x',
  'Dot. Name',
  'Very Long Name '.repeat(6).trim(),
]
const EMAILS = ['ada@example.org', 'J@X.ORG', 'no-at-sign', '', 'very.long.address.of.somebody@example.com']
const ZONES = ['+0200', '-0730', '+0545', '-1200']
const SUBJECTS = [
  'Fix it',
  'A subject that is so long that it has to be wrapped somewhere, and goes on and on until it ends here',
  'Größe ändern: 日本語のテキスト',
  'with\ttab and trailing space  ',
  'two lines\nof subject',
  '..dots.. and--dashes_under [x] (y)',
  '=?looks-encoded?=',
  'Wide 한국어 and e\u0301 combining',
]
const BODIES = [
  '',
  '\nBody line one\nBody line two\n\nThird paragraph with\ttabs\tin it and a long line that needs wrapping because it is long.\n',
  '\n\n\nAfter three blanks\r\nwith carriage return\r\n',
  '\nText\n\nSigned-off-by: Ada Lovelace <ada@example.org>\nReviewed-by: Somebody\n Else <x@y>\nFixes: 12\n',
  '\n  indented\n\n- item\n- item two\n\n\nFrom here\n>From there\n>>From\n',
  '\nkey: value\nother-key: x\n',
  '\n日本語 line with wide characters that is long enough to be wrapped at some columns 日本語日本語日本語\n',
]

/** Makes a repository of `commits` commits at `path`. Merges have up to four parents. */
export function makeMessageHistory(path: string, commits: number, seed: number): string {
  initRepository(path)
  const next = seededNumbers(seed)
  const pick = <T>(values: readonly T[]): T => values[next(values.length)]!
  const person = (): string =>
    `${pick(NAMES)} <${pick(EMAILS)}> ${1_112_911_993 + next(500_000_000)} ${pick(ZONES)}`
  const stream: string[] = []
  for (let i = 1; i <= commits; i++) {
    const parents = new Set<number>()
    const count = i === 1 || next(40) === 0 ? 0 : 1 + (next(3) === 0 ? 1 : 0) + (next(9) === 0 ? next(3) : 0)
    for (let n = 0; n < count; n++) parents.add(Math.max(1, i - 1 - next(n === 0 ? 2 : 10)))
    parents.delete(i)
    const message = Buffer.from(
      next(30) === 0 ? '' : pick(SUBJECTS) + (next(4) === 0 ? '' : '\n') + pick(BODIES),
    )
    stream.push(`commit refs/heads/b${i % 5}`, `mark :${i}`, `author ${person()}`)
    stream.push(`committer C <c@d> ${1_112_911_993 + i * 60 - (next(6) === 0 ? 300 : 0)} ${pick(ZONES)}`)
    stream.push(`data ${message.length}`, message.toString('latin1'))
    for (const [n, parent] of [...parents].entries()) stream.push(`${n === 0 ? 'from' : 'merge'} :${parent}`)
    if (parents.size === 0 && i > 5) stream.push(`from ${'0'.repeat(40)}`)
    stream.push(`M 100644 inline ${pick(['a', 'b', 'dir/c'])}`, `data 4`, `${String(i).padStart(3, '0')}\n`)
    if (next(5) === 0) stream.push(`reset refs/tags/t${i}`, `from :${i}`, '')
    if (next(9) === 0) stream.push(`tag a${i}`, `from :${i}`, `tagger T <t@x> 1 +0100`, 'data 3', 'tag')
  }
  stream.push(
    'reset refs/heads/main',
    `from :${commits}`,
    '',
    'reset refs/remotes/origin/main',
    `from :${commits - 2}`,
    '',
  )
  git(path, ['fast-import', '--quiet', '--date-format=raw-permissive'], encoded(stream))
  writeFileSync(
    join(path, '.mailmap'),
    '# people\nCountess <countess@example.org> <ADA@example.org>\n<j@new.org> <j@x.org>\nProper <p@q> x <no-at-sign>\nBad line\n',
  )
  for (const commit of ['main', 'main~1', 'main~3']) {
    git(path, ['notes', 'add', '-m', `Note on ${commit}\n\nwith ä`, commit])
  }
  git(path, ['notes', '--ref=other', 'add', '-m', 'another', 'main'])
  return path
}

/** Messages are bytes in strings already; the rest is text. */
function encoded(lines: readonly string[]): Uint8Array {
  let isData = false
  const parts = lines.map((line) => {
    const bytes = Buffer.from(`${line}\n`, isData ? 'latin1' : 'utf8')
    isData = line.startsWith('data ')
    return bytes
  })
  return Buffer.concat(parts)
}
