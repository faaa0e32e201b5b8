/** Formats of for-each-ref that are put together at random, and what git makes of them. */
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rmSync } from 'node:fs'
import { git, GIT_ENVIRONMENT, initRepository, run, scratchFolder } from '../../support/git.js'
import { runPackmap } from '../support/run-packmap.js'

const scratch = scratchFolder()
const path = join(scratch, 'repository')

const MESSAGES = [
  'plain\n',
  'two\nlines\n\nand a body\n',
  's\n\nb\n\nSigned-off-by: X <x@y>\nReviewed-by: Z <z@z>\n',
  's\n\nKey: v\n continued\n\tagain \nOther-key:v2\nKEY : three\n',
  's\n\nb\n\nno trailer here\nnor here\nSigned-off-by: X <x@y>\n',
  's\n\nb\n\n(cherry picked from commit 1234)\none\ntwo\nthree\nfour\n',
  's\n\nb\n\nA: 1\n\n  \n# a comment\nConflicts:\n\tfile\n',
  's\n\nA: 1\nB: 2\n# ------------------------ >8 ------------------------\ndiff\n',
  's\n\nA: 1\n# in between\n indented\nB: 2',
  's\n\n indented\nA: 1\n',
  'Signed-off-by: only <title@x>\n',
  's\r\n\r\nBody: x\r\nTrailer: y\r\n',
  'über 世界 e\u0301\n\nZeile\n',
  's\n\nb\n\nA: \n: no key\nB b: spaced key\n',
  '',
]

beforeAll(() => {
  initRepository(path)
  let stream = ''
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  MESSAGES.forEach((message, at) => {
    const who = `C O Mitter <c@d.e> ${1112911993 + at * 86_400 * 50} -0700\n`
    stream += `commit refs/heads/b${at}\nauthor Ünï <a@b>${who.slice(who.indexOf('>') + 1)}committer ${who}${data(message)}`
    if (at % 3 === 0)
      stream += `tag t${at}\nfrom refs/heads/b${at}\ntagger ${who}${data(MESSAGES[(at + 4) % MESSAGES.length]!)}`
  })
  git(path, ['fast-import', '--quiet'], stream)
  git(path, ['symbolic-ref', 'HEAD', 'refs/heads/b1'])
  git(path, ['worktree', 'add', '--quiet', join(scratch, 'linked'), 'b2'])
})

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true })
})

async function expectAsGit(args: readonly string[]): Promise<void> {
  const truth = run('git', args, { cwd: path, env: GIT_ENVIRONMENT })
  const { stdout, status } = await runPackmap(args, { cwd: path })
  expect({ args, stdout: stdout.toString('latin1'), status }).toEqual({
    args,
    stdout: truth.stdout.toString('latin1'),
    status: truth.status,
  })
}

describe('for-each-ref shows as git does', () => {
  test.each([
    ...[
      '%(trailers)',
      '%(contents:trailers)',
      '%(trailers:only)',
      '%(trailers:unfold)',
      '%(trailers:only,unfold)',
    ],
    ...['%(trailers:key=key)', '%(trailers:key=Key:)', '%(trailers:key=key,key=other-key,valueonly)'],
    ...['%(trailers:keyonly)', '%(trailers:valueonly,separator=%x2C )', '%(trailers:separator=|)'],
    ...[
      '%(trailers:key_value_separator= -> ,only=true)',
      '%(trailers:only=no)',
      '%(trailers:separator=%n%%)',
    ],
    ...[
      '%(trailers:key)',
      '%(trailers:nonsense)',
      '%(trailers:only=maybe)',
      '%(*trailers:only)',
      '%(trailers:)',
    ],
    ...['%(contents:trailers:only,keyonly,valueonly)', '%(contents:trailersx)', '%(trailers:separator)'],
  ])('%s', async (field) => {
    await expectAsGit(['for-each-ref', `--format=<${field}>`])
  })

  test.each([
    ...[
      'red',
      'bold blue',
      'reset',
      'normal',
      '#ff8000 ul',
      '12',
      '200 7',
      'nobold no-ul reverse',
      'brightred',
    ],
    ...[
      'default',
      'black white bold',
      'italic strike dim blink',
      'reset green',
      '-1',
      'normal red',
      'Bold',
      'RED',
    ],
    ...['nonsense', 'red green blue', '256', '#12345', 'no-red', ''],
  ])('%%(color:%s)', async (color) => {
    for (const when of ['--color', '--color=always', '--color=never', '--no-color', '--color=auto']) {
      await expectAsGit(['for-each-ref', when, `--format=%(color:${color})x%(refname)`, 'refs/heads/b1'])
    }
  })

  test.each([
    ...['%(worktreepath)', '%(align:20)%(subject)%(end)|', '%(align:21,right)%(contents:subject)%(end)|'],
    ...['%(align:middle,15)%(subject)%(end)|', '%(align:width=9,position=right)x%(end)', '%(align:0)x%(end)'],
    ...['%(align)x%(end)', '%(align:left)x%(end)', '%(align:9,up)x%(end)', '%(align:position=9)x%(end)'],
    ...['%(align:width=right)x%(end)', '%(align:5)x%00y%(end)', '%(end)', '%(if)x', '%(then)', '%(else)'],
    ...[
      '%(if)%(end)',
      '%(if)x%(then)y%(then)%(end)',
      '%(if)x%(else)y%(end)',
      '%(if)x%(then)y%(else)z%(else)%(end)',
    ],
    ...[
      '%(if)x%(then)y%(else)z%(then)%(end)',
      '%(align:9)%(then)%(end)',
      '%(then:x)',
      '%(if:equal=x)%(then)%(end)',
    ],
    ...['%(if:equals=x%00)x%(then)y%(end)', '%(if)%00%(then)y%(end)', '%(if: )x%(then)y%(end)', '%(color)'],
  ])('%s', async (format) => {
    await expectAsGit(['for-each-ref', `--format=${format}`])
  })

  const field = fc.constantFrom(
    ...[
      '%(refname:short)',
      '%(subject)',
      '%(objecttype)',
      '%(authorname)',
      '%(HEAD)',
      '%(*objecttype)',
      '%(body)',
    ],
    ...[
      '%(color:red)',
      '%(color:reset)',
      '%(trailers:only)',
      '%(taggerdate:short)',
      '%(committerdate:format:%a %d)',
    ],
    ...['text', ' ', '%0a', "'", '%%', 'é'],
  )
  const { format } = fc.letrec<{ format: string; part: string }>((tie) => ({
    format: fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
    part: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      field,
      fc
        .tuple(fc.constantFrom('8', '30,middle', 'right,25'), tie('format'))
        .map(([align, inner]) => `%(align:${align})${inner}%(end)`),
      fc
        .tuple(
          fc.constantFrom('', ':equals=commit', ':notequals=tag'),
          tie('format'),
          tie('format'),
          tie('format'),
        )
        .map(([how, a, b, c]) => `%(if${how})${a}%(then)${b}%(else)${c}%(end)`),
      fc.tuple(tie('format'), tie('format')).map(([a, b]) => `%(if)${a}%(then)${b}%(end)`),
    ),
  }))

  test('blocks in blocks, quoted in any way', async () => {
    const styles = ['', '--shell', '--perl', '--python', '--tcl']
    const cases = fc.sample(fc.tuple(format, fc.constantFrom(...styles), fc.boolean()), {
      seed: 20261123,
      numRuns: 60,
    })
    for (const [text, style, colored] of cases) {
      const options = [style, colored ? '--color=always' : ''].filter((option) => option !== '')
      await expectAsGit(['for-each-ref', ...options, `--format=${text}`])
    }
  })
})
